package org.bbbfleet.exporters.docker;

import java.util.List;
import org.bbbfleet.core.metrics.Metric;

/** What the docker exporter says of Docker and its containers, as the gate tells of them. */
public final class DockerMetrics {
  private DockerMetrics() {}

  public static final Metric UP =
      Metric.gauge("docker_up", "Whether Docker answers through the gate (1) or not (0).");

  public static final Metric CONTAINERS =
      Metric.gauge(
          "docker_containers",
          "Containers by status (created, running, paused, restarting, removing, exited, dead).",
          "status");

  public static final Metric RUNNING =
      Metric.gauge(
          "docker_container_running",
          "Whether the container runs (1) or not (0); one that is paused doesn't.",
          "container");

  public static final Metric RESTARTS =
      Metric.gauge(
          "docker_container_restarts",
          "How often Docker started the container again by itself; a new container of that name"
              + " begins at 0.",
          "container");

  public static final Metric EXIT_CODE =
      Metric.gauge(
          "docker_container_exit_code",
          "How a container that has ended did so; absent of one that has not.",
          "container");

  public static final Metric HIDDEN =
      Metric.gauge(
          "docker_containers_hidden",
          "Containers without series of their own: there are too many, or their name is strange.");

  public static List<Metric> all() {
    return List.of(UP, CONTAINERS, RUNNING, RESTARTS, EXIT_CODE, HIDDEN);
  }
}
