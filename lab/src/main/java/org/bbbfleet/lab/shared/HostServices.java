package org.bbbfleet.lab.shared;

import java.time.Duration;
import java.util.Map;
import org.bbbfleet.lab.hosts.Lab;
import org.bbbfleet.lab.hosts.LabHost;
import org.bbbfleet.lab.packages.Command;

/**
 * The same services as Debian installs them on hosts of the lab, set up as an admin does. Each
 * method returns once the service works.
 */
public final class HostServices {
  /** The cluster of PostgreSQL, as Debian calls it. */
  public static final String CLUSTER = "15-main";

  private static final Duration SHORT = Duration.ofSeconds(60);
  private static final Duration AMPLE = Duration.ofMinutes(5);

  private HostServices() {}

  /**
   * HAProxy before two servers, {@code web/a} and {@code web/b}, which it checks only for whether
   * they listen, and a user who asks all the time. On the host are {@code lab-ask} (the different
   * answers, sorted: {@code well-a well-b}), {@code lab-server NAME STATUS WORD} (what a server
   * answers from now on) and {@code lab-haproxy ORDER} (HAProxy's own language).
   */
  public static void haproxy(Lab lab, LabHost host) {
    install(lab, host, "haproxy");
    script(lab, host, "haproxy.sh", Map.of());
    until(lab, host, "lab-ask", "well-a well-b");
  }

  /**
   * Redis' master on port 6379, a replica on 6380, and Sentinel, which calls the master {@code
   * demo} and takes it for down after ten minutes of silence.
   */
  public static void redis(Lab lab, LabHost host) {
    install(lab, host, "redis-server redis-sentinel");
    script(lab, host, "redis.sh", Map.of());
    String replicas = "redis-cli -p 26379 --raw SENTINEL REPLICAS demo | tr '\\n' ' '";
    until(lab, host, replicas, "master-link-status ok");
  }

  /**
   * PostgreSQL's primary, at which the agent may look and which has the table {@code booked} with
   * the one room 1, and a standby that follows it.
   */
  public static void postgres(Lab lab, LabHost primary, LabHost standby) {
    install(lab, primary, "postgresql");
    install(lab, standby, "postgresql");
    script(lab, primary, "postgres-primary.sh", Map.of("@STANDBY@", standby.address()));
    script(lab, standby, "postgres-standby.sh", Map.of("@PRIMARY@", primary.address()));
    until(lab, standby, sql("select status from pg_stat_wal_receiver"), "streaming");
    until(lab, standby, sql("select room from booked"), "1");
  }

  /** The command that asks a host's cluster. */
  public static String sql(String statement) {
    return "cd / && runuser -u postgres -- psql -XAtqc \"" + statement + "\"";
  }

  private static void install(Lab lab, LabHost host, String packages) {
    lab.on(
        host,
        "echo force-unsafe-io >/etc/dpkg/dpkg.cfg.d/lab; apt-get -qq update &&"
            + " DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "
            + packages
            + " >/dev/null",
        AMPLE);
  }

  private static void script(Lab lab, LabHost host, String name, Map<String, String> values) {
    String text = Command.script(HostServices.class, name);
    for (Map.Entry<String, String> value : values.entrySet()) {
      text = text.replace(value.getKey(), value.getValue());
    }
    lab.on(host, text, AMPLE);
  }

  private static void until(Lab lab, LabHost host, String command, String answer) {
    Daemons.await(
        answer + " from " + command,
        () -> lab.on(host, "{ " + command + "; } 2>&1 || :", SHORT).out().contains(answer));
  }
}
