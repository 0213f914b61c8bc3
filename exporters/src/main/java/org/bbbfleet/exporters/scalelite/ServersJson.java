package org.bbbfleet.exporters.scalelite;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.bbbfleet.exporters.http.BoundedGet;
import org.bbbfleet.exporters.http.FetchFailure;
import org.bbbfleet.exporters.http.FetchFailure.Reason;

/**
 * Reads the answer of Scalelite's {@code getServers}: a list, or 404 and an object with {@code
 * error} where none is configured. Source: Scalelite's servers controller; load is a text, and
 * {@code unavailable} for a server that has none. The secrets in it are passed over.
 */
final class ServersJson {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              com.fasterxml.jackson.core.JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(16)
                          .maxStringLength(64 * 1024)
                          .build())
                  .build())
          .build();

  private ServersJson() {}

  /**
   * The servers.
   *
   * @throws FetchFailure when it is no list of servers
   */
  static List<Server> parse(BoundedGet.Answer answer) {
    JsonNode tree = tree(answer);
    if (answer.status() == 404 && tree.path("error").asText().contains("No servers")) {
      return List.of();
    }
    if (answer.status() != 200) {
      throw new FetchFailure(Reason.HTTP, "HTTP status " + answer.status());
    }
    if (!tree.isArray()) {
      throw new FetchFailure(Reason.API, "not a list of servers");
    }
    if (tree.size() > Server.MOST) {
      throw new FetchFailure(Reason.TOO_LARGE, "more than " + Server.MOST + " servers");
    }
    List<Server> servers = new ArrayList<>();
    for (JsonNode one : tree) {
      if (one.hasNonNull("id") && one.has("state")) {
        servers.add(server(one));
      } else {
        throw new FetchFailure(Reason.MALFORMED, "a server has no id or state");
      }
    }
    return servers;
  }

  private static JsonNode tree(BoundedGet.Answer answer) {
    String body = answer.body();
    // Its errors are BigBlueButton's, with HTTP 200.
    if (body.contains("checksumError")) {
      throw new FetchFailure(Reason.CHECKSUM, "Scalelite does not accept our checksum");
    }
    if (body.contains("<returncode>FAILED</returncode>")) {
      throw new FetchFailure(Reason.API, "Scalelite answered FAILED");
    }
    try {
      return MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      if (answer.status() != 200) {
        throw new FetchFailure(Reason.HTTP, "HTTP status " + answer.status());
      }
      throw new FetchFailure(Reason.MALFORMED, "not JSON");
    }
  }

  private static Server server(JsonNode one) {
    return new Server(
        one.path("id").asText(),
        one.path("url").asText(),
        one.path("tag").asText(""),
        one.path("bbb_version").asText(""),
        one.path("state").asText(),
        one.path("online").asText().equals("online") || one.path("online").asBoolean(),
        Server.number(one.path("load").asText()),
        Server.number(one.path("load_multiplier").asText()),
        Server.Counts.UNKNOWN,
        OptionalDouble.empty());
  }
}
