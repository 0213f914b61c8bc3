package org.bbbfleet.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bbbfleet.app.JsonFormat;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.store.Leases;

/**
 * The leases of a running {@code fleet serve}, so that a run and the healer never work on the same
 * host. Where no service is reached, that is said, and this machine's own leases keep two runs
 * apart.
 */
final class SharedLeases implements Leases {
  private static final String PATH = "/api/v1/leases";

  private final JsonHttp http = new JsonHttp(Duration.ofSeconds(5));
  private final URI serve;
  private final Secret token;
  private final Leases own;
  private final AtomicBoolean warned = new AtomicBoolean();

  /**
   * Leases of a service.
   *
   * @param own what is asked when the service does not answer
   */
  SharedLeases(URI serve, Secret token, Leases own) {
    this.serve = serve;
    this.token = token;
    this.own = own;
  }

  @Override
  public boolean take(String host, String holder, String purpose, Duration length) {
    if (!own.take(host, holder, purpose, length)) {
      return false;
    }
    boolean taken;
    try {
      taken =
          post(
                  PATH,
                  Map.of(
                      "host", host,
                      "holder", holder,
                      "purpose", purpose,
                      "seconds", Long.toString(length.toSeconds())))
              .path("taken")
              .asBoolean(false);
    } catch (FleetException e) {
      if (!silent(e)) {
        own.release(host, holder);
        throw e;
      }
      warnOnce();
      taken = true;
    }
    if (!taken) {
      own.release(host, holder);
    }
    return taken;
  }

  @Override
  public void release(String host, String holder) {
    own.release(host, holder);
    try {
      post(PATH + "/release", Map.of("host", host, "holder", holder));
    } catch (FleetException e) {
      if (!silent(e)) {
        throw e;
      }
    }
  }

  @Override
  public List<Lease> all() {
    List<Lease> leases = new ArrayList<>();
    try {
      for (JsonNode lease : http.get(serve.resolve(PATH)).body().path("leases")) {
        leases.add(
            new Lease(
                lease.path("host").asText(),
                lease.path("holder").asText(),
                lease.path("purpose").asText(),
                Instant.parse(lease.path("takenAt").asText()),
                Instant.parse(lease.path("expiresAt").asText())));
      }
    } catch (FleetException e) {
      if (!silent(e)) {
        throw e;
      }
    }
    leases.addAll(own.all());
    return leases;
  }

  private void warnOnce() {
    if (warned.compareAndSet(false, true)) {
      System.err.println(
          "serve   nobody answers at "
              + serve
              + " yet: this run can't tell the healer which hosts it works on");
    }
  }

  /** Whether nobody is there: then nobody heals, as far as can be seen from here. */
  private static boolean silent(FleetException e) {
    return e.category() == ErrorCategory.UNREACHABLE;
  }

  private JsonNode post(String path, Map<String, String> body) {
    JsonHttp.Answer answer;
    try {
      answer =
          http.send(
              HttpRequest.newBuilder(serve.resolve(path))
                  .header("Authorization", "Bearer " + token.reveal())
                  .header("Content-Type", "application/json")
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          JsonFormat.mapper().writeValueAsString(body))));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    if (!answer.ok()) {
      throw new FleetException(
          ErrorCategory.AUTHENTICATION,
          serve
              + " does not give leases to this inventory (HTTP "
              + answer.status()
              + "): its API token is not the one in .fleet/ beside the inventory. Run from where the"
              + " fleet was provisioned first.");
    }
    return answer.body();
  }
}
