package org.bbbfleet.exporters.backups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.testing.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BackupExporterTest {
  @TempDir private Path root;
  private Vertx vertx;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    Files.createDirectories(root.resolve("backup"));
  }

  @AfterEach
  void stop() {
    Await.result(vertx.close());
  }

  private void backup(String name, int bytes, String written) throws Exception {
    Path file = Files.write(root.resolve("backup").resolve(name), new byte[bytes]);
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse(written)));
  }

  private Samples collect(Map<String, Object> set) {
    Section section = Section.of("test", Map.of("sets", Map.of("db", set)));
    Samples samples =
        Await.result(
            new BackupExporter()
                .open(section, new CollectorContext(vertx, Clock.systemUTC(), root))
                .collect());
    section.finish();
    assertThat(BackupMetrics.all()).containsAll(samples.metrics());
    return samples;
  }

  @Test
  void theNewestCountsAndTheOneBeforeIsComparedWith() throws Exception {
    backup("db-1.gz", 100, "2026-11-20T01:00:00Z");
    backup("db-3.gz", 40, "2026-11-22T01:00:00Z");
    backup("db-2.gz", 90, "2026-11-21T01:00:00Z");
    backup("other.gz", 7, "2026-11-23T01:00:00Z");
    Files.createDirectory(root.resolve("backup/db-4.gz"));
    Files.createSymbolicLink(root.resolve("backup/db-5.gz"), root.resolve("backup/other.gz"));
    Samples samples = collect(Map.of("path", "/backup/db-*.gz", "within", "1d", "least_bytes", 50));
    assertThat(samples.value(BackupMetrics.FILES, "db")).isEqualTo(3);
    assertThat(samples.value(BackupMetrics.LAST, "db"))
        .isEqualTo(Instant.parse("2026-11-22T01:00:00Z").getEpochSecond());
    assertThat(samples.value(BackupMetrics.SIZE, "db")).isEqualTo(40);
    assertThat(samples.value(BackupMetrics.PREVIOUS_SIZE, "db")).isEqualTo(90);
    assertThat(samples.value(BackupMetrics.TOTAL, "db")).isEqualTo(230);
    assertThat(samples.value(BackupMetrics.WITHIN, "db")).isEqualTo(86_400);
    assertThat(samples.value(BackupMetrics.LEAST, "db")).isEqualTo(50);
  }

  @Test
  void noneIsNoneAndAMissingDirectoryIsNotRead() {
    Samples none = collect(Map.of("path", "/backup/db-*.gz"));
    assertThat(none.value(BackupMetrics.FILES, "db")).isZero();
    assertThat(none.value(BackupMetrics.READABLE, "db")).isEqualTo(1);
    assertThat(none.value(BackupMetrics.LAST, "db")).isNaN();
    Samples missing = collect(Map.of("path", "/mnt/nas/db-*.gz"));
    assertThat(missing.value(BackupMetrics.READABLE, "db")).isZero();
    assertThat(missing.value(BackupMetrics.FILES, "db")).isNaN();
  }

  @Test
  void aSetThatMakesNoSenseIsRefused() {
    for (Map<String, Object> wrong :
        List.<Map<String, Object>>of(
            Map.of(), Map.of("path", "db-*.gz"), Map.of("path", "/*/db.gz"), Map.of("path", "/"))) {
      assertThatThrownBy(() -> collect(wrong)).as(wrong.toString()).hasMessageContaining("path");
    }
  }

  @Test
  void itIsOnWhereSetsAreConfigured() {
    BackupExporter exporter = new BackupExporter();
    assertThat(exporter.presenceBelow(Path.of("/"), Section.of("t", Map.of())).on()).isFalse();
    assertThat(
            exporter
                .presenceBelow(Path.of("/"), Section.of("t", Map.of("sets", Map.of("a", Map.of()))))
                .why())
        .isEqualTo("1 sets of backups are in the configuration");
  }
}
