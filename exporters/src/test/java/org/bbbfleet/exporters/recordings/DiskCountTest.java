package org.bbbfleet.exporters.recordings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.http.FetchFailure;
import org.bbbfleet.lab.bbb.RecordingPipeline;

class DiskCountTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
  private static final String PRESENTATION = "presentation";

  private Path directory;
  private RecordingPipeline pipeline;

  @BeforeTry
  void open() throws IOException {
    directory = Files.createTempDirectory("recordings");
    pipeline = new RecordingPipeline(directory);
  }

  @AfterTry
  void remove() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(one);
      }
    }
  }

  @Example
  void followsARecordingThroughItsSteps() {
    expect(0, 0, 0, 0, 0, 0, 0);
    pipeline.ended(id(1), ago(600));
    expect(1, 0, 0, 0, 0, 0, 0);
    assertThat(count().value(RecordingsMetrics.OLDEST_WAIT, "unprocessed")).isEqualTo(600);
    pipeline.archived(id(1), true, ago(500));
    pipeline.checked(id(1), true, ago(400));
    expect(1, 0, 0, 0, 0, 0, 0);
    pipeline.processing(id(1), PRESENTATION);
    expect(0, 1, 0, 0, 0, 0, 0);
    assertThat(count().value(RecordingsMetrics.OLDEST_WAIT, "unprocessed")).isZero();
    assertThat(count().value(RecordingsMetrics.OLDEST_WAIT, "processing")).isEqualTo(500);
    pipeline.processed(id(1), PRESENTATION, true, ago(300));
    expect(0, 0, 1, 0, 0, 0, 0);
    pipeline.published(id(1), PRESENTATION, true, ago(200));
    expect(0, 0, 0, 0, 1, 0, 0);
    pipeline.move(id(1), PRESENTATION, "published", "unpublished");
    expect(0, 0, 0, 0, 0, 1, 0);
    pipeline.move(id(1), PRESENTATION, "unpublished", "deleted");
    expect(0, 0, 0, 0, 0, 0, 1);
  }

  @Example
  void countsRecordingsNotFiles() {
    // Eight recordings in three formats each leave flags of every step for ever.
    for (int i = 0; i < 8; i++) {
      for (String format : List.of(PRESENTATION, "video", "podcast")) {
        whole(id(i), format);
      }
    }
    expect(0, 0, 0, 0, 8, 0, 0);
    Samples s = count();
    assertThat(s.value(RecordingsMetrics.BY_FORMAT, "video", "published")).isEqualTo(8);
    // One format of one is hidden: the recording is still published.
    pipeline.move(id(3), "video", "published", "unpublished");
    expect(0, 0, 0, 0, 8, 0, 0);
    assertThat(count().value(RecordingsMetrics.BY_FORMAT, "video", "published")).isEqualTo(7);
    assertThat(count().value(RecordingsMetrics.BY_FORMAT, "video", "unpublished")).isEqualTo(1);
  }

  @Example
  void failuresOfEveryStepAreCountedOnce() {
    pipeline.archived(id(1), false, ago(10));
    pipeline.archived(id(2), true, ago(10));
    pipeline.checked(id(2), false, ago(10));
    started(id(3), PRESENTATION);
    pipeline.processed(id(3), PRESENTATION, false, ago(10));
    started(id(3), "video");
    pipeline.processed(id(3), "video", false, ago(10));
    started(id(4), PRESENTATION);
    pipeline.processed(id(4), PRESENTATION, true, ago(10));
    pipeline.published(id(4), PRESENTATION, false, ago(10));
    expect(0, 0, 0, 4, 0, 0, 0);
    // Rebuilt, it is well.
    pipeline.published(id(4), PRESENTATION, true, ago(10));
    expect(0, 0, 0, 3, 1, 0, 0);
  }

  @Example
  void whatWasNotRecordedDoesNotWait() {
    pipeline.notRecorded(id(1), ago(10));
    pipeline.ended(id(2), ago(10));
    pipeline.notRecorded(id(2), ago(5));
    expect(0, 0, 0, 0, 0, 0, 0);
  }

  @Example
  void whatAnotherProgramTookAwayIsNotWaiting() {
    whole(id(1), PRESENTATION);
    pipeline.takenAway(id(1), PRESENTATION);
    expect(0, 0, 0, 0, 0, 0, 0);
  }

  @Example
  void tooManyFilesAreRefusedNotHalfCounted() {
    whole(id(1), PRESENTATION);
    assertThatThrownBy(() -> DiskCount.of(new Disk(directory, 3), NOW))
        .isInstanceOf(FetchFailure.class)
        .hasMessageContaining("more than 3 entries");
  }

  @Example
  void strayFilesAreNoRecordings() throws IOException {
    whole(id(1), PRESENTATION);
    Files.writeString(directory.resolve("published/README"), "");
    Files.writeString(directory.resolve("published/presentation/tmp"), "");
    Files.writeString(directory.resolve("recording/status/sanity/.nfs0001.done"), "");
    Files.writeString(directory.resolve("recording/status/sanity/backup.done"), "");
    Files.writeString(directory.resolve("recording/status/archived/x.fail"), "");
    expect(0, 0, 0, 0, 1, 0, 0);
  }

  /** However recordings are spread over the steps: each is counted where it is, and once. */
  @Property(tries = 20)
  void everyRecordingIsCountedWhereItIs(@ForAll("fates") List<Fate> fates) {
    int[] expected = new int[Fate.values().length];
    for (int i = 0; i < fates.size(); i++) {
      play(id(i), fates.get(i));
      expected[fates.get(i).ordinal()]++;
    }
    expect(
        expected[Fate.ENDED.ordinal()] + expected[Fate.CHECKED.ordinal()],
        expected[Fate.PROCESSING.ordinal()],
        expected[Fate.PROCESSED.ordinal()],
        expected[Fate.FAILED.ordinal()],
        expected[Fate.PUBLISHED.ordinal()],
        expected[Fate.UNPUBLISHED.ordinal()],
        expected[Fate.DELETED.ordinal()]);
  }

  @Property(tries = 200)
  void anyNameIsTakenApartOrRefused(@ForAll("names") String name) {
    RecordingId.withFormat(name)
        .ifPresent(
            r -> {
              assertThat(r.id() + "-" + r.format()).isEqualTo(name);
              assertThat(RecordingId.valid(r.id())).isTrue();
            });
  }

  @Provide
  Arbitrary<String> names() {
    Arbitrary<String> id = Arbitraries.integers().between(0, 99).map(DiskCountTest::id);
    Arbitrary<String> tail =
        Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(80),
            Arbitraries.of("-presentation", "-1510173942361-video", "--", "-a-b", "-9", ""));
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(100), Combinators.combine(id, tail).as(String::concat));
  }

  /** Where a recording came to. */
  enum Fate {
    ENDED,
    CHECKED,
    PROCESSING,
    PROCESSED,
    FAILED,
    PUBLISHED,
    UNPUBLISHED,
    DELETED,
    NOT_RECORDED
  }

  @Provide
  Arbitrary<List<Fate>> fates() {
    return Arbitraries.of(Fate.values()).list().ofMaxSize(15);
  }

  private void play(String id, Fate fate) {
    switch (fate) {
      case ENDED -> pipeline.ended(id, ago(100));
      case NOT_RECORDED -> pipeline.notRecorded(id, ago(100));
      case CHECKED -> {
        pipeline.archived(id, true, ago(100));
        pipeline.checked(id, true, ago(90));
      }
      case PROCESSING -> started(id, PRESENTATION);
      case PROCESSED -> {
        started(id, PRESENTATION);
        pipeline.processed(id, PRESENTATION, true, ago(50));
      }
      case FAILED -> {
        started(id, PRESENTATION);
        pipeline.processed(id, PRESENTATION, false, ago(50));
      }
      case PUBLISHED -> whole(id, PRESENTATION);
      case UNPUBLISHED -> {
        whole(id, PRESENTATION);
        pipeline.move(id, PRESENTATION, "published", "unpublished");
      }
      case DELETED -> {
        whole(id, PRESENTATION);
        pipeline.move(id, PRESENTATION, "published", "deleted");
      }
    }
  }

  private void started(String id, String format) {
    pipeline.archived(id, true, ago(100));
    pipeline.checked(id, true, ago(90));
    pipeline.processing(id, format);
  }

  private void whole(String id, String format) {
    pipeline.ended(id, ago(200));
    started(id, format);
    pipeline.processed(id, format, true, ago(50));
    pipeline.published(id, format, true, ago(40));
  }

  private void expect(int... values) {
    Samples s = count();
    List<Metric> metrics =
        List.of(
            RecordingsMetrics.UNPROCESSED,
            RecordingsMetrics.PROCESSING,
            RecordingsMetrics.PROCESSED,
            RecordingsMetrics.FAILED,
            RecordingsMetrics.PUBLISHED,
            RecordingsMetrics.UNPUBLISHED,
            RecordingsMetrics.DELETED);
    assertThat(metrics.stream().mapToInt(m -> (int) s.value(m)).toArray()).isEqualTo(values);
  }

  private Samples count() {
    try {
      Samples samples = new Samples();
      DiskCount.of(new Disk(directory, 10_000), NOW).writeTo(samples);
      return samples;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Instant ago(long seconds) {
    return NOW.minusSeconds(seconds);
  }

  private static String id(int number) {
    return "183f0bf3a0982a127bdb8161e0c44eb696b3e75c-%013d".formatted(1510173942361L + number);
  }
}
