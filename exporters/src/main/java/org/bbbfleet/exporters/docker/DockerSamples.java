package org.bbbfleet.exporters.docker;

import java.util.List;
import java.util.regex.Pattern;
import org.bbbfleet.core.metrics.Samples;

/** Turns the gate's answers into samples with bounded labels. */
final class DockerSamples {
  private static final List<String> STATUSES =
      List.of("created", "running", "paused", "restarting", "removing", "exited", "dead");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,99}");

  private DockerSamples() {}

  static Samples of(List<Container> containers, int most) {
    Samples samples = new Samples().put(DockerMetrics.UP, 1);
    STATUSES.forEach(status -> samples.put(DockerMetrics.CONTAINERS, 0, status));
    int shown = 0;
    for (Container container : containers) {
      if (STATUSES.contains(container.status())) {
        samples.add(DockerMetrics.CONTAINERS, 1, container.status());
      }
      String name = container.name();
      if (shown < most && NAME.matcher(name).matches()) {
        shown++;
        boolean running = container.status().equals("running");
        samples.put(DockerMetrics.RUNNING, running ? 1 : 0, name);
        samples.put(DockerMetrics.RESTARTS, container.restarts(), name);
        if (container.ended()) {
          samples.put(DockerMetrics.EXIT_CODE, container.exitCode(), name);
        }
      }
    }
    return samples.put(DockerMetrics.HIDDEN, containers.size() - shown);
  }
}
