package org.bbbfleet.app.proof;

import static org.bbbfleet.app.proof.HandRemedy.heal;
import static org.bbbfleet.app.proof.RemedyFleet.PRIMARY;
import static org.bbbfleet.app.proof.RemedyFleet.STANDBY;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What mends HAProxy, Redis and PostgreSQL, as Debian 12 installs them. */
final class SharedRemedies {
  private static final Duration AMPLE = Duration.ofMinutes(2);
  private static final String ASK =
      "for i in 1 2 3 4; do bash -c 'exec 3<>/dev/tcp/127.0.0.1/8000; printf \"GET /"
          + " HTTP/1.0\\r\\n\\r\\n\" >&3; tail -n 1 <&3; echo'; done";

  private SharedRemedies() {}

  static List<Remedy> all() {
    return List.of(haproxyOut(), haproxyIn(), redis(), postgres());
  }

  private static void until(RemedyFleet fleet, String host, String command, String answer) {
    fleet.await(
        answer + " from " + command,
        AMPLE,
        () -> Optional.of(said(fleet, host, command)).filter(text -> text.contains(answer)));
  }

  private static String said(RemedyFleet fleet, String host, String command) {
    return fleet.on(host, "{ " + command + "; } 2>&1 || :");
  }

  private static Remedy haproxyOut() {
    return HandRemedy.of(
        "`haproxy-server-out`",
        "a server whose check is well answers nonsense",
        fleet -> {
          fleet.install(STANDBY, "haproxy");
          fleet.script(STANDBY, "haproxy.sh", Map.of());
          until(fleet, STANDBY, ASK, "nonsense");
          until(fleet, STANDBY, ASK, "well");
        },
        fleet -> heal("haproxy-server-out", STANDBY, "backend=web", "server=a"),
        fleet -> !said(fleet, STANDBY, ASK).contains("nonsense"));
  }

  private static Remedy haproxyIn() {
    return HandRemedy.of(
        "`haproxy-server-in`",
        "a server that was taken out may serve again",
        fleet -> until(fleet, STANDBY, ASK, "well"),
        fleet -> heal("haproxy-server-in", STANDBY, "backend=web", "server=a"),
        fleet -> said(fleet, STANDBY, ASK).contains("nonsense"));
  }

  private static Remedy redis() {
    return HandRemedy.of(
        "`redis-failover`",
        "a Redis whose disk is gone takes no writes",
        fleet -> {
          fleet.install(STANDBY, "redis-server redis-sentinel");
          fleet.script(STANDBY, "redis.sh", Map.of());
          until(
              fleet,
              STANDBY,
              "redis-cli -p 26379 --raw SENTINEL REPLICAS demo | tr '\\n' ' '",
              "master-link-status ok");
          fleet.on(
              STANDBY,
              "redis-cli SET before 1; chown root:root /var/lib/redis; chmod 0700 /var/lib/redis;"
                  + " redis-cli BGSAVE");
          until(fleet, STANDBY, "redis-cli SET x 1", "MISCONF");
        },
        fleet -> heal("redis-failover", STANDBY, "name=demo"),
        fleet -> said(fleet, STANDBY, "redis-cli -p 6380 SET x 1").contains("OK"));
  }

  private static Remedy postgres() {
    return HandRemedy.of(
        "`postgres-failover`",
        "the primary's processes are killed and stay so",
        fleet -> {
          fleet.install(PRIMARY, "postgresql");
          fleet.install(STANDBY, "postgresql");
          fleet.script(PRIMARY, "primary.sh", Map.of("@STANDBY@", fleet.host(STANDBY).address()));
          fleet.script(STANDBY, "standby.sh", Map.of("@PRIMARY@", fleet.host(PRIMARY).address()));
          until(fleet, STANDBY, sql("select status from pg_stat_wal_receiver"), "streaming");
          until(fleet, STANDBY, sql("select room from booked"), "1");
          fleet.on(
              PRIMARY,
              "systemctl kill -s KILL postgresql@15-main; systemctl stop postgresql@15-main");
        },
        fleet -> heal("postgres-failover", STANDBY, "cluster=15-main"),
        fleet ->
            said(fleet, STANDBY, sql("insert into booked values (2) returning room")).equals("2"));
  }

  private static String sql(String statement) {
    return "cd / && runuser -u postgres -- psql -XAtqc \"" + statement + "\"";
  }
}
