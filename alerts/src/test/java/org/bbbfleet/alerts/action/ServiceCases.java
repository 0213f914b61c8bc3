package org.bbbfleet.alerts.action;

import static org.bbbfleet.alerts.action.HealCase.in;
import static org.bbbfleet.alerts.action.HealCase.when;

import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.bbbfleet.alerts.action.HealCase.Setting;

/** What is checked before a balancer or a master of several hosts is touched. */
final class ServiceCases {
  private static final String CONFIG =
      "global\n  stats socket /run/haproxy/admin.sock mode 660 level admin\n";

  private ServiceCases() {}

  static Stream<HealCase> all() {
    return Stream.of(haproxy(), redis()).flatMap(cases -> cases);
  }

  /** A backend of HAProxy's with two servers that are up. */
  static void balancer(HealTwin host) throws IOException {
    host.list("haproxy", "web:*");
    host.file("/etc/haproxy/haproxy.cfg", CONFIG);
    host.with("FLEET_HEAL_HAPROXY_CONFIG", host.root().resolve("etc/haproxy/haproxy.cfg"));
    servers(server("a", 2, 0), server("b", 2, 0)).on(host);
  }

  /** A line of "show servers state": what a server does, and why it is out. */
  static String server(String name, int does, int admin) {
    return "1 web 1 " + name + " 192.0.2.1 " + does + " " + admin + " 1 1 0 0 0 0 7";
  }

  static Setting servers(String... lines) {
    return host ->
        host.program(
            "perl",
            "IFS= read -r line; case $line in show*) printf '%s\\n' '"
                + String.join("' '", lines)
                + "' ;; *) echo \"$line\" >>"
                + host.directory().resolve("calls")
                + " ;; esac");
  }

  /** Such a backend, the other server of which is in this state. */
  static Setting other(String state) {
    Setting host = ServiceCases::balancer;
    return host.and(servers(server("a", 2, 0), "1 web 1 b 192.0.2.1 " + state));
  }

  private static Stream<HealCase> haproxy() {
    String number = "$LISTS/heal.haproxy has no number for $1: $(plain \"$entry\") if ";
    String must = "known to be up, and must have";
    String drains = "set server web/a state drain";
    return Stream.of(
            in(
                "haproxy_find_socket",
                ServiceCases::balancer,
                when(
                    "$HAPROXY_CONFIG names no stats socket with level admin",
                    "haproxy-server-out web a",
                    drains,
                    host -> host.file("/etc/haproxy/haproxy.cfg", "global\n"))),
            in(
                "haproxy_least_of",
                ServiceCases::balancer,
                when(
                    number + "''",
                    "haproxy-server-out web a",
                    must,
                    host -> host.list("haproxy", "web:*", "web")),
                when(
                    number + "*[!0-9]*",
                    "haproxy-server-out web a",
                    must,
                    host -> host.list("haproxy", "web:*", "web two")),
                when(
                    number + "????*",
                    "haproxy-server-out web a",
                    must,
                    host -> host.list("haproxy", "web:*", "web 1000"))),
            in(
                "haproxy_permitted",
                ServiceCases::balancer,
                when(
                    "not the names of a backend and a server",
                    "haproxy-server-out web a:b",
                    "set server web/a:b state drain",
                    servers(server("a:b", 2, 0), server("b", 2, 0))),
                when(
                    "$1:$2 is not in $LISTS/heal.haproxy",
                    "haproxy-server-out web a",
                    drains,
                    host -> host.list("haproxy", "web:b"))),
            in(
                "haproxy_server_out",
                ServiceCases::balancer,
                when(
                    "calls haproxy_permitted \"$1\" \"$2\"",
                    "haproxy-server-out web a",
                    "parameter not set",
                    host -> host.list("haproxy", "web:b")),
                when(
                    "nothing to do: %s/%s is out already",
                    "haproxy-server-out web a",
                    drains,
                    servers(server("a", 2, 8), server("b", 2, 0))),
                when(
                    "without $1/$2 the backend has $haproxy_up servers that are known to be up,"
                        + " and must have $haproxy_least",
                    "haproxy-server-out web a",
                    drains,
                    servers(server("a", 2, 0), server("b", 0, 0)))),
            in(
                "haproxy_server_in",
                ServiceCases::balancer,
                when(
                    "calls haproxy_permitted \"$1\" \"$2\"",
                    "haproxy-server-in web a",
                    "parameter not set",
                    host -> host.list("haproxy", "web:b")),
                when(
                    "nothing to do: %s/%s is in already",
                    "haproxy-server-in web a", "set server web/a state ready"),
                when(
                    "$1/$2 is out for another reason than an order to drain it (srv_admin_state"
                        + " $haproxy_admin)",
                    "haproxy-server-in web a",
                    "set server web/a state ready",
                    servers(server("a", 0, 1), server("b", 2, 0)))))
        .flatMap(cases -> cases);
  }

  /** A Sentinel that has a quorum, and a master with a replica that is well. */
  static void sentinel(HealTwin host) throws IOException {
    host.list("redis", "*");
    config("port 26379").on(host);
    host.with("FLEET_HEAL_SENTINEL_CONFIG", host.root().resolve("etc/redis/sentinel.conf"));
    redis("master", "OK 3 usable").on(host);
  }

  static Setting config(String line) {
    return host -> host.file("/etc/redis/sentinel.conf", line + "\n");
  }

  /**
   * A replica with these: flags, priority, last answer, last news, link, and how long it is away.
   */
  static Setting replica(String... values) {
    String[] names = {
      "flags",
      "slave-priority",
      "last-ok-ping-reply",
      "info-refresh",
      "master-link-status",
      "master-link-down-time"
    };
    StringBuilder replica = new StringBuilder("name 192.0.2.2:6379");
    for (int i = 0; i < names.length; i++) {
      replica.append(' ').append(names[i]).append(' ').append(values[i]);
    }
    Setting host = ServiceCases::sentinel;
    return host.and(answers("master", "OK 3 usable", replica.toString()));
  }

  static Setting redis(String flags, String quorum) {
    return answers(
        flags,
        quorum,
        "name 192.0.2.2:6379 flags slave slave-priority 100 last-ok-ping-reply 10 info-refresh 10"
            + " master-link-status ok master-link-down-time 0");
  }

  static Setting answers(String flags, String quorum, String replicas) {
    return host ->
        host.program(
            "redis-cli",
            """
            case "$*" in
              *CKQUORUM*) echo '%s' ;;
              *REPLICAS*) printf '%%s\\n' %s ;;
              *'SENTINEL MASTER'*) printf '%%s\\n' ip 192.0.2.1 port 6379 flags '%s' ;;
            esac
            """
                .formatted(quorum, replicas, flags));
  }

  private static Stream<HealCase> redis() {
    String fails = "would fail demo over";
    return Stream.of(
            in(
                "sentinel_find",
                ServiceCases::sentinel,
                when(
                    "this host has no $SENTINEL_CONFIG, so no Sentinel to ask",
                    "dry-run redis-failover demo",
                    fails,
                    host -> Files.delete(host.root().resolve("etc/redis/sentinel.conf"))),
                when(
                    "$SENTINEL_CONFIG names no plain port if 0",
                    "dry-run redis-failover demo",
                    fails,
                    config("port 0")),
                when(
                    "$SENTINEL_CONFIG names no plain port if *[!0-9]*",
                    "dry-run redis-failover demo",
                    fails,
                    config("port x"))),
            in(
                "redis_failover",
                ServiceCases::sentinel,
                when(
                    "not a name that Sentinel has for a master",
                    "dry-run redis-failover a:b",
                    "would fail a:b over"),
                when(
                    "$1 is not in $LISTS/heal.redis",
                    "dry-run redis-failover demo",
                    fails,
                    host -> host.list("redis", "other")),
                when(
                    "Sentinel can't reach its quorum: $(plain \"$quorum\")",
                    "dry-run redis-failover demo",
                    fails,
                    redis("master", "NOQUORUM 1 usable")),
                when(
                    "nothing to do: %s is being failed over already",
                    "dry-run redis-failover demo",
                    fails,
                    redis("master,failover_in_progress", "OK 3 usable")),
                when(
                    "no replica of $1 is well enough to take over from $before",
                    "dry-run redis-failover demo",
                    fails,
                    answers("master", "OK 3 usable", "name 192.0.2.2:6379 flags slave,s_down"))))
        .flatMap(cases -> cases);
  }
}
