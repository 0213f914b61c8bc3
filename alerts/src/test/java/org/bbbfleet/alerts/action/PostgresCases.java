package org.bbbfleet.alerts.action;

import static org.bbbfleet.alerts.action.HealCase.in;
import static org.bbbfleet.alerts.action.HealCase.when;

import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.bbbfleet.alerts.action.HealCase.Setting;

/** What is checked before a standby becomes a primary. */
final class PostgresCases {
  private PostgresCases() {}

  static Stream<HealCase> all() {
    return Stream.of(names(), streaming(), fence(), patroni()).flatMap(cases -> cases);
  }

  /** A standby that receives nothing; its primary listens nowhere and can be fenced. */
  static void standby(HealTwin host) throws IOException {
    host.with("FLEET_HEAL_PATRONI", host.directory().resolve("patroni"));
    host.program("sleep", "");
    host.program("systemctl", "");
    primary("refused").on(host);
    says("t", "0").on(host);
    host.list("postgres", "15-main fence.service", "a:b fence.service");
  }

  static Setting primary(String answers) {
    return host -> host.program("perl", "echo " + answers);
  }

  /** What psql says of the recovery, until it is promoted, and of what is received. */
  static Setting says(String recovery, String receives) {
    return host -> {
      host.program(
          "psql",
          """
          promoted=%s/promoted
          case "$*" in
            *is_in_recovery*) if [ -e "$promoted" ]; then echo f; else echo %s; fi ;;
            *wal_receiver*) echo %s ;;
            *pg_promote*) touch "$promoted"; echo t ;;
            *) echo 0/1 ;;
          esac
          """
              .formatted(host.directory(), recovery, receives));
      host.with("FLEET_HEAL_PSQL", host.directory().resolve("bin/psql"));
    };
  }

  static Setting known(String... lines) {
    return host -> host.list("postgres", lines);
  }

  private static Stream<HealCase> names() {
    String listens = "nobody listens at 127.0.0.1:1";
    return Stream.of(
            in(
                "postgres_named",
                PostgresCases::standby,
                when(
                    "not the name of a cluster if *[!A-Za-z0-9._-]*",
                    "postgres-primary-refuses a:b",
                    listens,
                    known("a:b 127.0.0.1:1")),
                when(
                    "not the name of a cluster if .*",
                    "postgres-primary-refuses ..",
                    listens,
                    known(".. 127.0.0.1:1"))),
            in(
                "postgres_primary_refuses",
                PostgresCases::standby,
                when(
                    "calls postgres_named \"$1\"",
                    "postgres-primary-refuses a:b",
                    listens,
                    known("a:b 127.0.0.1:1"))),
            in(
                "postgres_failover",
                PostgresCases::standby,
                when("calls postgres_named \"$1\"", "postgres-failover a:b seen", "promoted a:b"),
                when(
                    "$1 is not in $LISTS/heal.postgres",
                    "postgres-failover 16-main seen",
                    "does not say where the primary"),
                when(
                    "whether another host saw the primary dead: seen or unseen",
                    "postgres-failover 15-main maybe",
                    "promoted 15-main")))
        .flatMap(cases -> cases);
  }

  private static Stream<HealCase> streaming() {
    return in(
        "postgres_promote",
        PostgresCases::standby,
        when(
            "nothing to do: %s on this host is a primary already",
            "postgres-failover 15-main seen", "select pg_promote", says("f", "0")),
        when(
            "the standby receives from its primary, which lives",
            "postgres-failover 15-main seen",
            "promoted 15-main",
            says("t", "1")),
        when(
            "whether the standby receives is not known: $(plain \"$receives\")",
            "postgres-failover 15-main seen",
            "promoted 15-main",
            says("t", "perhaps")),
        when(
            "calls postgres_fenced \"$1\" \"$2\"",
            "postgres-failover 15-main unseen",
            "promoted 15-main",
            known("15-main 127.0.0.1:1")));
  }

  private static Stream<HealCase> fence() {
    String neither =
        "$LISTS/heal.postgres has neither address nor unit for $1: $(plain \"$fence\") if ";
    return Stream.of(
            in(
                "postgres_fenced",
                PostgresCases::standby,
                when(
                    neither + "-*",
                    "postgres-failover 15-main seen",
                    "restart -- -x.service",
                    known("15-main -x.service")),
                when(
                    neither + "*[!A-Za-z0-9@._:-]*",
                    "postgres-failover 15-main seen",
                    "restart -- a/b.service",
                    known("15-main a/b.service")),
                when(
                    "$why",
                    "postgres-failover 15-main seen",
                    "promoted 15-main",
                    known("15-main 127.0.0.1:1").and(primary("open"))),
                when(
                    "$why, as seen from this host alone; no second host says so",
                    "postgres-failover 15-main unseen",
                    "promoted 15-main",
                    known("15-main 127.0.0.1:1"))),
            in(
                "postgres_fence",
                PostgresCases::standby,
                when(
                    "$fence did not fence the primary: $(plain \"$said\")",
                    "postgres-failover 15-main seen",
                    "promoted 15-main",
                    host -> host.program("systemctl", "exit 1"))))
        .flatMap(cases -> cases);
  }

  /** A cluster of Patroni's with a leader and another member. */
  static Setting cluster(String member) {
    return host -> {
      host.list("postgres", "scalelite");
      Files.writeString(
          Files.createDirectories(host.directory().resolve("patroni")).resolve("config.yml"),
          "scope: scalelite\n");
      host.with("FLEET_HEAL_PATRONI", host.directory().resolve("patroni"));
      host.program(
          "patronictl",
          "printf '%b\\n' 'Cluster\\tMember\\tHost\\tRole\\tState\\tTL\\tLag in MB'"
              + " 'scalelite\\tpg-1\\th1\\tLeader\\trunning\\t1\\t' 'scalelite\\t"
              + member
              + "'");
    };
  }

  private static Stream<HealCase> patroni() {
    String name = "the replica has a name that is none if ";
    return in(
        "patroni_failover",
        host -> {},
        when(
            "$1 is a standby cluster: its primary is elsewhere",
            "dry-run postgres-failover scalelite seen",
            "from pg-1 to pg-3",
            cluster(
                "pg-2\\th2\\tStandby Leader\\trunning\\t1\\t'"
                    + " 'scalelite\\tpg-3\\th3\\tReplica\\tstreaming\\t1\\t0")),
        when(
            "Patroni has no replica of $1 that may lead and runs with a known lag of at most 16 MB:",
            "dry-run postgres-failover scalelite seen",
            "would have Patroni fail",
            cluster("pg-2\\th2\\tReplica\\tstreaming\\t1\\t17")),
        when(
            name + "-*",
            "dry-run postgres-failover scalelite seen",
            "from pg-1 to -x",
            cluster("-x\\th2\\tReplica\\tstreaming\\t1\\t0")),
        when(
            name + "*[!A-Za-z0-9._-]*",
            "dry-run postgres-failover scalelite seen",
            "from pg-1 to a:b",
            cluster("a:b\\th2\\tReplica\\tstreaming\\t1\\t0")));
  }
}
