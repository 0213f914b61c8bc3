package org.bbbfleet.lab.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.bbbfleet.lab.packages.Command;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The stand-in for systemctl with real processes. */
@Timeout(120)
class LocalUnitsTest {
  private static final String A = "a.service";
  private static final String B = "b.service";

  private LocalUnits units;

  @BeforeEach
  void open() {
    units = LocalUnits.open("fleet-local-test");
    // A main process and one below it, which a signal to the main process alone leaves behind.
    units.start(A, Map.of("WORD", "it's $HOME"), List.of("sh", "-c", "sleep 1000 & sleep 1001"));
    units.start(B, Map.of(), List.of("sleep", "1002"));
    await(() -> below(units.pid(A)).size() == 2);
  }

  @AfterEach
  void close() {
    units.close();
  }

  private Command.Output systemctl(String... words) {
    return Command.of(
            Stream.concat(Stream.of(units.systemctl().toString()), Stream.of(words)).toList())
        .run();
  }

  private static List<Long> below(long pid) {
    return ProcessHandle.of(pid).stream()
        .flatMap(ProcessHandle::descendants)
        .map(ProcessHandle::pid)
        .toList();
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
      LockSupport.parkNanos(2_000_000);
    }
  }

  /** A process that only waits to be reaped by whoever adopted it has ended. */
  private static boolean lives(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return !stat.substring(stat.lastIndexOf(')')).startsWith(") Z");
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void showsWhatTheAgentAsksFor() {
    String out =
        systemctl("show", "--no-pager", "--property=Id,ActiveState", "--", "a*", "x.service").out();
    assertThat(out)
        .contains("Id=a.service\n", "LoadState=loaded\n", "ActiveState=active\n", "Type=simple\n")
        .containsPattern("StateChangeTimestampMonotonic=[0-9]{7,}\n")
        .doesNotContain(B, "x.service");
    assertThat(systemctl("show", "--property=MainPID", "--value", B).out())
        .isEqualTo(units.pid(B) + "\n");
  }

  @Test
  void aUnitWhoseMainProcessDiedHasFailedAndItsRestartLeavesNothingBehind() {
    long main = units.pid(A);
    List<Long> orphans = below(main);
    assertThat(ProcessHandle.of(main).orElseThrow().destroyForcibly()).isTrue();
    await(() -> !lives(main));
    assertThat(systemctl("show", "--property=Id", "--", A).out()).contains("ActiveState=failed\n");
    assertThat(systemctl("unit-of", orphans.get(0).toString()).out()).isEqualTo(A + "\n");
    assertThat(systemctl("reset-failed", "--", A).ok()).isTrue();
    assertThat(systemctl("restart", "--", A).ok()).isTrue();
    assertThat(orphans).noneMatch(LocalUnitsTest::lives);
    assertThat(units.pid(A)).isNotEqualTo(main);
    assertThat(lives(units.pid(A))).isTrue();
    assertThat(lives(units.pid(B))).isTrue();
  }

  @Test
  void restartsWhatIsStopped() {
    long main = units.pid(B);
    Command.of("kill", "-STOP", Long.toString(main)).runFor("stop it");
    assertThat(systemctl("restart", "--", B).ok()).isTrue();
    assertThat(lives(main)).isFalse();
    assertThat(lives(units.pid(B))).isTrue();
  }

  @Test
  void knowsWhichUnitAProcessBelongsTo() {
    for (long pid : below(units.pid(A))) {
      assertThat(systemctl("unit-of", Long.toString(pid)).out()).isEqualTo(A + "\n");
    }
    Command.Output ours = systemctl("unit-of", Long.toString(ProcessHandle.current().pid()));
    assertThat(ours.ok()).isFalse();
    assertThat(ours.out()).isEmpty();
  }

  @Test
  void aRecordOfAnotherProcessWithThatNumberIsNotOurs() throws IOException {
    long main = units.pid(B);
    String record = Files.readString(units.pidFile(B));
    Files.writeString(units.pidFile(B), main + " 1\n");
    assertThat(systemctl("unit-of", Long.toString(main)).ok()).isFalse();
    assertThat(systemctl("stop", B).ok()).isTrue();
    assertThat(lives(main)).isTrue();
    Files.writeString(units.pidFile(B), record);
  }

  @Test
  void theViewHasTheUnitsProcessesOnly() throws IOException {
    Path view = Files.createDirectory(units.directory().resolve("view"));
    assertThat(systemctl("view", view.toString()).ok()).isTrue();
    try (Stream<Path> files = Files.list(view)) {
      List<String> names = files.map(file -> file.getFileName().toString()).toList();
      assertThat(names)
          .hasSize(5)
          .contains("uptime", Long.toString(units.pid(A)), Long.toString(units.pid(B)));
    }
  }

  @Test
  void refusesWhatIsNoUnit() {
    for (String name : List.of("c.service", "../units/a.service", ".", "")) {
      assertThat(systemctl("restart", "--", name).ok()).as(name).isEqualTo(name.isEmpty());
    }
    assertThat(systemctl("reboot").status()).isEqualTo(64);
  }

  @Test
  void nothingIsLeftAtTheEnd() {
    List<Long> all =
        Stream.of(A, B)
            .map(units::pid)
            .flatMap(pid -> Stream.concat(Stream.of(pid), below(pid).stream()))
            .toList();
    assertThat(all).hasSize(4);
    units.close();
    assertThat(all).noneMatch(LocalUnitsTest::lives);
    assertThat(units.directory()).doesNotExist();
    units.close();
  }

  @Test
  void nothingStartsOnceTheEndHasBegun() throws IOException {
    Files.createFile(units.directory().resolve("closing"));
    long main = units.pid(B);
    systemctl("restart", "--", B);
    assertThat(lives(main)).isFalse();
    await(() -> !lives(pidNow(B)));
  }

  private long pidNow(String unit) {
    try {
      return Long.parseLong(Files.readString(units.pidFile(unit)).split(" ", 2)[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void endsWithWhoeverOpenedIt() throws Exception {
    Process owner =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Owner.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String[] told = owner.inputReader().readLine().split(" ", 2);
    long pid = Long.parseLong(told[0]);
    assertThat(lives(pid)).isTrue();
    assertThat(owner.destroyForcibly().waitFor(10, TimeUnit.SECONDS)).isTrue();
    await(() -> !lives(pid) && !Files.exists(Path.of(told[1])));
  }

  /** A process that is killed while it has units. */
  static final class Owner {
    private Owner() {}

    public static void main(String[] arguments) throws InterruptedException {
      LocalUnits units = LocalUnits.open("fleet-local-test");
      units.start(A, Map.of(), List.of("sleep", "1000"));
      System.out.println(units.pid(A) + " " + units.directory());
      Thread.currentThread().join();
    }
  }
}
