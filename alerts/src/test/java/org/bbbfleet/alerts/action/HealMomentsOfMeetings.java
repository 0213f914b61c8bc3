package org.bbbfleet.alerts.action;

import static org.bbbfleet.alerts.action.HealMoments.at;
import static org.bbbfleet.alerts.action.HealMoments.counted;
import static org.bbbfleet.alerts.action.HealMoments.fails;
import static org.bbbfleet.alerts.action.HealMoments.program;
import static org.bbbfleet.alerts.action.HealMoments.turns;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bbbfleet.alerts.action.HealCase.Setting;

/** Moments in which BigBlueButton, Scalelite or HAProxy does not do what it is told. */
final class HealMomentsOfMeetings {
  private HealMomentsOfMeetings() {}

  static Stream<HealCase> all() {
    return Stream.of(bigBlueButton(), scalelite(), haproxy()).flatMap(all -> all);
  }

  private static Setting web(String answers) {
    Setting server = BbbCases::server;
    return server.and(program("curl", "config=$(cat); case $config in " + answers + " esac"));
  }

  private static final String OK =
      "echo '<response><returncode>SUCCESS</returncode></response>' ;;";
  private static final String PROBED =
      "*getMeetings*) echo '<response><returncode>SUCCESS</returncode><meetings><meeting>"
          + "<meetingID>fleet-probe-1</meetingID></meeting></meetings></response>' ;; ";

  private static Stream<HealCase> bigBlueButton() {
    List<HealCase> all = new ArrayList<>();
    Setting server = BbbCases::server;
    for (String request :
        List.of("bbb-meetings", "bbb-restart run1 empty", "bbb-about", "bbb-probe fleet-probe-1")) {
      all.add(at("the API is away: " + request, request, server, fails("curl")));
      all.add(
          at(
              "no secret: " + request,
              request,
              server,
              host ->
                  host.file(
                      "/etc/bigbluebutton/bbb-web.properties",
                      "bigbluebutton.web.serverURL=http://127.0.0.1:1\n")));
      all.add(
          at(
              "no address: " + request,
              request,
              server,
              host -> host.file("/etc/bigbluebutton/bbb-web.properties", "securitySalt=s3cret\n")));
      all.add(
          at(
              "an address that is none: " + request,
              request,
              server,
              host ->
                  host.file(
                      "/etc/bigbluebutton/bbb-web.properties",
                      "bigbluebutton.web.serverURL=http://a_b\nsecuritySalt=s3cret\n")));
      all.add(at("an API that does not say which: " + request, request, web("*) " + OK)));
      all.add(
          at(
              "an API that knows no sum: " + request,
              request,
              web("*) echo '<messageKey>checksumError</messageKey>' ;;")));
      all.add(at("no program for the first sum: " + request, request, server, fails("sha256sum")));
    }
    all.add(at("another restarts", "bbb-restart run1 empty", server, fails("flock")));
    all.add(at("bbb-conf fails", "bbb-restart run1 empty", server, fails("bbb-conf")));
    all.add(
        at(
            "a reboot that is refused",
            "bbb-reboot b00 empty",
            server,
            program("systemctl", "case $1 in show) echo run1 ;; *) exit 1 ;; esac")));
    all.add(at("a reboot that is only described", "dry-run bbb-reboot b00 empty", server));
    all.add(
        at(
            "a probe that is only described",
            "dry-run bbb-probe fleet-probe-1",
            web(PROBED + "*) " + OK)));
    all.add(
        at(
            "a probe that asks in vain",
            "bbb-probe fleet-probe-1",
            web("*getMeetings*) echo no ;; *) " + OK)));
    all.add(
        at(
            "a probe that can't join",
            "bbb-probe fleet-probe-1",
            web("*api/join*) echo no ;; " + PROBED + "*) " + OK)));
    return all.stream();
  }

  private static Setting balancer(String... answers) {
    Setting balancer = BbbCases::balancer;
    return balancer.and(turns("curl", answers));
  }

  private static String servers(String state, String more) {
    return "cat >/dev/null; printf '%s\\n200' '{\"servers\":[{\"id\":\"id-a\",\"url\":\"http://a.example.org/bbb/api\",\"state\":\""
        + state
        + "\",\"online\":\"online\",\"load\":\"1.0\"},{\"id\":\"id-b\",\"url\":\"http://b.example.org/bbb/api\",\"state\":\"enabled\",\"online\":\"online\",\"load\":\"1.0\"}"
        + more
        + "]}'";
  }

  private static Stream<HealCase> scalelite() {
    List<HealCase> all = new ArrayList<>();
    String on = servers("enabled", "");
    String off = servers("cordoned", "");
    String no = "cat >/dev/null; printf 'no\\n500'";
    String yes = "cat >/dev/null; printf '{}\\n200'";
    for (String request :
        List.of(
            "scalelite-server a.example.org",
            "scalelite-cordon a.example.org 1",
            "scalelite-enable a.example.org")) {
      all.add(at("Scalelite is away: " + request, request, balancer(no)));
      all.add(
          at(
              "Scalelite knows no sum: " + request,
              request,
              balancer("cat >/dev/null; printf 'checksumError\\n200'")));
      all.add(
          at(
              "Scalelite knows the second sum: " + request,
              request,
              balancer("cat >/dev/null; printf 'checksumError\\n403'", on)));
      all.add(
          at(
              "no program for the first sum, Scalelite: " + request,
              request,
              balancer(on),
              fails("sha256sum")));
      all.add(
          at(
              "no secret of Scalelite's: " + request,
              request,
              balancer(on),
              host -> host.file("/etc/default/scalelite", "")));
      all.add(
          at(
              "no address of Scalelite's: " + request,
              request,
              balancer(on),
              host -> host.list("scalelite", "cordon", "url gopher://x")));
      all.add(at("another server: " + request, request.replace("a.e", "c.e"), balancer(on)));
      all.add(
          at(
              "two of the name: " + request,
              request,
              balancer(
                  servers(
                      "enabled",
                      ",{\"id\":\"id-c\",\"url\":\"http://a.example.org/bbb/api\",\"state\":\"enabled\",\"online\":\"online\",\"load\":\"1.0\"}"))));
      all.add(at("no plain id: " + request, request, balancer(on.replace("id-a", "id a"))));
      all.add(at("another is at Scalelite: " + request, request, balancer(on), fails("flock")));
    }
    all.add(
        at(
            "a cordon that is described while another is at work",
            "dry-run scalelite-cordon a.example.org 1",
            balancer(on),
            fails("flock")));
    all.add(
        at(
            "an enabling that is only described",
            "dry-run scalelite-enable a.example.org",
            balancer(off, yes, on)));
    all.add(
        at("a cordon that is refused", "scalelite-cordon a.example.org 1", balancer(on, no, on)));
    all.add(
        at("an enabling that is refused", "scalelite-enable a.example.org", balancer(off, no, on)));
    return all.stream();
  }

  /** HAProxy's answers to its orders, each shown table being the next. */
  private static Setting haproxy(String order, String... tables) {
    Setting balancer = ServiceCases::balancer;
    return balancer.and(
        host -> {
          String[] shown = new String[tables.length];
          for (int i = 0; i < tables.length; i++) {
            shown[i] = tables[i].isEmpty() ? ":" : "printf '%s\\n' " + tables[i];
          }
          host.program(
              "perl",
              "IFS= read -r line; case $line in show*) "
                  + counted(host, "perl", shown)
                  + " ;; *) echo \"$line\" >>"
                  + host.directory().resolve("calls")
                  + "; printf '%s' '"
                  + order
                  + "' ;; esac");
        });
  }

  private static String table(int a, int b) {
    return "'" + ServiceCases.server("a", 2, a) + "' '" + ServiceCases.server("b", b, 0) + "'";
  }

  private static Stream<HealCase> haproxy() {
    String out = "haproxy-server-out web a";
    String in = "haproxy-server-in web a";
    return Stream.of(
        at("a server out, only described", "dry-run " + out, haproxy("", table(0, 2), table(8, 2))),
        at("a server in, only described", "dry-run " + in, haproxy("", table(8, 2), table(0, 2))),
        at("HAProxy has no such server", out, haproxy("", "")),
        at("HAProxy has no such server to put back", in, haproxy("", "")),
        at("HAProxy drains nothing", out, haproxy("denied", table(0, 2))),
        at("HAProxy still uses it", out, haproxy("", table(0, 2))),
        at("the other falls out meanwhile", out, haproxy("", table(0, 2), table(8, 0))),
        at("HAProxy puts nothing back", in, haproxy("denied", table(8, 2))),
        at("HAProxy does not use it again", in, haproxy("", table(8, 2))),
        at("HAProxy puts it back", in, haproxy("", table(8, 2), table(0, 2))));
  }
}
