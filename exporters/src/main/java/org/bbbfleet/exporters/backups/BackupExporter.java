package org.bbbfleet.exporters.backups;

import com.google.auto.service.AutoService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.Exporter;

/** Whether backups are written, how old the newest is and whether it has a likely size. */
@AutoService(Exporter.class)
public final class BackupExporter implements Exporter {

  @Override
  public String name() {
    return "backups";
  }

  @Override
  public List<Metric> metrics() {
    return BackupMetrics.all();
  }

  @Override
  public Presence presenceBelow(Path root, Section options) {
    int sets = options.section("sets").keys().size();
    return sets > 0
        ? Presence.on(sets + " sets of backups are in the configuration")
        : Presence.off("no set of backups is in the configuration");
  }

  @Override
  public Duration interval() {
    return Duration.ofMinutes(1);
  }

  @Override
  public Duration deadline() {
    return Duration.ofSeconds(30);
  }

  @Override
  public Collector open(Section options, CollectorContext context) {
    Section named = options.section("sets");
    List<BackupSet> sets =
        named.keys().stream().map(name -> BackupSet.from(name, named.section(name))).toList();
    return () -> context.vertx().executeBlocking(() -> look(sets, context.root()));
  }

  private static Samples look(List<BackupSet> sets, Path root) {
    Samples samples = new Samples();
    for (BackupSet set : sets) {
      String name = set.name();
      samples.put(BackupMetrics.WITHIN, set.within().toSeconds(), name);
      samples.put(BackupMetrics.LEAST, set.least(), name);
      Optional<List<BackupSet.Backup>> files = set.files(root);
      samples.put(BackupMetrics.READABLE, files.isPresent() ? 1 : 0, name);
      files.ifPresent(found -> files(samples, name, found));
    }
    return samples;
  }

  private static void files(Samples samples, String set, List<BackupSet.Backup> files) {
    samples.put(BackupMetrics.FILES, files.size(), set);
    samples.put(
        BackupMetrics.TOTAL, files.stream().mapToDouble(BackupSet.Backup::bytes).sum(), set);
    if (!files.isEmpty()) {
      samples.put(BackupMetrics.LAST, files.get(0).writtenSeconds(), set);
      samples.put(BackupMetrics.SIZE, files.get(0).bytes(), set);
    }
    if (files.size() > 1) {
      samples.put(BackupMetrics.PREVIOUS_SIZE, files.get(1).bytes(), set);
    }
  }
}
