package org.bbbfleet.alerts.action;

import static org.bbbfleet.alerts.action.HealCase.in;
import static org.bbbfleet.alerts.action.HealCase.when;

import java.io.IOException;
import java.util.stream.Stream;
import org.bbbfleet.alerts.action.HealCase.Setting;

/** What is checked before a publisher is dropped. */
final class RtmpCases {
  private RtmpCases() {}

  /** One stream of one application, published by 7 and played by 8. */
  static void nginx(HealTwin host) throws IOException {
    pages("http://127.0.0.1:1/stat", "http://127.0.0.1:1/control").on(host);
    host.program("sleep", "");
    publishes("live", "hall", "7").on(host);
  }

  static Setting pages(String stat, String control) {
    return host -> host.list("rtmp", "nginx stat=" + stat + " control=" + control);
  }

  static Setting publishes(String application, String stream, String client) {
    String page =
        "<application><name>%s</name><live><stream><name>%s</name><client><id>%s</id><publishing/>"
            + "</client><client><id>8</id></client></stream></live></application>";
    return host ->
        host.program(
            "curl", "cat >/dev/null; echo '" + page.formatted(application, stream, client) + "'");
  }

  static Stream<HealCase> all() {
    String pages = "the pages in $LISTS/heal.rtmp are not on loopback if on_loopback ";
    String client = "not the number of a client if ";
    return in(
        "rtmp_drop_publisher",
        RtmpCases::nginx,
        when(
            "not the name of an application",
            "dry-run rtmp-drop-publisher a:b hall 7",
            "would drop client 7",
            publishes("a:b", "hall", "7")),
        when(
            client + "*[!0-9]*",
            "dry-run rtmp-drop-publisher live hall 7x",
            "would drop client 7x",
            publishes("live", "hall", "7x")),
        when(
            client + "0*",
            "dry-run rtmp-drop-publisher live hall 07",
            "would drop client 07",
            publishes("live", "hall", "07")),
        when(
            client + "????????????*",
            "dry-run rtmp-drop-publisher live hall 123456789012",
            "would drop client 123456789012",
            publishes("live", "hall", "123456789012")),
        when(
            "nginx is not in $LISTS/heal.rtmp",
            "dry-run rtmp-drop-publisher live hall 7",
            "are not on loopback",
            host -> host.list("rtmp", "other")),
        when(
            pages + "\"$stat\"",
            "dry-run rtmp-drop-publisher live hall 7",
            "would drop client 7",
            pages("http://192.0.2.1/stat", "http://127.0.0.1:1/control")),
        when(
            pages + "\"$control\"",
            "dry-run rtmp-drop-publisher live hall 7",
            "would drop client 7",
            pages("http://127.0.0.1:1/stat", "http://192.0.2.1/control")),
        when(
            "nothing to do: client %s of %s publishes nothing",
            "dry-run rtmp-drop-publisher live hall 8", "client 8 of live publishes another stream"),
        when(
            "client $3 of $1 publishes another stream",
            "dry-run rtmp-drop-publisher live room 7",
            "would drop client 7"),
        when(
            "the stream's name holds a character that nginx's control page would misread",
            "dry-run rtmp-drop-publisher live sha256:"
                + ScriptCases.sha256("a&amp;b").substring(0, 12)
                + " 7",
            "would drop client 7",
            publishes("live", "a&amp;b", "7")));
  }
}
