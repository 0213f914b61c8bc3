package org.bbbfleet.app.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bbbfleet.app.proof.RemedyFleet.PRIMARY;
import static org.bbbfleet.app.proof.RemedyFleet.STANDBY;
import static org.bbbfleet.lab.shared.HostServices.sql;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.lab.hosts.LabHost;
import org.bbbfleet.lab.shared.HostServices;

/** What mends HAProxy, Redis and PostgreSQL, as Debian 12 installs them. */
final class SharedRemedies {
  private static final Duration AMPLE = Duration.ofMinutes(2);
  private static final String DISK = "/var/lib/redis";
  private static final String ASK = "lab-ask";

  private SharedRemedies() {}

  static List<Remedy> all() {
    return List.of(haproxyOut(), haproxyIn(), redis(), postgres());
  }

  /** Installs them and sets them up, before the hosts are provisioned. */
  static void furnish(RemedyFleet fleet) {
    LabHost standby = fleet.host(STANDBY);
    fleet.smallDisk(STANDBY, DISK, 40);
    HostServices.haproxy(fleet.lab(), standby);
    HostServices.redis(fleet.lab(), standby);
    HostServices.postgres(fleet.lab(), fleet.host(PRIMARY), standby);
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
    return PolicyRemedy.of(
            "`haproxy-server-out` (approved)",
            "a server whose check is well answers nonsense; rates of 2 min tell",
            "HaproxyServerFailing",
            STANDBY,
            "haproxy-server-out",
            fleet -> fleet.on(STANDBY, "lab-server a 500 nonsense"))
        .andThen(
            fleet -> {
              assertThat(said(fleet, STANDBY, ASK)).isEqualTo("well-b");
              fleet.on(
                  STANDBY, "lab-server a 200 well-a; lab-haproxy set server web/a state ready");
              until(fleet, STANDBY, ASK, "well-a well-b");
            });
  }

  private static Remedy haproxyIn() {
    return PolicyRemedy.of(
            "`haproxy-server-in` (approved)",
            "a server was taken out, mended, and forgotten; counts after 6 min",
            "HaproxyServerDrained",
            STANDBY,
            "haproxy-server-in",
            fleet -> fleet.on(STANDBY, "lab-haproxy set server web/a state drain"))
        .andThen(fleet -> until(fleet, STANDBY, ASK, "well-a well-b"));
  }

  private static Remedy redis() {
    return PolicyRemedy.of(
            "`redis-failover` (approved)",
            "a Redis whose disk is full takes no writes; Sentinel would wait 10 min",
            "RedisMasterRefusesWrites",
            STANDBY,
            "redis-failover",
            fleet -> {
              // More than fits into what a full disk may have left.
              fleet.on(
                  STANDBY,
                  "redis-cli SET before 1; head -c 300000 /dev/urandom | base64 -w 0"
                      + " | redis-cli -x SET much; dd if=/dev/zero bs=64k of=%s/big 2>/dev/null;"
                          .formatted(DISK)
                      + " redis-cli BGSAVE");
              until(fleet, STANDBY, "redis-cli SET x 1", "MISCONF");
            })
        .andThen(
            fleet -> {
              assertThat(said(fleet, STANDBY, "redis-cli -p 6380 SET x 1")).isEqualTo("OK");
              assertThat(said(fleet, STANDBY, "redis-cli -p 6380 GET before")).isEqualTo("1");
              fleet.on(STANDBY, "rm " + DISK + "/big");
            });
  }

  private static Remedy postgres() {
    return PolicyRemedy.of(
            "`postgres-failover` (approved)",
            "the primary's processes are killed and stay so",
            "PostgresPrimaryDown",
            STANDBY,
            "postgres-failover",
            fleet ->
                fleet.on(
                    PRIMARY,
                    "systemctl kill -s KILL postgresql@15-main; systemctl stop postgresql@15-main"))
        .andThen(
            fleet ->
                assertThat(
                        said(fleet, STANDBY, sql("insert into booked values (2) returning room")))
                    .isEqualTo("2"));
  }
}
