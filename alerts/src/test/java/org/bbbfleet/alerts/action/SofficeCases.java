package org.bbbfleet.alerts.action;

import static org.bbbfleet.alerts.action.HealCase.in;
import static org.bbbfleet.alerts.action.HealCase.when;

import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.bbbfleet.alerts.action.HealCase.Setting;

/** What is checked before a soffice process, or the parent of one, is touched. */
final class SofficeCases {
  private SofficeCases() {}

  static Stream<HealCase> all() {
    return Stream.of(
            in(
                "soffice_nudge",
                host -> {},
                when(
                    "nothing to do: no defunct soffice process whose parent can be nudged",
                    "soffice-nudge",
                    "= 0")),
            in(
                "soffice_restart_parent",
                SofficeCases::defunct,
                when(
                    "parent %s (%s) of defunct %s is bbb-web, and restarting it forgets running"
                        + " meetings",
                    "soffice-restart-parent",
                    "restart -- bbb-web.service",
                    parentIn("bbb-web.service")),
                when(
                    "%s, which has parent %s (%s) of defunct %s, may not be restarted for that",
                    "soffice-restart-parent",
                    "restart -- ssh.service",
                    parentIn("ssh.service")
                        .and(host -> host.list("units", "convert", "bbb-*.service"))),
                when(
                    "nothing to do: no unit to restart for a defunct soffice process",
                    "soffice-restart-parent",
                    "= 0",
                    parentIn("session-1.scope"))),
            in(
                "soffice_end_stuck",
                SofficeCases::clock,
                when(
                    "not a number of seconds if *[!0-9]*",
                    "soffice-end-stuck 6e9",
                    "a conversion may take 60 s"),
                when(
                    "not a number of seconds if 0*", "soffice-end-stuck 0300", "older than 0300 s"),
                when(
                    "not a number of seconds if ??????*",
                    "soffice-end-stuck 100000",
                    "older than 100000 s"),
                when("a conversion may take 60 s", "soffice-end-stuck 59", "older than 59 s"),
                when(
                    "nothing to do: no soffice.bin is older than %s s",
                    "soffice-end-stuck 300", "= 0")))
        .flatMap(cases -> cases);
  }

  static void clock(HealTwin host) throws IOException {
    Files.writeString(host.directory().resolve("proc/uptime"), "5000.00 1.00\n");
  }

  /** What /proc says of a process, of which the state, the parent and the start matter. */
  static String stat(long pid, String name, String state, long parent, long start) {
    return "%d (%s) %s %d 1 1 0 -1 4 0 0 0 0 0 0 0 0 20 0 1 0 %d 0 0 0%n"
        .formatted(pid, name, state, parent, start);
  }

  /** A soffice process that its parent does not reap; every unit may be restarted. */
  static void defunct(HealTwin host) throws IOException {
    host.process(4711, "stat", stat(4711, "soffice.bin", "Z", 4712, 77));
    host.process(4712, "stat", stat(4712, "java", "S", 1, 3));
    host.process(4712, "status", "NSpid:\t4712\n");
    parentIn("convert.service").on(host);
    host.list("units", "*");
    host.program("systemctl", "");
  }

  static Setting parentIn(String unit) {
    return host -> host.process(4712, "cgroup", "0::/system.slice/" + unit + "\n");
  }
}
