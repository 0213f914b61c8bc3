package org.bbbfleet.alerts.action;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.bbbfleet.alerts.action.HealCase.Setting;

/**
 * Moments in which something goes wrong on a host that may be touched: what is asked does not
 * answer, answers nonsense, or does not do what it says.
 */
final class HealMoments {
  private HealMoments() {}

  /** All of them; those of the checks and of the second looks besides. */
  static Stream<HealCase> all() {
    return Stream.of(
            units(),
            containers(),
            certificates(),
            scripts(),
            rtmp(),
            HealMomentsOfData.all(),
            HealMomentsOfMeetings.all(),
            HealMomentsOfSoffice.all(),
            HealMomentsOfVoice.all())
        .flatMap(all -> all);
  }

  static HealCase at(String name, String request, Setting... host) {
    Setting all = nothing -> {};
    for (Setting one : host) {
      all = all.and(one);
    }
    return new HealCase(name, request, "", all);
  }

  /** A program that fails. */
  static Setting fails(String program) {
    return program(program, "echo no; exit 1");
  }

  static Setting program(String name, String text) {
    return host -> host.program(name, text);
  }

  /** A program that does one thing after another; the last one again and again. */
  static Setting turns(String name, String... texts) {
    return host -> host.program(name, counted(host, name, texts));
  }

  static String counted(HealTwin host, String name, String... texts) {
    StringBuilder text = new StringBuilder();
    text.append("n=").append(host.directory().resolve("turn-" + name)).append('\n');
    text.append("echo x >>$n; case $(wc -l <$n | tr -d ' ') in\n");
    for (int i = 0; i < texts.length; i++) {
      text.append(i == texts.length - 1 ? "*" : Integer.toString(i + 1));
      text.append(") ").append(texts[i]).append("\n;;\n");
    }
    return text.append("esac").toString();
  }

  private static Stream<HealCase> units() {
    Setting any = HostCases.systemd("");
    Setting broken = HostCases.systemd("restart | start) echo broken; exit 5 ;;");
    return Stream.of(
        at(
            "a unit that does not start",
            "start-unit x",
            HostCases.systemd("is-active) exit 3 ;; start) exit 1 ;;")),
        at("a restart that is only described", "dry-run restart-unit x", any),
        at(
            "a start that is only described",
            "dry-run start-unit x",
            HostCases.systemd("is-active) exit 3 ;;")),
        at(
            "a reload that is only described",
            "dry-run reload-unit x",
            HostCases.systemd("show) echo yes ;;")),
        at("a stop of a worker that is only described", "dry-run livestream-stop hall", any),
        at(
            "a list of a pattern that is none",
            "restart-unit x",
            any,
            host -> host.list("units", "[a-z].service")),
        at("no list of units", "restart-unit x", program("systemctl", "")),
        at(
            "a list of odd lines",
            "restart-unit x",
            any,
            host -> host.list("units", "# x", "", "a/x", "[x")),
        at(
            "a list that ends a socket's name",
            "restart-unit x.socket",
            any,
            host -> host.list("units", "x")),
        at(
            "a worker that is wanted",
            "livestream-restart hall",
            HostCases.systemd("is-enabled) echo enabled ;; is-active) exit 3 ;;")),
        at(
            "a worker that was started by hand",
            "livestream-restart hall",
            HostCases.systemd("is-enabled) echo disabled ;;")));
  }

  private static Setting docker(String... turns) {
    return host -> {
      host.list("containers", "*");
      host.list("units", "*");
      host.program("systemctl", "");
      host.program("sleep", "");
      turns("docker", turns).on(host);
    };
  }

  private static Stream<HealCase> containers() {
    String request = "restart-container web";
    String before = "echo '/web true then 0'";
    String after = "echo '/web true now 0'";
    String unit = "case $1 in show) echo '{ path=/usr/bin/docker ; }' ;; *) exit 1 ;; esac";
    return Stream.of(
        at(
            "a restart of a container that is only described",
            "dry-run " + request,
            docker(before, "true", after)),
        at("Docker is away", request, docker("echo away; exit 1")),
        at("Docker knows no such container", request, docker("echo 'No such container'; exit 1")),
        at("Docker does not restart it", request, docker(before, "exit 1", after)),
        at("Docker is gone after the restart", request, docker(before, ":", "echo away; exit 1")),
        at(
            "the container does not run again",
            request,
            docker(before, ":", "echo '/web false now 1'")),
        at("the container runs anew", request, docker(before, ":", after)),
        at(
            "its unit is not restarted",
            request,
            docker(before, after),
            program("systemctl", unit)));
  }

  private static Stream<HealCase> certificates() {
    Setting list =
        ScriptCases.certificate("web file=/etc/a.pem by=certbot reload=a.service,b.service");
    Setting soon = ScriptCases.ends("+5 days");
    Setting good = turns("openssl", dated("+5 days"), dated("+90 days"));
    String request = "renew-certificate web";
    return Stream.of(
        at("no certificate", request, list, fails("openssl")),
        at("certbot fails", request, list, soon, fails("certbot"), fails("systemctl")),
        at(
            "a renewal that is only described",
            "dry-run " + request,
            list,
            soon,
            program("certbot", "")),
        at(
            "certbot brings nothing new",
            request,
            list,
            program("date", "case $* in *+%s*) echo 1700000000 ;; esac"),
            program("openssl", "echo notAfter=x"),
            program("certbot", "")),
        at(
            "certbot brings a new one",
            request,
            list,
            good,
            program("certbot", ""),
            program("systemctl", "")),
        at(
            "what reads it does not",
            request,
            list,
            good,
            program("certbot", ""),
            program("systemctl", "case $1 in reload) exit 1 ;; esac")),
        at(
            "time is up",
            "renew-certificate due",
            soon,
            ScriptCases.certificate("web file=/etc/a.pem by=certbot"),
            program("certbot", ""),
            turns("date", "echo 1000", "echo 9000")));
  }

  private static String dated(String when) {
    return "/usr/bin/date -u -d '" + when + "' '+notAfter=%b %e %H:%M:%S %Y GMT'";
  }

  private static Stream<HealCase> scripts() {
    return Stream.of(
        at(
            "a script that is only described",
            "dry-run run-script who",
            ScriptCases.script("who", ScriptCases.GOOD)),
        at(
            "a script that fails",
            "run-script who",
            ScriptCases.script("who", ScriptCases.GOOD + "exit 5\n")),
        at(
            "a script that does not end",
            "run-script who",
            ScriptCases.script("who", ScriptCases.GOOD + "exit 124\n")));
  }

  private static Stream<HealCase> rtmp() {
    Setting nginx = RtmpCases::nginx;
    String request = "rtmp-drop-publisher live hall 7";
    String page =
        "echo '<application><name>live</name><live><stream><name>hall</name><client><id>7</id><publishing/></client></stream></live></application>'";
    String none = "echo '<application><name>live</name></application>'";
    return Stream.of(
        at("nginx is away", request, nginx, fails("curl")),
        at("nginx drops nothing", request, nginx, turns("curl", page, "echo 0")),
        at("nginx is gone after the drop", request, nginx, turns("curl", page, "echo 1", "exit 7")),
        at("the publisher stays", request, nginx, turns("curl", page, "echo 1", page)),
        at("the publisher goes", request, nginx, turns("curl", page, "echo 1", none)),
        at(
            "a hash that fits",
            "dry-run rtmp-drop-publisher live sha256:"
                + ScriptCases.sha256("hall").substring(0, 12)
                + " 7",
            nginx),
        at(
            "a hash that does not",
            "dry-run rtmp-drop-publisher live sha256:"
                + ScriptCases.sha256("room").substring(0, 12)
                + " 7",
            nginx),
        at(
            "pages elsewhere",
            "dry-run rtmp-drop-publisher live hall 7",
            nginx,
            RtmpCases.pages("https://127.0.0.1:1/stat", "ftp://x/control")));
  }

  /** Where a file is on the host. */
  static Path place(HealTwin host, String path) {
    return host.root().resolve(path.substring(1));
  }
}
