package org.bbbfleet.alerts.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.bbbfleet.core.shell.Shell;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** At which step a recording is made again, by the marks that BigBlueButton's workers leave. */
class RecordingRequeueTest {
  private static final String ID = "0123456789abcdef0123456789abcdef01234567-1700000000123";

  @TempDir Path directory;
  private HealTwin host;

  @BeforeEach
  void prepare() {
    host = new HealTwin(directory);
    host.file("/usr/local/bigbluebutton/core/scripts/rap-enqueue.rb", "");
    bbb("recording/raw/ID/events.xml", "<recording/>");
    host.program("runuser", "");
  }

  private Path bbb(String path, String text) {
    return host.file("/var/bigbluebutton/" + path.replace("ID", ID), text);
  }

  /** Marks, each {@code STEP/NAME.ENDING}, with {@code !} before those of this minute. */
  private void marks(String marks) throws IOException {
    for (String mark : marks.split(" ")) {
      Path file =
          mark.startsWith("process/")
              ? bbb("recording/" + mark.replaceFirst("!", "") + "/ID/x", "").getParent()
              : bbb("recording/status/" + mark.replaceFirst("!", "").replaceFirst("\\+", "ID"), "");
      if (!mark.contains("!")) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(7, ChronoUnit.HOURS)));
      }
    }
  }

  private List<String> asked() {
    return host.calls().stream()
        .map(call -> call.replace("runuser -u bigbluebutton -- ruby rap-enqueue.rb ", ""))
        .map(call -> call.replace(" " + ID, ""))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "archived/+.done, sanity",
    "archived/+.done sanity/+.fail, sanity",
    "archived/!+.done sanity/!+.fail, sanity",
    "sanity/+.done, sanity",
    "sanity/!+.done processed/!+-presentation.fail, process:presentation",
    "sanity/!+.done process/presentation, process:presentation",
    "sanity/+.done processed/+-video.done, process:video",
    "sanity/+.done processed/+-video.done process/video, publish:video",
    "sanity/+.done processed/+-video.done published/!+-video.fail process/!video, publish:video",
    "sanity/+.done published/!+-video.fail, process:video",
    "sanity/+.done processed/+-a.fail processed/+-b.done published/+-b.done, process:a",
  })
  void asksForTheStepThatFailedOrWasForgotten(String marks, String step) throws IOException {
    marks(marks);
    Shell.Result dry = host.heal("dry-run recording-requeue " + ID);
    assertThat(dry.out()).isEqualTo("would have BigBlueButton do " + step + " for " + ID + "\n");
    assertThat(host.calls()).isEmpty();

    Shell.Result result = host.heal("recording-requeue " + ID);
    assertThat(result.exitStatus()).isZero();
    assertThat(asked()).containsExactly(step);
    assertThat(host.root().resolve("var/bigbluebutton/recording/raw/" + ID + "/events.xml"))
        .exists();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "archived/!+.done",
        "archived/+.done sanity/!+.done",
        "sanity/+.done process/!video",
        "sanity/+.done processed/!+-video.done process/video",
        "sanity/+.done processed/+-video.done published/+-video.done process/video",
        "archived/+.norecord archived/+.done",
      })
  void leavesAloneWhatIsWellOrMayStillCome(String marks) throws IOException {
    marks(marks);
    Shell.Result result = host.heal("recording-requeue " + ID);
    assertThat(result.exitStatus()).as(result.out()).isEqualTo(3);
    assertThat(host.calls()).isEmpty();
  }

  @Test
  void whatSomebodyWorksOnIsLeftToHim() throws IOException {
    marks("sanity/+.done processed/+-presentation.fail");
    Files.createDirectories(directory.resolve("proc/77"));
    Files.writeString(directory.resolve("proc/77/cmdline"), "ruby\0process.rb\0-m\0" + ID + "\0");
    Shell.Result result = host.heal("recording-requeue " + ID);
    assertThat(result.out()).isEqualTo("process 77 works on " + ID + "\n");
    assertThat(result.exitStatus()).isEqualTo(3);
    assertThat(host.calls()).isEmpty();
  }

  @Test
  void whatWasLostOrBadlyArchivedIsForAPerson() throws IOException {
    marks("archived/+.fail");
    assertThat(host.heal("recording-requeue " + ID).exitStatus()).isEqualTo(1);
    Files.delete(bbb("recording/raw/ID/events.xml", ""));
    assertThat(host.heal("recording-requeue " + ID).out()).startsWith("there are no raw files");
    assertThat(host.calls()).isEmpty();
  }

  @Test
  void saysThatTheQueueDoesNotTakeIt() throws IOException {
    marks("archived/+.done");
    host.program("runuser", "echo 'Connection refused - redis' >&2; exit 1");
    Shell.Result result = host.heal("recording-requeue " + ID);
    assertThat(result.exitStatus()).isEqualTo(1);
    assertThat(result.out()).contains("(status 1): Connection refused - redis");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0123456789abcdef0123456789abcdef01234567",
        "0123456789abcdef0123456789abcdef01234567-170000000012",
        "0123456789abcdef0123456789abcdef01234567-17000000001234",
        "0123456789abcdef0123456789abcdef01234567-17000000001a3",
        "0123456789ABCDEF0123456789abcdef01234567-1700000000123",
        "0123456789abcdef0123456789abcdef0123456-71700000000123",
        "0123456789abcdef0123456789abcdef01234567-1700000000123-presentation",
      })
  void refusesWhatIsNoRecording(String id) {
    assertThat(host.heal("recording-requeue " + id).exitStatus()).isEqualTo(64);
    assertThat(host.calls()).isEmpty();
  }
}
