package org.bbbfleet.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bbbfleet.app.JsonFormat;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/** The {@code fleet serve} of an inventory, as a run from that inventory talks to it. */
final class OwnService {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final JsonHttp http = new JsonHttp(TIMEOUT);
  private final URI serve;
  private final Secret token;
  private final AtomicBoolean warned = new AtomicBoolean();

  /**
   * A service.
   *
   * @param token the one that {@code .fleet/} beside the inventory holds
   */
  OwnService(URI serve, Secret token) {
    this.serve = serve;
    this.token = token;
  }

  /**
   * Gets a document.
   *
   * @throws FleetException (UNREACHABLE) only when nobody is there
   */
  JsonNode get(String path) {
    return answer(HttpRequest.newBuilder(serve.resolve(path)).GET());
  }

  /**
   * Orders something.
   *
   * @throws FleetException (UNREACHABLE) only when nobody is there
   */
  JsonNode post(String path, Map<String, String> body) {
    try {
      return answer(
          HttpRequest.newBuilder(serve.resolve(path))
              .header("Content-Type", "application/json")
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      JsonFormat.mapper().writeValueAsString(body))));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private JsonNode answer(HttpRequest.Builder request) {
    JsonHttp.Answer answer = http.send(request.header("Authorization", "Bearer " + token.reveal()));
    if (answer.ok()) {
      return answer.body();
    }
    String said = answer.body().path("error").asText("");
    String told = serve + " answered " + answer.status() + (said.isEmpty() ? "" : ": " + said);
    throw switch (answer.status()) {
      case 401, 403 ->
          new FleetException(
              ErrorCategory.AUTHENTICATION,
              told
                  + ". The API token of this inventory (.fleet/api.token beside it) is not one of"
                  + " that service. Run from where the fleet was provisioned first, or copy its"
                  + " .fleet/ here.");
      case 409 -> new FleetException(ErrorCategory.BUSY, told);
      case 400 -> new FleetException(ErrorCategory.INPUT, told);
      default -> new FleetException(ErrorCategory.REMOTE, told + ". Nothing was changed.");
    };
  }

  /** What is thrown for an answer that fleet serve does not give. */
  FleetException strange(String what) {
    return new FleetException(
        ErrorCategory.PROTOCOL,
        serve
            + " answers, but "
            + what
            + ": is that fleet serve, and of this version? Nothing was changed.");
  }

  /** Whether nobody is there: then nobody heals, as far as can be seen from here. */
  static boolean silent(FleetException e) {
    return e.category() == ErrorCategory.UNREACHABLE;
  }

  /** Says, once, what follows when nobody is there. */
  void warnOfSilence() {
    if (warned.compareAndSet(false, true)) {
      Printable.complain(
          "serve   nobody answers at "
              + serve
              + ": the run goes on, and only runs of this inventory directory are kept apart. If the"
              + " service runs and is only out of reach, pause healing first (fleet pause).");
    }
  }
}
