package org.bbbfleet.alerts.action;

import static org.bbbfleet.alerts.action.HealCase.when;
import static org.bbbfleet.alerts.action.SofficeCases.stat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.bbbfleet.alerts.action.HealCase.Setting;
import org.bbbfleet.alerts.action.HealRecheckTest.Recheck;

/** That a process is still the one that was seen: its number, its start, its name and its state. */
final class SofficeRechecks {
  /** Numbers that no process of Linux has: what is sent to them reaches nobody. */
  static final long CHILD = 99_999_711;

  static final long PARENT = 99_999_712;
  private static final String ENDS = "SIGTERM to soffice.bin";
  private static final String RESTARTS = "restart -- convert.service";
  private static final String SAME =
      "look \"$1\" && [ \"$start\" = \"$2\" ] && [ \"$comm\" = soffice.bin ] && [ \"$state\" != Z ]";
  private static final String STILL =
      "defunct \"$1\" && [ \"$start\" = \"$2\" ] && [ \"$ppid\" = \"$3\" ] || return 1";
  private static final String ASKS =
      "still \"$child\" \"$born\" \"$parent\" \"$since\" || continue\n";

  private SofficeRechecks() {}

  static Stream<Recheck> all() {
    return Stream.of(stuck(), defunct(), parents()).flatMap(all -> all);
  }

  private static Recheck without(String text, String part, HealCase moment) {
    return new Recheck(text, text.replace(part, ""), moment);
  }

  /** An old soffice.bin, which becomes something else between two looks. */
  static Setting becomes(String stat) {
    return host -> {
      Files.writeString(host.directory().resolve("proc/uptime"), "5000.00 1.00\n");
      Path file = host.process(CHILD, "stat", stat(CHILD, "soffice.bin", "S", 1, 77));
      host.process(CHILD, "cmdline", "soffice.bin\0");
      host.with("FLEET_HEAL_GRACE", "1");
      host.program("sleep", "");
      // The script reads a command line by it, after the first look.
      host.program(
          "tr",
          "[ \"$1\" != '\\0' ] || printf '%s' '"
              + stat
              + "' >"
              + file
              + "\nexec /usr/bin/tr \"$@\"");
    };
  }

  private static Stream<Recheck> stuck() {
    return Stream.of(
        without(
            SAME,
            "&& [ \"$start\" = \"$2\" ] ",
            when(
                "a number that another soffice.bin has by now is not ended",
                "soffice-end-stuck 300",
                ENDS,
                becomes(stat(CHILD, "soffice.bin", "S", 1, 78)))),
        without(
            SAME,
            "&& [ \"$comm\" = soffice.bin ] ",
            when(
                "what runs another program by now is not ended",
                "soffice-end-stuck 300",
                ENDS,
                becomes(stat(CHILD, "mysqld", "S", 1, 77)))),
        without(
            SAME,
            " && [ \"$state\" != Z ]",
            when(
                "what died meanwhile is not ended",
                "soffice-end-stuck 300",
                ENDS,
                becomes(stat(CHILD, "soffice.bin", "Z", 1, 77)))),
        new Recheck(
            "[ $((uptime - start / ticks)) -gt \"$1\" ] || continue",
            ":",
            when(
                "what is young is not ended",
                "soffice-end-stuck 4999",
                ENDS,
                becomes(stat(CHILD, "soffice.bin", "S", 1, 490_000))
                    .and(
                        host ->
                            host.process(
                                CHILD, "stat", stat(CHILD, "soffice.bin", "S", 1, 490_000))))),
        new Recheck(
            "waits_for_work \"$pid\" && continue",
            ":",
            when(
                "an office that waits for work is not ended",
                "soffice-end-stuck 300",
                ENDS,
                becomes(stat(CHILD, "soffice.bin", "S", 1, 77))
                    .and(
                        host ->
                            host.process(CHILD, "cmdline", "soffice.bin\0--accept=socket\0")))));
  }

  /** A defunct child and its parent; by a hook they become something else between two looks. */
  static Setting defunct(String child, String parent, String hook) {
    return host -> {
      Path first = host.process(CHILD, "stat", stat(CHILD, "soffice.bin", "Z", PARENT, 77));
      Path second = host.process(PARENT, "stat", stat(PARENT, "java", "S", 1, 3));
      host.process(PARENT, "status", "NSpid:\t" + PARENT + "\n");
      host.list("units", "*");
      host.program("systemctl", "");
      host.program(
          "unit-of",
          "printf '%s' '"
              + child
              + "' >"
              + first
              + "\nprintf '%s' '"
              + parent
              + "' >"
              + second
              + "\necho "
              + hook);
      host.with("FLEET_HEAL_UNIT_OF", host.directory().resolve("bin/unit-of"));
    };
  }

  static Setting childIs(String name, String state, long parent, long start) {
    return defunct(
        stat(CHILD, name, state, parent, start),
        stat(PARENT, "java", "S", 1, 3),
        "convert.service");
  }

  static Setting unchanged() {
    return childIs("soffice.bin", "Z", PARENT, 77);
  }

  private static Stream<Recheck> defunct() {
    return Stream.of(
        new Recheck(
            STILL,
            STILL.replace("defunct", "look"),
            when(
                "a child that is not defunct any more restarts nothing",
                "soffice-restart-parent",
                RESTARTS,
                childIs("soffice.bin", "S", PARENT, 77))),
        without(
            STILL,
            "&& [ \"$start\" = \"$2\" ] ",
            when(
                "another child of the same number restarts nothing",
                "soffice-restart-parent",
                RESTARTS,
                childIs("soffice.bin", "Z", PARENT, 78))),
        without(
            STILL,
            "&& [ \"$ppid\" = \"$3\" ] ",
            when(
                "a child that another has by now restarts nothing",
                "soffice-restart-parent",
                RESTARTS,
                childIs("soffice.bin", "Z", PARENT + 1, 77))),
        without(
            "look \"$3\" && [ \"$start\" = \"$4\" ]",
            " && [ \"$start\" = \"$4\" ]",
            when(
                "another parent of the same number is not restarted",
                "soffice-restart-parent",
                RESTARTS,
                defunct(
                    stat(CHILD, "soffice.bin", "Z", PARENT, 77),
                    stat(PARENT, "java", "S", 1, 4),
                    "convert.service"))),
        new Recheck(
            ASKS + "    restarted=",
            "\n    restarted=",
            when(
                "they are looked at again directly before a restart",
                "soffice-restart-parent",
                RESTARTS,
                childIs("soffice.bin", "Z", PARENT, 78))),
        new Recheck(
            "[ \"$state\" = Z ] && [ \"$threads\" -le 1 ] || return 1",
            "[ \"$threads\" -le 1 ] || return 1",
            when(
                "a child that lives restarts nothing",
                "soffice-restart-parent",
                RESTARTS,
                unchanged().and(child("soffice.bin", "S")))),
        new Recheck(
            "soffice.bin | soffice | oosplash) return 0 ;;",
            "*) return 0 ;;",
            when(
                "another program's defunct child restarts nothing",
                "soffice-restart-parent",
                RESTARTS,
                childIs("mysqld", "Z", PARENT, 77).and(child("mysqld", "Z")))));
  }

  static Setting child(String name, String state) {
    return host -> host.process(CHILD, "stat", stat(CHILD, name, state, PARENT, 77));
  }

  private static Stream<Recheck> parents() {
    return Stream.of(
        new Recheck(
            "if [ \"$parent\" -le 1 ]; then\n      printf 'soffice %s is defunct and its parent is"
                + " PID 1, which is never signalled",
            "if false; then\n      printf '",
            when(
                "the first process is never signalled",
                "dry-run soffice-nudge",
                "would send SIGCHLD to 1 ",
                SofficeRechecks::first)),
        new Recheck(
            "if [ \"$parent\" -le 1 ]; then\n      printf 'soffice %s is defunct and its parent is"
                + " PID 1, which is never restarted",
            "if false; then\n      printf '",
            when(
                "the first process is never restarted",
                "dry-run soffice-restart-parent",
                "would restart convert.service",
                SofficeRechecks::first)),
        new Recheck(
            "if first_of_container \"$parent\" 2>/dev/null; then",
            "if false; then",
            when(
                "the first process of a container is left to a person",
                "soffice-restart-parent",
                RESTARTS,
                unchanged()
                    .and(host -> host.process(PARENT, "status", "NSpid:\t" + PARENT + "\t1\n")))),
        new Recheck(
            "*/user@*) continue ;;",
            "none) ;;",
            when(
                "a person's own service is not restarted",
                "soffice-restart-parent",
                "restart -- convert.service",
                host -> {
                  SofficeCases.defunct(host);
                  host.process(
                      4712, "cgroup", "0::/user.slice/user@1000.service/app/convert.service\n");
                })),
        new Recheck(
            ASKS + "    if [ -n \"$DRY\" ]",
            "\n    if [ -n \"$DRY\" ]",
            when(
                "they are looked at again directly before a nudge",
                "soffice-nudge",
                "SIGCHLD to " + PARENT,
                host -> {
                  unchanged().on(host);
                  host.becoming(
                      CHILD,
                      stat(CHILD, "soffice.bin", "Z", PARENT, 77),
                      stat(CHILD, "soffice.bin", "Z", PARENT, 78));
                })));
  }

  /** A defunct child of process 1. */
  static void first(HealTwin host) throws IOException {
    SofficeCases.defunct(host);
    host.process(4711, "stat", stat(4711, "soffice.bin", "Z", 1, 77));
    host.process(1, "stat", stat(1, "systemd", "S", 0, 3));
    host.process(1, "status", "NSpid:\t1\n");
    host.process(1, "cgroup", "0::/system.slice/convert.service\n");
  }
}
