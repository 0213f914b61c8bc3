package org.bbbfleet.alerts.action;

import static org.bbbfleet.alerts.action.HealCase.when;

import java.util.stream.Stream;
import org.bbbfleet.alerts.action.HealCase.Setting;
import org.bbbfleet.alerts.action.HealRecheckTest.Recheck;

/** That a publisher is all three that it was asked for, and that a stand-in is well. */
final class ServiceRechecks {
  private static final String PUBLISHER =
      "if (in_stream && publishes && a \"\" == app \"\" && id \"\" == client \"\") print s";
  private static final String REPLICA =
      "if (at != \"\" && flags == \"slave\" && priority > 0 && pinged < 5000 && informed < 30000 \\\n"
          + "          && (link == \"ok\" || away < 120000)) print at";
  private static final String SERVER =
      "$6 == 2 && $7 == 0 && $8 > 0 && int($14 / 4) % 2 == 1 { up++ }";

  private ServiceRechecks() {}

  static Stream<Recheck> all() {
    return Stream.of(publishers(), replicas(), servers()).flatMap(all -> all);
  }

  private static Stream<Recheck> publishers() {
    return Stream.of(
        publisher("a \"\" == app \"\" && ", "of another application", "show hall 7"),
        publisher(" && id \"\" == client \"\"", "of another client", "live hall 9"),
        publisher("publishes && ", "who only plays", "live hall 8"),
        new Recheck(
            "*[!A-Za-z0-9:/._-]*) return 1 ;;\n    http:",
            "none) ;;\n    http:",
            when(
                "a page that only begins like one on loopback is not asked",
                "dry-run rtmp-drop-publisher live hall 7",
                "would drop client 7",
                ((Setting) RtmpCases::nginx)
                    .and(
                        RtmpCases.pages(
                            "http://127.0.0.1:1@192.0.2.1/stat", "http://127.0.0.1:1/control")))),
        new Recheck(
            "[ \"${#digits}\" -ge 12 ] || return 1",
            ":",
            when(
                "a few digits of a hash do not name a stream",
                "dry-run rtmp-drop-publisher live sha256:"
                    + ScriptCases.sha256("hall").substring(0, 3)
                    + " 7",
                "would drop client 7",
                RtmpCases::nginx)));
  }

  private static Recheck publisher(String part, String what, String words) {
    return new Recheck(
        PUBLISHER,
        PUBLISHER.replace(part, ""),
        when(
            "a publisher " + what + " is not dropped",
            "dry-run rtmp-drop-publisher " + words,
            "would drop client",
            RtmpCases::nginx));
  }

  private static Stream<Recheck> replicas() {
    return Stream.of(
        replica("flags == \"slave\"", "slave,s_down 100 10 10 ok 0"),
        replica("priority > 0", "slave 0 10 10 ok 0"),
        replica("pinged < 5000", "slave 100 6000 10 ok 0"),
        replica("informed < 30000", "slave 100 10 40000 ok 0"),
        replica("(link == \"ok\" || away < 120000)", "slave 100 10 10 err 200000"));
  }

  private static Recheck replica(String part, String values) {
    return new Recheck(
        REPLICA,
        REPLICA.replace(part, "1"),
        when(
            "a replica takes over only if " + part,
            "dry-run redis-failover demo",
            "would fail demo over",
            ServiceCases.replica(values.split(" "))));
  }

  private static Stream<Recheck> servers() {
    return Stream.of(
        server("$6 == 2", "0 0 1 1 0 0 0 0 7"),
        server("$7 == 0", "2 1 1 1 0 0 0 0 7"),
        server("$8 > 0", "2 0 0 1 0 0 0 0 7"),
        server("int($14 / 4) % 2 == 1", "2 0 1 1 0 0 0 0 3"));
  }

  private static Recheck server(String part, String state) {
    return new Recheck(
        SERVER,
        SERVER.replace(part, "1"),
        when(
            "a server counts as left only if " + part,
            "haproxy-server-out web a",
            "set server web/a state drain",
            ServiceCases.other(state)));
  }
}
