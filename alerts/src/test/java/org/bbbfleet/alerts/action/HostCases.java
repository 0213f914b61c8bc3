package org.bbbfleet.alerts.action;

import static org.bbbfleet.alerts.action.HealCase.in;
import static org.bbbfleet.alerts.action.HealCase.when;

import java.nio.file.Files;
import java.util.stream.Stream;
import org.bbbfleet.alerts.action.HealCase.Setting;

/** What is checked of every request, and of units and containers. */
final class HostCases {
  private HostCases() {}

  static Stream<HealCase> all() {
    return Stream.of(requests(), numbers(), units(), livestream(), containers())
        .flatMap(cases -> cases);
  }

  /** Everything may be touched, and is done at once. */
  static Setting systemd(String answers) {
    return host -> {
      host.list("units", "*");
      host.program("systemctl", "case $1 in " + answers + " *) ;; esac");
    };
  }

  private static Stream<HealCase> requests() {
    return in(
        "the request",
        systemd(""),
        when("no request; this key is for the healer only", "", "refused: no such request"),
        when(
            "the request is too long",
            "restart-unit" + " ".repeat(300) + "nginx",
            "restarted nginx.service"),
        when(
            "the request holds a character that no request has",
            "restart-unit ngin?",
            "restarted ngin?.service"),
        when(
            "$STOP exists on this host: $(plain \"$(head -c 200 \"$STOP\" 2>/dev/null)\")",
            "restart-unit nginx",
            "restarted nginx.service",
            host -> Files.writeString(host.directory().resolve("STOP"), "disk swap")),
        when("an argument begins with a dash", "restart-unit -h", "restart -- -h.service"),
        when("an argument is too long", "restart-unit " + "a".repeat(129), "restarted aaa"),
        when("no such request", "reboot", "= 0"));
  }

  private static Stream<HealCase> numbers() {
    String no = "$1=$(plain \"$number\") in a list is not a number from 1 to $3 if ";
    return in(
        "number",
        DiskCases::roomy,
        when(no + "''", "free-disk-space logs", "more than 90", logs("enough=")),
        when(no + "*[!0-9]*", "free-disk-space logs", "more than 90", logs("enough=x")),
        when(no + "0*", "free-disk-space logs", "at least 0 % are free", logs("enough=0")),
        when(no + "??????*", "free-disk-space logs", "more than 90", logs("enough=100000")),
        when(
            "$1=$number in a list is more than $3",
            "free-disk-space logs",
            "at least 91 % are free",
            logs("enough=91")));
  }

  static Setting logs(String words) {
    return host -> host.list("disk", "logs " + words);
  }

  private static Stream<HealCase> units() {
    return Stream.of(
            in(
                "permitted",
                systemd(""),
                when(
                    "$unit is not in $LISTS/heal.units",
                    "restart-unit ssh",
                    "restarted ssh.service",
                    host -> host.list("units", "nginx"))),
            in(
                "start_unit",
                systemd(""),
                when("nothing to do: %s runs already", "start-unit nginx", "start -- nginx")),
            in(
                "reload_unit",
                host -> host.list("units", "*"),
                when(
                    "nothing to do: %s does not run: there is nothing to reload",
                    "reload-unit nginx",
                    "reload -- nginx.service",
                    systemd("is-active) exit 3 ;; show) echo yes ;;")),
                when(
                    "$unit can't be reloaded",
                    "reload-unit nginx",
                    "reload -- nginx.service",
                    systemd("show) echo no ;;"))))
        .flatMap(cases -> cases);
  }

  private static Stream<HealCase> livestream() {
    return Stream.of(
            in(
                "worker_unit",
                systemd(""),
                when(
                    "not the name of a worker",
                    "livestream-restart a:b",
                    "restart -- bbb-livestream-a:b.service")),
            in(
                "livestream_restart",
                systemd(""),
                when(
                    "calls worker_unit \"$1\"",
                    "livestream-restart hall",
                    "parameter not set",
                    host -> host.list("units", "nginx")),
                when(
                    "nothing to do: %s is switched off: nobody expects it to run",
                    "livestream-restart hall",
                    "restart -- bbb-livestream-hall.service",
                    systemd("is-enabled) echo disabled ;; is-active) exit 3 ;;"))),
            in(
                "livestream_stop",
                systemd(""),
                when(
                    "calls worker_unit \"$1\"",
                    "livestream-stop hall",
                    "parameter not set",
                    host -> host.list("units", "nginx"))))
        .flatMap(cases -> cases);
  }

  private static Stream<HealCase> containers() {
    return in(
        "restart_container",
        host -> {
          host.list("containers", "*");
          host.program("systemctl", "");
          // inspect prints the container of the name that it is asked for.
          host.program("docker", "for name in \"$@\"; do :; done; echo \"/$name true x 0\"");
        },
        when(
            "not the name of a container if [!A-Za-z0-9]*",
            "dry-run restart-container _web",
            "would restart container _web"),
        when(
            "not the name of a container if *[!A-Za-z0-9_.-]*",
            "dry-run restart-container a:b",
            "would restart container a:b"),
        when(
            "$1 is not in $LISTS/heal.containers",
            "dry-run restart-container mail",
            "would restart container mail",
            host -> host.list("containers", "web")));
  }
}
