package org.bbbfleet.alerts.rules.scalelite;

import static org.bbbfleet.core.promql.Selector.metric;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.alerts.rules.Evidence;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.rules.RuleGroup;
import org.bbbfleet.alerts.rules.Severity;
import org.bbbfleet.exporters.scalelite.ScaleliteMetrics;

/** Scalelite: through it all meetings of a fleet are created and joined. */
@AutoService(RuleGroup.class)
public final class ScaleliteRules implements RuleGroup {
  private static final Evidence EVIDENCE = new Evidence.FromCollector("scalelite");
  private static final String[] TARGET = {"host", "instance", "job"};

  /** Scalelite is not well, or does not answer. */
  public static final Rule DOWN =
      new Rule(
          "ScaleliteDown",
          metric(ScaleliteMetrics.UP).is(0),
          Duration.ofMinutes(1),
          Severity.CRITICAL,
          EVIDENCE,
          "Scalelite is not well.",
          "Scalelite asked by {{ $labels.host }} is not well; scalelite_health_failures_total names"
              + " the reason.",
          """
          **Meaning.** Its health check does not say success. It answers HTTP 200 all the same, so that a
          balancer that looks at the status alone keeps sending users here.

          **Impact.** Nobody can create or join a meeting through it. Running meetings go on.

          **Diagnosis.** The reason: redis or database: these, and the way to them; migrations: an
          upgrade was not finished; connect: its container does not run. `docker logs scalelite-api`.

          **Mitigation.** Mend Redis or PostgreSQL; finish the upgrade (`rake db:migrate`); start the
          container.
          """);

  /** No server takes new meetings. */
  public static final Rule NO_SERVERS =
      new Rule(
          "ScaleliteNoServers",
          metric(ScaleliteMetrics.AVAILABLE).is(0),
          Duration.ofMinutes(1),
          Severity.CRITICAL,
          EVIDENCE,
          "Scalelite has no server for new meetings.",
          "None of the servers of the Scalelite asked by {{ $labels.host }} is enabled and online.",
          """
          **Meaning.** Every server is offline, cordoned or disabled.

          **Impact.** No meeting can be created.

          **Diagnosis.** `scalelite_server_state` and `scalelite_server_online`. All offline at once: the
          poller can't reach them (DNS, firewall, its own host), rather than all being down.

          **Mitigation.** Mend the poller's way to the servers; enable servers that were cordoned.
          """);

  /** A server is offline that should take meetings. */
  public static final Rule SERVER_OFFLINE =
      new Rule(
          "ScaleliteServerOffline",
          metric(ScaleliteMetrics.SERVER_ONLINE)
              .is(0)
              .andOn(
                  List.of(TARGET[0], TARGET[1], TARGET[2], "server"),
                  metric(ScaleliteMetrics.SERVER_STATE).with("state", "enabled").is(1)),
          Duration.ofMinutes(2),
          Severity.WARNING,
          EVIDENCE,
          "A server is offline for Scalelite.",
          "Scalelite asked by {{ $labels.host }} does not reach {{ $labels.server }}.",
          """
          **Meaning.** The poller's calls to the server's API failed at least twice. It has given up the
          server and destroyed its record of all meetings there.

          **Impact.** People in these meetings stay, but nobody can join them any more; a new meeting of
          the same name begins elsewhere.

          **Diagnosis.** The server's own alerts (BigBlueButtonDown, UnitDead). If it is well: the way
          from the poller to it, its certificate, its secret in Scalelite.

          **Mitigation.** Mend the server; the poller takes it back by itself.
          """);

  /** The poller does not go round. */
  public static final Rule POLLER_STALE =
      new Rule(
          "ScalelitePollerStale",
          metric(ScaleliteMetrics.POLLER_AGE).above(300),
          Duration.ofMinutes(1),
          Severity.CRITICAL,
          EVIDENCE,
          "Scalelite's poller does not go round.",
          "The poller seen from {{ $labels.host }} last ended with a server"
              + " {{ $value | humanizeDuration }} ago.",
          """
          **Meaning.** No server was polled for five minutes; the usual interval is one.

          **Impact.** Load and state are old: new meetings go to servers that may be full or down, and
          meetings that ended are not forgotten.

          **Diagnosis.** `scalelite_poller_processes` on each Scalelite host; `docker logs
          scalelite-poller`. It waits for servers that do not answer, or for Redis.

          **Mitigation.** Start it again on the one host where it belongs. Never start a second one.
          """);

  /** More than one poller. */
  public static final Rule POLLERS =
      new Rule(
          "ScaleliteSeveralPollers",
          metric(ScaleliteMetrics.POLLERS).above(1),
          Duration.ofMinutes(5),
          Severity.WARNING,
          EVIDENCE,
          "Several pollers run.",
          "{{ $value }} pollers run on {{ $labels.host }}; there must be one.",
          """
          **Meaning.** More than one process runs Scalelite's poll task on this host.

          **Impact.** They count a server's failures together and take it offline too early, which
          destroys its meetings.

          **Diagnosis.** `ps -ef | grep poll`, `docker ps`.

          **Mitigation.** Stop all but one.
          """);

  /** Recordings wait and nobody imports them. */
  public static final Rule IMPORTER_DOWN =
      new Rule(
          "ScaleliteRecordingsImporterDown",
          metric(ScaleliteMetrics.RECORDINGS_UP)
              .is(0)
              .andOn(List.of(TARGET), metric(ScaleliteMetrics.SPOOL).above(0)),
          Duration.ofMinutes(15),
          Severity.WARNING,
          EVIDENCE,
          "Nobody imports recordings.",
          "Recordings wait on {{ $labels.host }}, and no importer runs there.",
          """
          **Meaning.** The spool directory has recordings, and no importer runs on this host for a
          quarter of an hour in which no other host took them.

          **Impact.** These recordings can't be seen.

          **Diagnosis.** `docker ps -a`, `docker logs scalelite-recording-importer`.

          **Mitigation.** Start it on the one host where it belongs.
          """);

  /** Recordings wait in the spool. */
  public static final Rule QUEUED =
      new Rule(
          "ScaleliteRecordingsQueued",
          metric(ScaleliteMetrics.SPOOL_OLDEST).above(3600),
          Duration.ofMinutes(5),
          Severity.WARNING,
          EVIDENCE,
          "Recordings wait in the spool directory.",
          "The oldest recording in the spool directory of {{ $labels.host }} has waited for"
              + " {{ $value | humanizeDuration }}.",
          """
          **Meaning.** A recording came from a server more than an hour ago and is not imported.

          **Impact.** It can't be seen.

          **Diagnosis.** The importer's log: an archive that is broken is tried again and again; a full
          disk; PostgreSQL.

          **Mitigation.** Move a broken archive away and send it again from its server; make room.
          """);

  @Override
  public String name() {
    return "scalelite";
  }

  @Override
  public List<Rule> rules() {
    return List.of(DOWN, NO_SERVERS, SERVER_OFFLINE, POLLER_STALE, POLLERS, IMPORTER_DOWN, QUEUED);
  }
}
