package org.bbbfleet.exporters.soffice;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.proc.Proc;
import org.bbbfleet.exporters.proc.ProcessTable;

/** A look at a host as a program of its own, so that a test can take its privileges away. */
final class LookMain {
  private LookMain() {}

  public static void main(String... args) throws Exception {
    Path root = Path.of(args[0]);
    SofficeCollector collector =
        new SofficeCollector(
            null,
            root,
            SofficeLimits.from(Section.of("test", Map.of())),
            OptionalInt.empty(),
            List.of());
    Samples samples = collector.look();
    for (Metric metric : samples.metrics()) {
      for (List<String> labels : samples.series(metric)) {
        System.out.println(
            metric.name() + labels + " " + samples.value(metric, labels.toArray(String[]::new)));
      }
    }
    ProcessTable table = new ProcessTable(root);
    for (Proc proc : table.read().all()) {
      for (String file : List.of("cgroup", "cmdline", "mountinfo", "io", "environ")) {
        String read =
            table.small(proc, file).filter(text -> !text.isEmpty()).isPresent() ? "yes" : "no";
        System.out.println(proc.comm() + " " + file + " " + read);
      }
    }
  }
}
