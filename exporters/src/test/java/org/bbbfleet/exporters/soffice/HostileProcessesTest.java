package org.bbbfleet.exporters.soffice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.proc.ProcFixture;

/** Whatever processes call themselves, and however their numbers are reused between two looks. */
final class HostileProcessesTest {
  private static final Set<String> OFFICE = Set.of("soffice.bin", "soffice", "oosplash");

  /** What happens to one process number. */
  private enum Happens {
    STARTS,
    DIES,
    VANISHES,
    WRITES_NONSENSE,
    LOOK
  }

  private record Event(Happens happens, int pid, int ppid, String comm, String cgroup) {}

  /** What the test knows of a process. */
  private static final class Known {
    private final String comm;
    private final int ppid;
    private final double started;
    private boolean dead;
    private int looksDead;

    private Known(String comm, int ppid, double started) {
      this.comm = comm;
      this.ppid = ppid;
      this.started = started;
    }
  }

  @Provide
  Arbitrary<List<Event>> events() {
    Arbitrary<String> names =
        Arbitraries.of(
            "soffice.bin",
            "soffice",
            "oosplash",
            "soffice.bin)",
            "(soffice.bin",
            "soffice.bin\n",
            " soffice.bin",
            "a) Z 1 (soffice",
            ") Z 1 1 1 0 -1",
            "soffice\nbin",
            "sh",
            "timeout",
            "docker",
            "");
    Arbitrary<String> groups =
        Arbitraries.of(
            "0::/system.slice/docker-" + "a".repeat(64) + ".scope\n",
            "5:memory:/../../../../etc\n0::/\n",
            "1:name=systemd:/system.slice/bbb-web.service\n",
            "0::/a\"b\\c{d}.service\n",
            "garbage",
            "");
    return Combinators.combine(
            Arbitraries.of(Happens.class),
            Arbitraries.integers().between(2, 6),
            Arbitraries.integers().between(0, 7),
            names,
            groups)
        .as(Event::new)
        .list()
        .ofMaxSize(40);
  }

  @Property(tries = 300)
  void everyProcessIsCountedOnceByWhatItIsNow(@ForAll("events") List<Event> events)
      throws Exception {
    Path root = Files.createTempDirectory("hostile");
    try {
      play(root, events);
    } finally {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static void play(Path root, List<Event> events) throws IOException {
    ProcFixture host = new ProcFixture(root).oomKills(0);
    SofficeCollector collector =
        new SofficeCollector(
            null,
            root,
            SofficeLimits.from(Section.of("test", Map.of())),
            OptionalInt.empty(),
            List.of());
    Map<Integer, Known> table = new HashMap<>();
    double now = 1000;
    Samples before = collector.look();
    for (Event event : events) {
      now += 1;
      host.uptime(now);
      int pid = event.pid();
      switch (event.happens()) {
        case STARTS -> {
          // If the number was taken, that one has ended and this one got its number.
          table.put(pid, new Known(event.comm(), event.ppid(), now));
          host.process(pid, event.ppid(), event.comm(), 'S', now, 0);
          host.file(pid, "cgroup", event.cgroup());
          host.file(pid, "cmdline", "\0" + event.comm() + "\0soffice\0");
          host.file(pid, "mountinfo", event.comm() + "\n1 2 3 /x /data x\n");
        }
        case DIES -> {
          Known known = table.get(pid);
          if (known != null) {
            known.dead = true;
            host.process(pid, known.ppid, known.comm, 'Z', known.started, 0);
          }
        }
        case VANISHES -> {
          if (table.remove(pid) != null) {
            host.remove(pid);
          }
        }
        case WRITES_NONSENSE -> {
          if (table.remove(pid) != null) {
            host.stat(pid, pid + " (soffice.bin) Z 1 (cut");
          }
          table.remove(pid);
        }
        case LOOK -> before = look(collector, table, before);
      }
    }
    look(collector, table, look(collector, table, before));
  }

  private static Samples look(SofficeCollector collector, Map<Integer, Known> table, Samples before)
      throws IOException {
    table.values().forEach(known -> known.looksDead += known.dead ? 1 : 0);
    Samples samples = collector.look();
    long office = table.values().stream().filter(k -> OFFICE.contains(k.comm)).count();
    long defunct =
        table.values().stream()
            .filter(k -> OFFICE.contains(k.comm) && k.dead && k.looksDead >= 2)
            .count();
    assertThat(sum(samples, SofficeMetrics.PROCESSES)).isGreaterThanOrEqualTo(office);
    // Beyond LibreOffice's own only the first process of an orphan container counts.
    assertThat(
            sum(samples, SofficeMetrics.PROCESSES)
                - samples.value(SofficeMetrics.PROCESSES, "orphan_container"))
        .isLessThanOrEqualTo(office);
    assertThat(samples.value(SofficeMetrics.PROCESSES, "defunct")).isEqualTo(defunct);
    for (Metric counter : List.of(SofficeMetrics.STARTED, SofficeMetrics.CPU)) {
      assertThat(samples.value(counter)).isGreaterThanOrEqualTo(before.value(counter));
    }
    assertThat(sum(samples, SofficeMetrics.FINISHED))
        .isGreaterThanOrEqualTo(sum(before, SofficeMetrics.FINISHED));
    assertThat(samples.series(SofficeMetrics.PROCESSES_BY_PARENT))
        .allSatisfy(labels -> assertThat(labels.get(2)).matches("|bbb-web\\.service"));
    return samples;
  }

  private static double sum(Samples samples, Metric metric) {
    return samples.series(metric).stream()
        .mapToDouble(labels -> samples.value(metric, labels.toArray(String[]::new)))
        .sum();
  }
}
