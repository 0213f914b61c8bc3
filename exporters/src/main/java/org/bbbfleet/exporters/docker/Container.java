package org.bbbfleet.exporters.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/**
 * A container as the gate tells of it.
 *
 * @param id all 64 digits
 * @param name as Docker calls it, without the slash before it
 * @param status Docker's word: created, running, paused, restarting, removing, exited or dead
 * @param restarting whether Docker is about to start it again
 * @param exitCode how its main process ended last; 0 also while it runs
 * @param restarts how often Docker's restart policy started it again
 * @param recordings the host's directory that is its {@code /video}
 * @param meeting the id of the meeting that it streams, when its environment names one
 * @param user the name with which it joins
 */
public record Container(
    String id,
    String name,
    String status,
    boolean restarting,
    int exitCode,
    long restarts,
    Optional<String> recordings,
    Optional<String> meeting,
    Optional<String> user) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST = 200;
  private static final int LONGEST = 512;

  /** Whether its main process has ended and nobody starts it again. */
  public boolean ended() {
    return !restarting && (status.equals("exited") || status.equals("dead"));
  }

  /** Reads one object per line. */
  static List<Container> parse(String lines) {
    List<Container> containers = new ArrayList<>();
    for (String line : lines.split("\n")) {
      if (!line.isBlank() && containers.size() < MOST) {
        containers.add(of(line));
      }
    }
    return List.copyOf(containers);
  }

  private static Container of(String line) {
    try {
      JsonNode node = JSON.readTree(line);
      String id = node.path("id").asText();
      if (!id.matches("[0-9a-f]{64}")) {
        throw new FleetException(ErrorCategory.REMOTE, "the Docker gate told of no container");
      }
      return new Container(
          id,
          text(node, "name").orElse("").replaceFirst("^/", ""),
          text(node, "status").orElse(""),
          node.path("restarting").asBoolean(),
          node.path("exit_code").asInt(),
          node.path("restarts").asLong(),
          text(node, "recordings"),
          text(node, "meeting"),
          text(node, "user"));
    } catch (JsonProcessingException e) {
      // Jackson's message would quote what it read.
      throw new FleetException(ErrorCategory.REMOTE, "the Docker gate answered no JSON");
    }
  }

  private static Optional<String> text(JsonNode node, String key) {
    String value = node.path(key).asText("");
    return value.isEmpty() || value.length() > LONGEST ? Optional.empty() : Optional.of(value);
  }
}
