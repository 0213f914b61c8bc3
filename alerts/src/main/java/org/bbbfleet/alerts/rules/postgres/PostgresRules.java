package org.bbbfleet.alerts.rules.postgres;

import static org.bbbfleet.core.promql.Selector.metric;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.alerts.rules.Evidence;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.rules.RuleGroup;
import org.bbbfleet.alerts.rules.Severity;
import org.bbbfleet.exporters.postgres.PostgresMetrics;

/** PostgreSQL: the databases of Scalelite, Greenlight and PeerTube. */
@AutoService(RuleGroup.class)
public final class PostgresRules implements RuleGroup {
  private static final Evidence EVIDENCE = new Evidence.FromCollector("postgres");
  private static final List<String> CLUSTER = List.of("host", "instance", "job", "cluster");

  /** A cluster takes no connections. */
  public static final Rule DOWN =
      new Rule(
          "PostgresDown",
          metric(PostgresMetrics.UP).is(0),
          Duration.ofMinutes(1),
          Severity.CRITICAL,
          EVIDENCE,
          "PostgreSQL takes no connections.",
          "The cluster {{ $labels.cluster }} on {{ $labels.host }} takes no connections.",
          """
          **Meaning.** Nobody listens at its socket, or it starts, recovers or shuts down.

          **Impact.** What uses its databases fails: no sign-in, no new meetings, no recordings.

          **Diagnosis.** `pg_lsclusters`; its log in `/var/log/postgresql`; `df`. Was it killed for want of
          memory?

          **Mitigation.** Make room, then start it: `systemctl start postgresql@VERSION-NAME`. If a
          standby was promoted meanwhile, never start it as it is: make it a standby first
          (`pg_rewind`).
          """);

  /** We may not ask. */
  public static final Rule NOT_READ =
      new Rule(
          "PostgresNotMeasured",
          metric(PostgresMetrics.READABLE).is(0),
          Duration.ofMinutes(15),
          Severity.WARNING,
          EVIDENCE,
          "PostgreSQL tells the agent nothing.",
          "The cluster {{ $labels.cluster }} on {{ $labels.host }} refuses what the agent asks.",
          """
          **Meaning.** It takes connections, and the agent's user has no role there that may look.

          **Impact.** Nobody notices lost replication, or that connections run out.

          **Diagnosis.** `sudo -u bbb-fleet-agent psql -d postgres -c 'select 1'`.

          **Mitigation.** On the primary, as the user postgres: `create role "bbb-fleet-agent" login;
          grant pg_monitor to "bbb-fleet-agent";`. There is no password: the socket shows who asks.
          """);

  /** The primary of a standby of this host is gone. */
  public static final Rule PRIMARY_DOWN =
      new Rule(
              "PostgresPrimaryDown",
              metric(PostgresMetrics.RECEIVES)
                  .is(0)
                  .andOn(CLUSTER, metric(PostgresMetrics.PRIMARY_ANSWERS).is(0)),
              Duration.ofMinutes(1),
              Severity.CRITICAL,
              EVIDENCE,
              "A standby of PostgreSQL receives nothing, and its primary does not answer.",
              "The standby {{ $labels.cluster }} on {{ $labels.host }} has lost its primary.",
              """
          **Meaning.** The standby receives nothing, and nothing answers where its primary is. Seen from
          here: the network between looks the same.

          **Impact.** If the primary is down: what uses its databases fails.

          **Diagnosis.** The primary's own alerts (PostgresDown, AgentDown). Who else reaches it? What does
          the standby lack: `pg_last_wal_receive_lsn()`, `pg_last_xact_replay_timestamp()`?

          **Mitigation.** Start the primary if that is possible. Else `postgres-failover` on the standby;
          it is refused unless the primary is dead for certain. Of several standbys choose the one that
          has most.
          """)
          .wellWhen(
              metric(PostgresMetrics.REPLICA).is(0).or(metric(PostgresMetrics.RECEIVES).is(1)));

  /** A standby receives nothing from a primary that is there. */
  public static final Rule REPLICATION_STOPPED =
      new Rule(
          "PostgresReplicationStopped",
          metric(PostgresMetrics.RECEIVES)
              .is(0)
              .andOn(CLUSTER, metric(PostgresMetrics.PRIMARY_ANSWERS).is(1)),
          Duration.ofMinutes(2),
          Severity.WARNING,
          EVIDENCE,
          "A standby of PostgreSQL receives nothing from a primary that answers.",
          "The standby {{ $labels.cluster }} on {{ $labels.host }} receives nothing, and its primary"
              + " answers.",
          """
          **Meaning.** The primary lives and does not send: its password or `pg_hba.conf` changed, or it
          has already thrown away what the standby needs.

          **Impact.** The standby grows old, and can't take over without loss.

          **Diagnosis.** The standby's log. "requested WAL segment … has already been removed": it must
          be made anew.

          **Mitigation.** Mend the access, or make it anew with `pg_basebackup`; a replication slot keeps
          what is needed.
          """);

  /** A standby is behind. */
  public static final Rule LAG =
      new Rule(
          "PostgresReplicationLag",
          metric(PostgresMetrics.LAG).above(30),
          Duration.ofMinutes(5),
          Severity.WARNING,
          EVIDENCE,
          "A standby of PostgreSQL is behind.",
          "The standby {{ $labels.cluster }} on {{ $labels.host }} is"
              + " {{ $value | humanizeDuration }} behind.",
          """
          **Meaning.** It has received changes that it has not made for more than half a minute.

          **Impact.** If it must take over, that comes later; who reads there reads old data.

          **Diagnosis.** Its disk and processor; long queries on the standby hold changes up
          (`pg_stat_activity`).

          **Mitigation.** End such queries; give it a faster disk.
          """);

  /** Connections run out. */
  public static final Rule CONNECTIONS =
      new Rule(
          "PostgresConnectionsNearLimit",
          metric(PostgresMetrics.CONNECTIONS)
              .dividedBy(metric(PostgresMetrics.MAX_CONNECTIONS))
              .above(0.8),
          Duration.ofMinutes(2),
          Severity.WARNING,
          EVIDENCE,
          "PostgreSQL is running out of connections.",
          "{{ $value | humanizePercentage }} of the connections of {{ $labels.cluster }} on"
              + " {{ $labels.host }} are taken.",
          """
          **Meaning.** More than four fifths of `max_connections` are in use.

          **Impact.** Beyond that clients are refused, and what uses the database fails.

          **Diagnosis.** `select usename, state, count(*) from pg_stat_activity group by 1, 2`. Many that
          are "idle in transaction": a program forgets to end what it began.

          **Mitigation.** Restart the program that holds them; raise `max_connections`, or put pgbouncer
          between.
          """);

  @Override
  public String name() {
    return "postgres";
  }

  @Override
  public List<Rule> rules() {
    return List.of(DOWN, NOT_READ, PRIMARY_DOWN, REPLICATION_STOPPED, LAG, CONNECTIONS);
  }
}
