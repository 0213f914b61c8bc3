package org.bbbfleet.lab.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.junit.jupiter.api.Test;

final class CommandTest {

  @Test
  void whatItPrintedAndItsStatusComeBack() {
    Command.Output output = Command.of("sh", "-c", "echo out; echo err >&2; exit 3").run();
    assertThat(output).isEqualTo(new Command.Output(3, "out\n", "err\n"));
  }

  @Test
  void aFailureSaysWhatWasAttemptedAndTheLastLines() {
    Command command = Command.of("sh", "-c", "seq 1 9 >&2; exit 4");
    assertThatThrownBy(() -> command.runFor("count"))
        .isInstanceOf(FleetException.class)
        .hasMessage("can't count: sh exited with 4\n5\n6\n7\n8\n9");
  }

  @Test
  void whatTakesTooLongIsEndedWithItsDescendants() {
    long start = System.nanoTime();
    Command command =
        Command.of("sh", "-c", "sleep 300 & echo $!; wait").within(Duration.ofMillis(300));
    assertThatThrownBy(command::run)
        .isInstanceOfSatisfying(
            FleetException.class, e -> assertThat(e.category()).isEqualTo(ErrorCategory.TIMEOUT));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    assertThat(
            ProcessHandle.current()
                .descendants()
                .filter(ProcessHandle::isAlive)
                .map(ProcessHandle::info)
                .flatMap(info -> info.commandLine().stream()))
        .noneMatch(line -> line.contains("sleep 300"));
  }

  @Test
  void floodsAreCut() {
    Command.Output output =
        Command.of("sh", "-c", "head -c 9000000 /dev/zero | tr '\\0' x; echo end").run();
    assertThat(output.out().length()).isLessThan(3 << 20);
    assertThat(output.out()).endsWith("xend\n");
  }

  @Test
  void aProgramThatIsNotThereIsSaidSo() {
    assertThatThrownBy(() -> Command.of("no-such-program-here").run())
        .hasMessageContaining("can't run no-such-program-here");
  }
}
