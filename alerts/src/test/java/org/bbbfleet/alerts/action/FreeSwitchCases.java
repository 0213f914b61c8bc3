package org.bbbfleet.alerts.action;

import static org.bbbfleet.alerts.action.HealCase.in;
import static org.bbbfleet.alerts.action.HealCase.when;

import java.io.IOException;
import java.util.stream.Stream;
import org.bbbfleet.alerts.action.HealCase.Setting;

/** What is checked before FreeSWITCH is touched. */
final class FreeSwitchCases {
  static final String UUID = "20f0dfb1-37e1-4cc0-8b4c-6d3d5d6f0e01";

  private FreeSwitchCases() {}

  static Stream<HealCase> all() {
    return Stream.of(freeSwitch(), channels()).flatMap(cases -> cases);
  }

  /** A FreeSWITCH beside such a server; its event socket is a text for each command. */
  static void voice(HealTwin host) throws IOException {
    BbbCases.server(host);
    host.list("freeswitch", "restart", "end-conference", "drop-channel", "rescan");
    host.file(
        "/etc/freeswitch/autoload_configs/event_socket.conf.xml",
        "<param name=\"password\" value=\"ClueCon\"/>");
    says("""
            status) echo '0 session(s) - peak 9, last 5min 9' ;;
            'conference list summary') echo '+OK Conference 70001 (3 members rate: 48000)' ;;
            'sofia status') echo 'Name Type Data State: 0 profiles' ;;
            'show channels as json') : ;;
            """)
        .on(host);
  }

  static Setting says(String answers) {
    return host ->
        host.program(
            "bash",
            "read -r password; IFS= read -r command; case $command in " + answers + " esac");
  }

  static Setting noList() {
    return host -> host.list("freeswitch", "none");
  }

  private static Stream<HealCase> freeSwitch() {
    String restarts = "would restart freeswitch.service";
    return Stream.of(
            in(
                "fs_may",
                FreeSwitchCases::voice,
                when(
                    "$1 is not in $LISTS/heal.freeswitch",
                    "dry-run fs-rescan external",
                    "would start the profile",
                    noList())),
            in(
                "fs_channels",
                FreeSwitchCases::voice,
                when("nothing to do: channels %drun %s", "fs-channels", "= 0")),
            in(
                "fs_restart",
                FreeSwitchCases::voice,
                when("calls fs_may restart", "dry-run fs-restart run1", restarts, noList()),
                when(
                    "not a run of FreeSWITCH",
                    "dry-run fs-restart RUN1",
                    restarts,
                    BbbCases.run("RUN1")),
                when(
                    "nothing to do: FreeSWITCH was restarted already",
                    "dry-run fs-restart run0",
                    restarts),
                when(
                    "$count channels are open",
                    "fs-restart run1",
                    "restart -- freeswitch.service",
                    says("status) echo '2 session(s) - peak 9, last 5min 9' ;; *) echo +OK ;;"))),
            in(
                "fs_orphans",
                FreeSwitchCases::voice,
                when(
                    "nothing to do: every conference belongs to a meeting",
                    "fs-orphans",
                    "= 0",
                    says("*) echo '+OK No active conferences.' ;;"))),
            in(
                "fs_end_conference",
                FreeSwitchCases::voice,
                when(
                    "calls fs_may end-conference",
                    "dry-run fs-end-conference 70001",
                    "would hang up the 3 members",
                    noList()),
                when(
                    "not the number of a conference if *[!0-9]*",
                    "fs-end-conference 70001:x",
                    "conference 70001:x is over"),
                when(
                    "not the number of a conference if ??????????*",
                    "fs-end-conference 7000170001",
                    "conference 7000170001 is over"),
                when(
                    "nothing to do: conference %s is over, or belongs to a meeting",
                    "dry-run fs-end-conference 70009",
                    "would hang up the  members of conference 70009",
                    BbbCases.busy())),
            in(
                "fs_rescan",
                FreeSwitchCases::voice,
                when(
                    "calls fs_may rescan",
                    "dry-run fs-rescan external",
                    "would start the profile",
                    noList()),
                when(
                    "not the name of a profile if *[!A-Za-z0-9_-]*",
                    "dry-run fs-rescan a@b",
                    "would start the profile a@b"),
                when(
                    "not the name of a profile if " + "?".repeat(33) + "*",
                    "dry-run fs-rescan " + "a".repeat(33),
                    "would start the profile")))
        .flatMap(cases -> cases);
  }

  private static Stream<HealCase> channels() {
    String none = "there is no channel";
    String seconds = "not a number of seconds if ";
    Setting young =
        says(
            "*) printf '{\"rows\":[{\"uuid\":\"%s\",\"x\":\"y\",\"created_epoch\":\"%s\",\"z\":\"\"}]}' "
                + UUID
                + " \"$(date +%s)\" ;;");
    return in(
        "fs_drop_channel",
        FreeSwitchCases::voice,
        when(
            "calls fs_may drop-channel",
            "dry-run fs-drop-channel " + UUID + " 700",
            none,
            noList()),
        when("not the uuid of a channel", "fs-drop-channel abc 700", none),
        when(
            "not the uuid of a channel #2",
            "fs-drop-channel " + UUID.replace('2', 'x') + " 700",
            none),
        when(seconds + "*[!0-9]*", "fs-drop-channel " + UUID + " 7e9", "a call of ten minutes"),
        when(seconds + "0*", "fs-drop-channel " + UUID + " 0700", none),
        when(seconds + "???????*", "fs-drop-channel " + UUID + " 1000000", none),
        when("a call of ten minutes is not stuck", "fs-drop-channel " + UUID + " 599", none),
        when(
            "nothing to do: there is no channel %s",
            "dry-run fs-drop-channel " + UUID + " 700", "would end channel"),
        when(
            "the channel is only $age s old",
            "dry-run fs-drop-channel " + UUID + " 700",
            "would end channel",
            young));
  }
}
