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
    return send(Files.isReadable(tokenFile) ? authorized(request) : request);
  }

  /** Changes something; needs the token. */
  JsonNode post(String path, Map<String, String> body) {
    return postAny(path, body);
  }

  /** The same with lists and switches. */
  JsonNode postAny(String path, Map<String, ?> body) {
    try {
      return send(
          authorized(HttpRequest.newBuilder(server.resolve(path)))
              .header("Content-Type", "application/json")
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      JsonFormat.mapper().writeValueAsString(body))));
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

  private JsonNode send(HttpRequest.Builder request) {
    JsonHttp.Answer answer;
    try {
      answer = new JsonHttp(TIMEOUT).send(request);
    } catch (FleetException e) {
      throw new FleetException(
          e.category(),
          e.getMessage()
              + ". Is fleet serve running there? Name another with --server or FLEET_SERVER.",
          e);
    }
    if (!answer.ok()) {
      String said = answer.body().path("error").asText("");
      boolean refused = answer.status() == 401 || answer.status() == 403;
      throw new FleetException(
          refused ? ErrorCategory.AUTHENTICATION : ErrorCategory.INPUT,
          server
              + " answered "
              + answer.status()
              + (said.isEmpty() ? "" : ": " + said)
              + (answer.status() == 401 ? ". Name a token's file with --token-file." : ""));
    }
    return answer.body();
  }
}
