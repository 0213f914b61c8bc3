package org.bbbfleet.alerts.action;

import static org.bbbfleet.alerts.action.HealMoments.at;
import static org.bbbfleet.alerts.action.HealMoments.program;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bbbfleet.alerts.action.HealCase.Setting;

/** Moments in which processes are not what they seem, or do not do what they are told. */
final class HealMomentsOfSoffice {
  private HealMomentsOfSoffice() {}

  private static Setting process(long pid, String stat) {
    return host -> host.process(pid, "stat", stat);
  }

  static Stream<HealCase> all() {
    List<HealCase> all = new ArrayList<>();
    Setting defunct = SofficeCases::defunct;
    Setting clock = SofficeCases::clock;
    long pid = SofficeRechecks.CHILD;
    String old = SofficeCases.stat(pid, "soffice.bin", "S", 1, 77);
    for (String request :
        List.of("soffice-nudge", "soffice-restart-parent", "dry-run soffice-nudge")) {
      all.add(
          at(
              "a parent that is gone: " + request,
              request,
              defunct,
              host -> Files.delete(host.directory().resolve("proc/4712/stat"))));
      all.add(
          at(
              "a stat of another: " + request,
              request,
              defunct,
              process(4711, SofficeCases.stat(1, "soffice.bin", "Z", 4712, 77))));
      all.add(
          at(
              "a stat cut short: " + request,
              request,
              defunct,
              process(4711, "4711 (soffice.bin) Z 4712 1 1\n")));
      all.add(
          at(
              "a stat of nonsense: " + request,
              request,
              defunct,
              process(
                  4711,
                  SofficeCases.stat(4711, "soffice.bin", "Z", 4712, 77).replace(" 77 ", " x "))));
      all.add(
          at(
              "another's child: " + request,
              request,
              defunct,
              process(4711, SofficeCases.stat(4711, "java", "Z", 4712, 77))));
      all.add(
          at(
              "two children: " + request,
              request,
              defunct,
              process(4713, SofficeCases.stat(4713, "soffice.bin", "Z", 4712, 78))));
      all.add(
          at(
              "two parents of one unit: " + request,
              request,
              defunct,
              process(4713, SofficeCases.stat(4713, "soffice.bin", "Z", 4714, 78)),
              process(4714, SofficeCases.stat(4714, "java", "S", 1, 3)),
              host -> host.process(4714, "cgroup", "0::/system.slice/convert.service\n")));
      all.add(
          at(
              "a unit that does not restart: " + request,
              request,
              defunct,
              program("systemctl", "exit 1")));
      all.add(
          at(
              "an oracle that fails: " + request,
              request,
              defunct,
              host -> {
                host.program("unit-of", "echo convert.service; exit 1");
                host.with("FLEET_HEAL_UNIT_OF", host.directory().resolve("bin/unit-of"));
              }));
    }
    Setting child =
        process(pid, SofficeCases.stat(pid, "soffice.bin", "Z", SofficeRechecks.PARENT, 77))
            .and(
                process(
                    SofficeRechecks.PARENT,
                    SofficeCases.stat(SofficeRechecks.PARENT, "java", "S", 1, 3)));
    all.add(
        at(
            "one that has other threads",
            "soffice-nudge",
            defunct,
            process(
                4711,
                SofficeCases.stat(4711, "soffice.bin", "Z", 4712, 77)
                    .replace(" 20 0 1 0 ", " 20 0 2 0 "))));
    Setting quick =
        host -> {
          host.with("FLEET_HEAL_GRACE", "1");
          host.program("sleep", "");
        };
    Setting stuck =
        clock
            .and(process(pid, old))
            .and(host -> host.process(pid, "cmdline", "soffice.bin\0"))
            .and(quick);
    all.add(at("one that stays", "soffice-end-stuck 300", stuck));
    all.add(at("one that would be ended", "dry-run soffice-end-stuck 300", stuck));
    all.add(
        at(
            "one that ends",
            "soffice-end-stuck 300",
            stuck,
            host ->
                Files.move(
                    host.directory().resolve("proc/" + pid), host.directory().resolve("proc/gone")),
            host -> host.becoming(pid, old, old, SofficeCases.stat(pid, "soffice.bin", "Z", 1, 77)),
            host -> host.process(pid, "cmdline", "soffice.bin\0")));
    all.add(
        at(
            "an old java",
            "soffice-end-stuck 300",
            stuck,
            process(pid, SofficeCases.stat(pid, "java", "S", 1, 77))));
    all.add(
        at(
            "an old one that is dead",
            "soffice-end-stuck 300",
            stuck,
            process(pid, SofficeCases.stat(pid, "soffice.bin", "Z", 1, 77))));
    all.add(
        at(
            "a directory of no process",
            "soffice-end-stuck 300",
            stuck,
            host -> Files.createDirectories(host.directory().resolve("proc/5"))));
    return all.stream();
  }
}
