package org.bbbfleet.exporters.bbb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeenFileTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_000_000_000);
  private static final String SERVER = "https://bbb/bigbluebutton/api/";

  @TempDir Path directory;

  @Test
  void countersAndMeetingsOutliveTheProcess() {
    SeenMeetings seen = new SeenMeetings();
    seen.add(List.of(new Meetings.Id(1, false), new Meetings.Id(-2, true)));
    file().save(seen.toText());
    SeenMeetings again = file().load(NOW);
    assertThat(again.meetings()).isEqualTo(1);
    assertThat(again.breakoutRooms()).isEqualTo(1);
    assertThat(again.add(List.of(new Meetings.Id(1, false), new Meetings.Id(-2, true)))).isFalse();
    assertThat(again.add(List.of(new Meetings.Id(3, false)))).isTrue();
    assertThat(again.meetings()).isEqualTo(2);
  }

  @Test
  void eachServerHasItsOwn() {
    SeenMeetings seen = new SeenMeetings();
    seen.add(List.of(new Meetings.Id(1, false)));
    file().save(seen.toText());
    assertThat(new SeenFile(directory, "https://other/").load(NOW).meetings()).isZero();
  }

  @Test
  void isSmallWhateverWasSeen() throws IOException {
    SeenMeetings seen = new SeenMeetings();
    seen.add(LongStream.range(0, 50_000).mapToObj(i -> new Meetings.Id(i, false)).toList());
    file().save(seen.toText());
    assertThat(Files.size(only())).isLessThan(200_000);
    SeenMeetings again = file().load(NOW);
    assertThat(again.meetings()).isEqualTo(50_000);
    assertThat(again.add(List.of(new Meetings.Id(49_999, false)))).as("the latest").isFalse();
  }

  @Test
  void aDamagedFileIsPutAsideAndCountingBeginsAgain() throws IOException {
    SeenMeetings seen = new SeenMeetings();
    seen.add(List.of(new Meetings.Id(1, false)));
    String good = seen.toText();
    for (String bad :
        List.of(
            "",
            "\u0000\u0001",
            good.substring(0, good.length() / 2),
            good.replace("meetings 1", "meetings 7"),
            good + good,
            "x".repeat(2_000_000))) {
      file().save(bad);
      Path file = only();
      assertThat(file().load(NOW).meetings())
          .as(bad.substring(0, Math.min(20, bad.length())))
          .isZero();
      assertThat(file).doesNotExist();
      Path aside = file.resolveSibling(file.getFileName() + ".damaged");
      assertThat(aside).exists();
      Files.delete(aside);
    }
  }

  @Test
  void withoutADirectoryNothingIsKeptAndNothingFails() {
    SeenFile none = new SeenFile(directory.resolve("missing"), SERVER);
    none.save("x");
    assertThat(none.load(NOW).meetings()).isZero();
    assertThat(directory.resolve("missing")).doesNotExist();
  }

  @Test
  void serversThatAreGoneAreForgottenAndOtherFilesLeftAlone() throws IOException {
    file().save(new SeenMeetings().toText());
    Path other = Files.writeString(directory.resolve("rtmp.state"), "x");
    FileTime old = FileTime.from(NOW.minus(Duration.ofDays(91)));
    Files.setLastModifiedTime(only(), old);
    Files.setLastModifiedTime(other, old);
    new SeenFile(directory, "https://other/").load(NOW);
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).containsExactly(other);
    }
  }

  private SeenFile file() {
    return new SeenFile(directory, SERVER);
  }

  private Path only() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(f -> f.getFileName().toString().startsWith("bbb-seen-"))
          .findFirst()
          .orElseThrow();
    }
  }
}
