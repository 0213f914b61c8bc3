package org.bbbfleet.alerts.action;

import static org.bbbfleet.alerts.action.HealCase.in;
import static org.bbbfleet.alerts.action.HealCase.when;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.bbbfleet.alerts.action.HealCase.Setting;

/** What is checked before BigBlueButton or Scalelite is touched. */
final class BbbCases {
  private static final String NO_MEETING =
      "<response><returncode>SUCCESS</returncode><meetings/></response>";
  private static final String ONE_MEETING =
      NO_MEETING.replace(
          "<meetings/>",
          "<meetings><meeting><voiceBridge>70009</voiceBridge></meeting></meetings>");

  private BbbCases() {}

  static Stream<HealCase> all() {
    return Stream.of(bigBlueButton(), scalelite()).flatMap(cases -> cases);
  }

  /** A server without meetings, on which everything may be done. */
  static void server(HealTwin host) throws IOException {
    host.list("bbb", "restart", "reboot");
    host.file(
        "/etc/bigbluebutton/bbb-web.properties",
        "bigbluebutton.web.serverURL=http://127.0.0.1:1\nsecuritySalt=s3cret\n");
    host.program("bbb-conf", "");
    api(NO_MEETING).on(host);
    run("run1").on(host);
    boot("b00").on(host);
  }

  static Setting api(String answer) {
    return host -> host.program("curl", "cat >/dev/null; echo '" + answer + "'");
  }

  static Setting run(String invocation) {
    return host -> {
      host.list("units", "freeswitch");
      host.program("systemctl", "case $1 in show) echo " + invocation + " ;; esac");
    };
  }

  static Setting boot(String id) {
    return host -> {
      Path random = Files.createDirectories(host.directory().resolve("proc/sys/kernel/random"));
      Files.writeString(random.resolve("boot_id"), id);
    };
  }

  static Setting busy() {
    return api(ONE_MEETING);
  }

  private static Stream<HealCase> bigBlueButton() {
    String restarts = "restarted BigBlueButton";
    return Stream.of(
            in(
                "bbb_meetings",
                BbbCases::server,
                when("nothing to do: meetings %d", "bbb-meetings", "= 0")),
            in(
                "bbb_ready",
                BbbCases::server,
                when("HOW is empty or anyway", "bbb-restart run1 perhaps", restarts),
                when(
                    "$1: whether meetings run is not known",
                    "bbb-restart run1 empty",
                    "parameter not set",
                    api("<html>busy</html>")),
                when("$1: $count meetings run", "bbb-restart run1 empty", restarts, busy())),
            in(
                "bbb_restart",
                BbbCases::server,
                when(
                    "restart is not in $LISTS/heal.bbb",
                    "bbb-restart run1 empty",
                    restarts,
                    host -> host.list("bbb", "reboot")),
                when("not a run of bbb-web", "bbb-restart RUN1 empty", restarts, run("RUN1")),
                when(
                    "calls bbb_ready restart \"$2\"",
                    "dry-run bbb-restart run1 empty",
                    "would run bbb-conf",
                    busy()),
                when(
                    "nothing to do: bbb-web was restarted already",
                    "bbb-restart run0 empty",
                    restarts),
                when(
                    "calls bbb_ready restart \"$2\" #2",
                    "bbb-restart run1 empty",
                    restarts,
                    busy())),
            in(
                "bbb_reboot",
                BbbCases::server,
                when(
                    "reboot is not in $LISTS/heal.bbb",
                    "bbb-reboot b00 empty",
                    "reboots",
                    host -> host.list("bbb", "restart")),
                when("not a boot", "bbb-reboot xyz empty", "reboots", boot("xyz")),
                when(
                    "nothing to do: the host was rebooted already",
                    "bbb-reboot b01 empty",
                    "systemctl reboot"),
                when("calls bbb_ready reboot \"$2\"", "bbb-reboot b00 empty", "reboots", busy())),
            in(
                "bbb_probe",
                BbbCases::server,
                when("not the name of a probe", "dry-run bbb-probe staff", "would create"),
                when(
                    "not the name of a probe #2",
                    "dry-run bbb-probe fleet-probe-a:b",
                    "would create")))
        .flatMap(cases -> cases);
  }

  /** A Scalelite with two servers. */
  static void balancer(HealTwin host) throws IOException {
    host.list("scalelite", "cordon", "url http://127.0.0.1:1");
    host.file("/etc/default/scalelite", "LOADBALANCER_SECRET=s3cret\n");
    servers("enabled").on(host);
  }

  static Setting servers(String state) {
    String server =
        "{\"id\":\"id-%1$s\",\"url\":\"http://%1$s.example.org/bbb/api\",\"state\":\"%2$s\","
            + "\"online\":\"online\",\"load\":\"1.0\"}";
    String answer =
        "{\"servers\":["
            + server.formatted("a", state)
            + ","
            + server.formatted("b", "enabled")
            + "]}";
    return host -> host.program("curl", "cat >/dev/null; printf '%s\\n200' '" + answer + "'");
  }

  static Setting notListed() {
    return host -> host.list("scalelite", "url http://127.0.0.1:1");
  }

  private static Stream<HealCase> scalelite() {
    String cordons = "would cordon a.example.org";
    return Stream.of(
            in(
                "scalelite_find",
                BbbCases::balancer,
                when("not the name of a server", "scalelite-server a_b", "knows no server a_b")),
            in(
                "scalelite_may",
                BbbCases::balancer,
                when(
                    "cordon is not in $LISTS/heal.scalelite",
                    "dry-run scalelite-cordon a.example.org 1",
                    cordons,
                    notListed())),
            in(
                "scalelite_cordon",
                BbbCases::balancer,
                when(
                    "LEAVE is a number of servers if *[!0-9]*",
                    "dry-run scalelite-cordon a.example.org x",
                    "servers would be left to Scalelite"),
                when(
                    "LEAVE is a number of servers if ????*",
                    "dry-run scalelite-cordon a.example.org 1000",
                    "servers would be left to Scalelite"),
                when(
                    "calls scalelite_may",
                    "dry-run scalelite-cordon a.example.org 1",
                    cordons,
                    notListed()),
                when(
                    "nothing to do: %s is %s already",
                    "dry-run scalelite-cordon a.example.org 1", cordons, servers("cordoned")),
                when(
                    "only $left other servers would be left to Scalelite, $2 must be",
                    "dry-run scalelite-cordon a.example.org 2",
                    cordons)),
            in(
                "scalelite_enable",
                BbbCases::balancer,
                when(
                    "calls scalelite_may",
                    "dry-run scalelite-enable a.example.org",
                    "would enable a.example.org",
                    host -> {
                      notListed().on(host);
                      servers("cordoned").on(host);
                    }),
                when(
                    "nothing to do: %s is enabled already",
                    "dry-run scalelite-enable a.example.org", "would enable a.example.org")))
        .flatMap(cases -> cases);
  }
}
