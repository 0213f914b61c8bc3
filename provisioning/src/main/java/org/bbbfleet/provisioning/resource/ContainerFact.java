package org.bbbfleet.provisioning.resource;

import java.util.HashMap;
import java.util.Map;
import org.bbbfleet.provisioning.facts.Question;

/**
 * A container as Docker has it.
 *
 * @param state {@code running}, {@code exited} …
 * @param hash what it was started with; empty when it is not ours
 * @param image its image as it was said
 * @param health {@code healthy}, {@code unhealthy}, {@code starting} or {@code none}
 */
record ContainerFact(String state, String hash, String image, String health) {
  static final String LABEL = "org.bbbfleet.container";
  static final String LABEL_IMAGE = "org.bbbfleet.image";

  /** All containers by name, asked once; none where Docker is not there or does not answer. */
  record All() implements Question<Map<String, ContainerFact>> {
    @Override
    public String script() {
      return "command -v docker >/dev/null || exit 0\n"
          + "timeout 10 docker ps -a --no-trunc --format '{{.Names}}|{{.State}}|{{.Label \""
          + LABEL
          + "\"}}|{{.Label \""
          + LABEL_IMAGE
          + "\"}}|{{.Status}}' | head -n 2000";
    }

    @Override
    public Map<String, ContainerFact> read(Answer answer) {
      Map<String, ContainerFact> all = new HashMap<>();
      for (String line : answer.lines()) {
        String[] field = line.split("\\|", 5);
        if (field.length == 5) {
          all.put(field[0], new ContainerFact(field[1], field[2], field[3], health(field[4])));
        }
      }
      return all;
    }

    private static String health(String status) {
      return status.contains("(healthy)")
          ? "healthy"
          : status.contains("(unhealthy)")
              ? "unhealthy"
              : status.contains("(health: starting)") ? "starting" : "none";
    }
  }
}
