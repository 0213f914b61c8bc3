package org.bbbfleet.alerts.rules.docker;

import static org.bbbfleet.core.promql.Selector.metric;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.alerts.rules.Evidence;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.rules.RuleGroup;
import org.bbbfleet.alerts.rules.Severity;
import org.bbbfleet.exporters.docker.DockerMetrics;

/** Docker and its containers. */
@AutoService(RuleGroup.class)
public final class DockerRules implements RuleGroup {
  private static final Evidence EVIDENCE = new Evidence.FromCollector("docker");

  /** Docker does not answer. */
  public static final Rule DOWN =
      new Rule(
          "DockerDown",
          metric(DockerMetrics.UP).is(0),
          Duration.ofMinutes(2),
          Severity.CRITICAL,
          EVIDENCE,
          "Docker does not answer.",
          "Docker on {{ $labels.host }} does not answer through its gate.",
          """
          **Meaning.** The gate to Docker is there, and Docker, or the gate, does not answer.

          **Impact.** Containers that run go on, but none is started again when it ends.

          **Diagnosis.** `systemctl status docker bbb-fleet-docker.socket`, `journalctl -u docker`; is the
          disk full?

          **Mitigation.** Mend the cause and restart Docker; with `live-restore` running containers survive
          that.
          """);

  /** A container that ends again and again. */
  public static final Rule RESTARTS =
      new Rule(
          "DockerContainerRestarts",
          metric(DockerMetrics.RESTARTS)
              .minus(metric(DockerMetrics.RESTARTS).offset(Duration.ofMinutes(15)))
              .above(3),
          Duration.ofMinutes(1),
          Severity.WARNING,
          EVIDENCE,
          "A container is started again and again.",
          "{{ $labels.container }} on {{ $labels.host }} was started again {{ $value }} times in 15 minutes.",
          """
          **Meaning.** Docker restarted the container by its restart policy more than three times in a
          quarter of an hour.

          **Impact.** What it does is interrupted each time.

          **Diagnosis.** `docker logs --tail 50 CONTAINER`; `docker inspect` tells whether it ran out of
          memory.

          **Mitigation.** Mend what its log names; Docker then needs no help.
          """);

  /** A container that has failed. */
  public static final Rule FAILED =
      new Rule(
          "DockerContainerFailed",
          metric(DockerMetrics.EXIT_CODE).isNot(0),
          Duration.ofMinutes(10),
          Severity.INFO,
          EVIDENCE,
          "A container has ended with a failure.",
          "{{ $labels.container }} on {{ $labels.host }} has ended with code {{ $value }}.",
          """
          **Meaning.** The container ended with another code than 0 and nobody starts it again.

          **Impact.** What it did is not done any more, unless it was a job that is over.

          **Diagnosis.** `docker logs --tail 50 CONTAINER`. 137 is an end by force, often for memory.

          **Mitigation.** Start it again, or remove it if nobody needs it.
          """);

  @Override
  public String name() {
    return "docker";
  }

  @Override
  public List<Rule> rules() {
    return List.of(DOWN, RESTARTS, FAILED);
  }
}
