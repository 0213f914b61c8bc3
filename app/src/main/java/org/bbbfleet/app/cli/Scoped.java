package org.bbbfleet.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/** What commands on a part of the fleet have in common. */
final class Scoped {
  private Scoped() {}

  /** What the API gets of a host, a role and a group; what was not given is left out. */
  static Map<String, String> of(String host, String role, String group) {
    Map<String, String> body = new TreeMap<>();
    if (!host.isEmpty()) {
      body.put("host", host);
    }
    if (role != null) {
      body.put("role", role);
    }
    if (group != null) {
      body.put("group", group);
    }
    return body;
  }

  /** Prints the sentence of an answer, or all of it as JSON. */
  static void print(JsonNode answer, boolean json) {
    Terminal.standard().line(json ? answer.toPrettyString() : answer.path("said").asText());
  }
}
