package org.bbbfleet.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.store.Leases;

/**
 * The leases of a running {@code fleet serve}, so that a run and the healer never work on the same
 * host. Where nobody is there, as before the service is first provisioned or when its host is what
 * must be mended, that is said, and this machine's own leases keep two runs apart. Somebody who is
 * there and gives no lease stops the run.
 */
final class SharedLeases implements Leases {
  private static final String PATH = "/api/v1/leases";

  private final OwnService serve;
  private final Leases own;

  /**
   * Leases of a service.
   *
   * @param own what is asked when nobody is there
   */
  SharedLeases(OwnService serve, Leases own) {
    this.serve = serve;
    this.own = own;
  }

  @Override
  public boolean take(String host, String holder, String purpose, Duration length) {
    if (!own.take(host, holder, purpose, length)) {
      return false;
    }
    boolean taken = false;
    try {
      taken = takeThere(host, holder, purpose, length);
    } finally {
      if (!taken) {
        own.release(host, holder);
      }
    }
    return taken;
  }

  private boolean takeThere(String host, String holder, String purpose, Duration length) {
    JsonNode taken;
    try {
      taken =
          serve
              .post(
                  PATH,
                  Map.of(
                      "host", host,
                      "holder", holder,
                      "purpose", purpose,
                      "seconds", Long.toString(length.toSeconds())))
              .path("taken");
    } catch (FleetException e) {
      if (!OwnService.silent(e)) {
        throw e;
      }
      serve.warnOfSilence();
      return true;
    }
    if (!taken.isBoolean()) {
      throw serve.strange("does not say whether it gives the lease of " + host);
    }
    return taken.asBoolean();
  }

  @Override
  public void release(String host, String holder) {
    own.release(host, holder);
    try {
      serve.post(PATH + "/release", Map.of("host", host, "holder", holder));
    } catch (FleetException e) {
      if (!OwnService.silent(e)) {
        throw e;
      }
    }
  }

  @Override
  public List<Lease> all() {
    List<Lease> leases = new ArrayList<>();
    try {
      JsonNode there = serve.get(PATH).path("leases");
      if (!there.isArray()) {
        throw serve.strange("not with a list of leases");
      }
      there.forEach(lease -> leases.add(lease(lease)));
    } catch (FleetException e) {
      if (!OwnService.silent(e)) {
        throw e;
      }
    }
    leases.addAll(own.all());
    return leases;
  }

  private Lease lease(JsonNode lease) {
    try {
      return new Lease(
          lease.path("host").asText(),
          lease.path("holder").asText(),
          lease.path("purpose").asText(),
          Instant.parse(lease.path("takenAt").asText()),
          Instant.parse(lease.path("expiresAt").asText()));
    } catch (DateTimeParseException e) {
      throw serve.strange("with a lease without its times");
    }
  }
}
