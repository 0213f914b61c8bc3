package org.bbbfleet.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bbbfleet.core.store.LeaseHolder.Life.ALIVE;
import static org.bbbfleet.core.store.LeaseHolder.Life.DEAD;
import static org.bbbfleet.core.store.LeaseHolder.Life.UNKNOWN;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseHolderTest {
  @TempDir Path proc;

  @Test
  void aHolderLivesAsLongAsItsProcess() throws Exception {
    Process process = new ProcessBuilder("cat").start();
    String holder = LeaseHolder.of("run@1", process.pid());
    assertThat(LeaseHolder.name(holder)).isEqualTo("run@1");
    assertThat(LeaseHolder.life(holder)).isEqualTo(ALIVE);
    process.destroyForcibly();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(LeaseHolder.life(holder)).isEqualTo(DEAD);
  }

  @Test
  void anotherProcessOfThatNumberIsAnother() {
    assertThat(LeaseHolder.life(LeaseHolder.here("x"))).isEqualTo(ALIVE);
    assertThat(LeaseHolder.life(LeaseHolder.here("x") + "7")).isEqualTo(DEAD);
  }

  @Test
  void ofOtherMachinesAndOfOthersNothingIsJudged() {
    assertThat(LeaseHolder.life("incident-7")).isEqualTo(UNKNOWN);
    assertThat(LeaseHolder.name("incident-7")).isEqualTo("incident-7");
    assertThat(LeaseHolder.life("x@000000000000.1.5")).isEqualTo(UNKNOWN);
    assertThat(LeaseHolder.life(LeaseHolder.here("x").replaceFirst("@.{12}", "@0123456789ab")))
        .isEqualTo(UNKNOWN);
  }

  @Test
  void aProgramsNameMayHoldAnythingAndOneThatIsNotReapedIsGone() throws IOException {
    String rest = " 1 1 1 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 4711 99 1";
    Files.createDirectory(proc.resolve("5"));
    Files.writeString(proc.resolve("5/stat"), "5 (a) Z 1 (b) S" + rest);
    assertThat(LeaseHolder.start(proc, 5)).isEqualTo(OptionalLong.of(4711));
    Files.writeString(proc.resolve("5/stat"), "5 (a) Z" + rest);
    assertThat(LeaseHolder.start(proc, 5)).isEmpty();
    assertThat(LeaseHolder.start(proc, 6)).isEmpty();
  }
}
