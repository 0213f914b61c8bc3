package org.bbbfleet.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.bbbfleet.app.JsonFormat;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import picocli.CommandLine.Option;

/** How commands talk to a running {@code fleet serve}. */
public final class ServeClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  @Option(
      names = "--server",
      paramLabel = "URL",
      defaultValue = "${env:FLEET_SERVER:-http://127.0.0.1:9780}",
      description = "The service's address, or FLEET_SERVER (default: ${DEFAULT-VALUE}).")
  private URI server;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      defaultValue = "${env:FLEET_TOKEN_FILE:-/etc/bbb-fleet/api.token}",
      description = "The API token's file, or FLEET_TOKEN_FILE (default: ${DEFAULT-VALUE}).")
  private Path tokenFile;

  /** Reads; presents the token where there is one, since a service may be open to readers. */
  JsonNode get(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path)).GET();
    return send(Files.isReadable(tokenFile) ? authorized(request) : request, TIMEOUT);
  }

  /** Changes something; needs the token. */
  JsonNode post(String path, Map<String, String> body) {
    return postAny(path, body);
  }

  /** The same with lists and switches. */
  JsonNode postAny(String path, Map<String, ?> body) {
    return postWithin(TIMEOUT, path, body);
  }

  /** The same, where the answer may take longer than usual. */
  JsonNode postWithin(Duration timeout, String path, Map<String, ?> body) {
    try {
      return send(
          authorized(HttpRequest.newBuilder(server.resolve(path)))
              .header("Content-Type", "application/json")
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      JsonFormat.mapper().writeValueAsString(body))),
          timeout);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpRequest.Builder authorized(HttpRequest.Builder request) {
    try {
      return request.header("Authorization", "Bearer " + Files.readString(tokenFile).strip());
    } catch (IOException e) {
      throw new FleetException(
          ErrorCategory.INPUT,
          "the API token can't be read from "
              + tokenFile
              + ". Name its file with --token-file or FLEET_TOKEN_FILE; fleet provision keeps it in"
              + " .fleet/api.token beside the inventory.",
          e);
    }
  }

  private JsonNode send(HttpRequest.Builder request, Duration timeout) {
    JsonHttp.Answer answer;
    try {
      answer = new JsonHttp(timeout).send(request);
    } catch (FleetException e) {
      throw new FleetException(
          e.category(),
          e.getMessage()
              + ". Is fleet serve running there? Name another with --server or FLEET_SERVER.",
          e);
    }
    if (!answer.ok()) {
      throw failure(answer.status(), answer.body().path("error").asText(""));
    }
    return answer.body();
  }

  private FleetException failure(int status, String said) {
    ErrorCategory category =
        switch (status) {
          case 401, 403 -> ErrorCategory.AUTHENTICATION;
          case 409 -> ErrorCategory.BUSY;
          case 502, 503, 504 -> ErrorCategory.UNREACHABLE;
          default -> ErrorCategory.INPUT;
        };
    // What the service itself has to say about an order needs no address before it.
    boolean itsOwn = !said.isEmpty() && (status == 400 || status == 404 || status == 409);
    return new FleetException(
        category,
        itsOwn
            ? said
            : server
                + " answered "
                + status
                + (said.isEmpty() ? "" : ": " + said)
                + (status == 401 ? ". Name a token's file with --token-file." : ""));
  }
}
