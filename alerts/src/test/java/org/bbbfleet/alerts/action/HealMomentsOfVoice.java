package org.bbbfleet.alerts.action;

import static org.bbbfleet.alerts.action.HealMoments.at;
import static org.bbbfleet.alerts.action.HealMoments.counted;
import static org.bbbfleet.alerts.action.HealMoments.fails;
import static org.bbbfleet.alerts.action.HealMoments.program;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bbbfleet.alerts.action.HealCase.Setting;

/** Moments in which FreeSWITCH does not answer, or does not do what it says. */
final class HealMomentsOfVoice {
  private static final String UUID = FreeSwitchCases.UUID;
  private static final String EMPTY =
      "status) echo '0 session(s) - peak 9, last 5min 9 is ready' ;; ";
  private static final String ROOM =
      "echo '+OK Conference 70001 (3 members rate: 48000)'; echo '+OK Conference 70002 (0 members rate: 48000)'";
  private static final String RUNS = "printf 'external\\tprofile\\tsip:x\\tRUNNING (0)\\n'";
  private static final String STOPPED = "printf 'other\\tprofile\\tsip:x\\tRUNNING (0)\\n'";
  private static final String CHANNEL =
      "printf '{\"rows\":[{\"uuid\":\"%s\",\"x\":\"y\",\"created_epoch\":\"1000\",\"z\":\"\"}]}' "
          + UUID;

  private HealMomentsOfVoice() {}

  private static Setting voice(String answers) {
    Setting voice = FreeSwitchCases::voice;
    return voice.and(quick()).and(FreeSwitchCases.says(answers));
  }

  /** Nothing is waited for, and time stands still. */
  private static Setting quick() {
    return program("sleep", "").and(program("date", "echo 1700000"));
  }

  /** One command is answered by one thing after another; the others are as given. */
  private static Setting turns(String others, String command, String... answers) {
    Setting voice = FreeSwitchCases::voice;
    return voice
        .and(quick())
        .and(
            host ->
                FreeSwitchCases.says(
                        others + "'" + command + "') " + counted(host, "bash", answers) + " ;;")
                    .on(host));
  }

  static Stream<HealCase> all() {
    List<HealCase> all = new ArrayList<>();
    String end = "fs-end-conference 70001";
    String drop = "fs-drop-channel " + UUID + " 700";
    String rescan = "fs-rescan external";
    Setting voice = voice("*) : ;;").and(FreeSwitchCases::voice);
    for (String request :
        List.of("fs-channels", "fs-restart run1", "fs-orphans", end, drop, rescan)) {
      all.add(at("FreeSWITCH is away: " + request, request, voice, fails("bash")));
      all.add(at("FreeSWITCH refuses: " + request, request, voice("*) echo '-ERR no' ;;")));
      all.add(
          at(
              "no password: " + request,
              request,
              voice,
              host ->
                  host.file("/etc/freeswitch/autoload_configs/event_socket.conf.xml", "<param/>")));
      all.add(at("FreeSWITCH says nothing: " + request, request, voice("*) : ;;")));
      all.add(at("no API beside FreeSWITCH: " + request, request, voice, fails("curl")));
    }
    all.add(at("another restarts FreeSWITCH", "fs-restart run1", voice, fails("flock")));
    all.add(
        at(
            "a hang-up that is only described",
            "dry-run " + end,
            turns("", "conference list summary", ROOM, ":")));
    all.add(
        at(
            "an end of a channel that is only described",
            "dry-run " + drop,
            turns("", "show channels as json", CHANNEL, ":")));
    all.add(
        at(
            "a profile that is only described",
            "dry-run " + rescan,
            turns("", "sofia status", STOPPED, RUNS)));
    all.add(at("an empty room", "fs-orphans", voice("'conference list summary') " + ROOM + " ;;")));
    all.add(
        at(
            "a room that is not ended",
            end,
            turns("conference*hup*) echo '-ERR' ;; ", "conference list summary", ROOM)));
    all.add(at("a room that stays", end, turns("", "conference list summary", ROOM)));
    all.add(at("a room that is ended", end, turns("", "conference list summary", ROOM, ":")));
    all.add(
        at(
            "a room that is not known afterwards",
            end,
            turns("", "conference list summary", ROOM, "echo '-ERR'")));
    all.add(
        at(
            "a channel that is not ended",
            drop,
            turns("uuid_kill*) echo '-ERR' ;; ", "show channels as json", CHANNEL)));
    all.add(at("a channel that stays", drop, turns("", "show channels as json", CHANNEL)));
    all.add(at("a channel that ends", drop, turns("", "show channels as json", CHANNEL, ":")));
    all.add(
        at(
            "a channel that is not known afterwards",
            drop,
            turns("", "show channels as json", CHANNEL, "echo '-ERR'")));
    all.add(
        at(
            "a profile that does not start",
            rescan,
            voice("'sofia status') " + STOPPED + " ;; *) echo '-ERR' ;;")));
    all.add(
        at(
            "a probe without voice",
            "bbb-probe fleet-probe-1",
            voice("*) echo '-ERR' ;;"),
            probed()));
    all.add(
        at(
            "a probe of a voice that is not ready",
            "bbb-probe fleet-probe-1",
            voice("status) echo 'UP' ;; 'sofia status') " + RUNS + " ;;"),
            probed()));
    all.add(
        at(
            "a probe of a voice without profile",
            "bbb-probe fleet-probe-1",
            voice(EMPTY + "'sofia status') " + STOPPED + " ;;"),
            probed()));
    return all.stream();
  }

  /** An API that does all that a probe asks. */
  private static Setting probed() {
    return program(
        "curl",
        "config=$(cat); case $config in *getMeetings*) echo '<response><returncode>SUCCESS</returncode><meetings>"
            + "<meeting><meetingID>fleet-probe-1</meetingID></meeting></meetings></response>' ;;"
            + " *) echo '<response><returncode>SUCCESS</returncode></response>' ;; esac");
  }
}
