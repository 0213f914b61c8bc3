package org.bbbfleet.core.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every shell keeps, whatever carries it. The hosts of these tests are this machine. */
abstract class ShellContract {
  private static final Duration AMPLE = Duration.ofSeconds(30);

  @TempDir Path directory;

  /** A new shell to this machine. */
  abstract Shell open();

  private Shell.Result run(String text) {
    try (Shell shell = open()) {
      return shell.run(Shell.Script.of(text, AMPLE));
    }
  }

  @Test
  void aScriptGivesItsOutputsAndItsExitStatus() {
    Shell.Result result = run("echo out; echo err >&2; exit 3");
    assertThat(result.out()).isEqualTo("out\n");
    assertThat(result.err()).isEqualTo("err\n");
    assertThat(result.exitStatus()).isEqualTo(3);
    assertThat(result.ok()).isFalse();
    assertThat(result.truncated()).isFalse();
    assertThat(result.took()).isPositive().isLessThan(AMPLE);
  }

  @Test
  void oneConnectionServesManyScripts() {
    try (Shell shell = open()) {
      for (int i = 0; i < 20; i++) {
        assertThat(shell.run(Shell.Script.of("echo " + i, AMPLE)).out()).isEqualTo(i + "\n");
      }
    }
  }

  @Test
  void aCommandThatReadsStandardInputDoesNotEatTheScript() {
    assertThat(run("cat; echo after; read -r x || echo nothing left\necho end").out())
        .isEqualTo("after\nnothing left\nend\n");
  }

  @Test
  void everyCharacterOfAScriptArrives() {
    String odd = "ä€😀 'single' \"double\" $HOME `x` \\ % ! ~ * ?";
    assertThat(run("cat <<'EOF'\n" + odd + "\nEOF\n").out()).isEqualTo(odd + "\n");
  }

  @Test
  void theScriptIsInNoProcessArgumentAndNoEnvironment() {
    String secret = "hunter" + System.nanoTime();
    Shell.Result result =
        run(
            "secret="
                + secret
                + "\nfor f in /proc/[0-9]*/cmdline /proc/[0-9]*/environ; do\n"
                + "  tr '\\0' ' ' <\"$f\" 2>/dev/null | while read -r l; do\n"
                + "    case $l in *\"$secret\"*) echo \"$f\";; esac; done\ndone; true");
    assertThat(result.ok()).isTrue();
    assertThat(result.out()).isEmpty();
  }

  @Test
  void aHugeScriptIsTaken() {
    String text = "x=1\n".repeat(500_000) + "echo done";
    assertThat(run(text).out()).isEqualTo("done\n");
  }

  @Test
  void muchOutputOnBothStreamsDoesNotHang() {
    Shell.Result result =
        run("head -c 6000000 /dev/zero | tr '\\0' a >&2; head -c 6000000 /dev/zero | tr '\\0' b");
    assertThat(result.ok()).isTrue();
    assertThat(result.out()).hasSize(6_000_000);
    assertThat(result.err()).hasSize(6_000_000);
    assertThat(result.truncated()).isFalse();
  }

  @Test
  void outputIsCutAtItsLimitAndTheScriptStillEnds() {
    Shell.Result result = run("head -c 9000000 /dev/zero | tr '\\0' a; exit 5");
    assertThat(result.exitStatus()).isEqualTo(5);
    assertThat(result.out()).hasSize(Drain.LIMIT);
    assertThat(result.truncated()).isTrue();
  }

  @Test
  void linesArriveWhileTheScriptRuns() throws Exception {
    Path gate = directory.resolve("gate");
    List<String> lines = Collections.synchronizedList(new ArrayList<>());
    try (Shell shell = open()) {
      // The script goes on only because its first line was seen.
      Shell.Result result =
          shell.run(
              new Shell.Script(
                  "echo first; while [ ! -e " + gate + " ]; do sleep 0.05; done; printf last",
                  AMPLE,
                  line -> {
                    lines.add(line);
                    touch(gate);
                  }));
      assertThat(result.ok()).isTrue();
    }
    assertThat(lines).containsExactly("first", "last");
  }

  @Test
  void aListenerThatFailsDoesNotStopTheScript() {
    try (Shell shell = open()) {
      Shell.Result result =
          shell.run(
              new Shell.Script(
                  "echo a; echo b",
                  AMPLE,
                  line -> {
                    throw new IllegalStateException("listener");
                  }));
      assertThat(result.out()).isEqualTo("a\nb\n");
    }
  }

  @Test
  void atTheTimeLimitNothingIsLeftRunning() {
    Path pids = directory.resolve("pids");
    String stubborn = "trap '' TERM; echo $$ >>" + pids + "; sleep 300";
    String text =
        "# wait for ever\nsh -c \"$(cat <<'EOF'\n"
            + stubborn
            + "\nEOF\n)\" & echo $$ >>"
            + pids
            + "; sleep 300";
    try (Shell shell = open()) {
      assertThatThrownBy(() -> shell.run(Shell.Script.of(text, Duration.ofSeconds(1))))
          .isInstanceOfSatisfying(
              FleetException.class, e -> assertThat(e.category()).isEqualTo(ErrorCategory.TIMEOUT))
          .hasMessageContaining(shell.host())
          .hasMessageContaining("wait for ever")
          .hasMessageContaining("1 s");
      Await.until("all processes of the script are gone", () -> gone(pids, 2));
      assertThat(shell.run(Shell.Script.of("echo again", AMPLE)).out()).isEqualTo("again\n");
    }
  }

  @Test
  void closingEndsWhatRuns() throws Exception {
    Path pids = directory.resolve("pids");
    CountDownLatch started = new CountDownLatch(1);
    AtomicReference<RuntimeException> thrown = new AtomicReference<>();
    Shell shell = open();
    Thread runner =
        new Thread(
            () -> {
              try {
                shell.run(
                    new Shell.Script(
                        "echo $$ >" + pids + "; echo go; sleep 300",
                        Duration.ofMinutes(5),
                        line -> started.countDown()));
              } catch (RuntimeException e) {
                thrown.set(e);
              }
            });
    runner.start();
    assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
    shell.close();
    runner.join(20_000);
    assertThat(runner.isAlive()).isFalse();
    Await.until("the script is gone", () -> gone(pids, 1));
  }

  @Test
  void anInterruptEndsWhatRuns() throws Exception {
    Path pids = directory.resolve("pids");
    CountDownLatch started = new CountDownLatch(1);
    AtomicReference<Boolean> stillInterrupted = new AtomicReference<>();
    Thread runner =
        new Thread(
            () -> {
              try (Shell shell = open()) {
                shell.run(
                    new Shell.Script(
                        "echo $$ >" + pids + "; echo go; sleep 300",
                        Duration.ofMinutes(5),
                        line -> started.countDown()));
              } catch (FleetException e) {
                stillInterrupted.set(Thread.currentThread().isInterrupted());
              }
            });
    runner.start();
    assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
    runner.interrupt();
    runner.join(20_000);
    assertThat(runner.isAlive()).isFalse();
    assertThat(stillInterrupted.get()).isTrue();
    Await.until("the script is gone", () -> gone(pids, 1));
  }

  @Test
  void aChildThatKeepsTheOutputOpenDoesNotHoldUsUp() {
    Shell.Result result = run("sleep 20 & echo started");
    assertThat(result.out()).isEqualTo("started\n");
    assertThat(result.took()).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void aCommandLineRunsAsItIs() {
    try (Shell shell = open()) {
      Shell.Result result = shell.command("echo \"$((1 + 1))\"; cat; exit 4", AMPLE);
      assertThat(result.out()).isEqualTo("2\n");
      assertThat(result.exitStatus()).isEqualTo(4);
    }
  }

  @Test
  void aCommandLineHasItsTimeLimitToo() {
    try (Shell shell = open()) {
      long start = System.nanoTime();
      assertThatThrownBy(() -> shell.command("exec sleep 8", Duration.ofMillis(300)))
          .isInstanceOfSatisfying(
              FleetException.class, e -> assertThat(e.category()).isEqualTo(ErrorCategory.TIMEOUT))
          .hasMessageContaining("exec sleep 8");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
      assertThat(shell.command("echo next", AMPLE).out()).isEqualTo("next\n");
    }
  }

  @Test
  void anUploadArrivesWholeAndWithItsMode() throws Exception {
    byte[] bytes = new byte[5_000_000];
    new Random(7).nextBytes(bytes);
    Path local = Files.write(directory.resolve("local"), bytes);
    Path remote = directory.resolve("it's \"odd\" $name");
    Files.writeString(remote, "old");
    try (Shell shell = open()) {
      shell.upload(local, remote.toString(), "0640", AMPLE);
    }
    assertThat(Files.readAllBytes(remote)).isEqualTo(bytes);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(remote)))
        .isEqualTo("rw-r-----");
    assertThat(names()).containsExactlyInAnyOrder("local", remote.getFileName().toString());
  }

  /** What fills the host's window to the brim must not lose what comes after. */
  @Test
  void anUploadThatEndsJustBeyondTheWindowArrivesWhole() throws Exception {
    byte[] bytes = new byte[2 * 1024 * 1024 + 1000];
    new Random(7).nextBytes(bytes);
    Path local = Files.write(directory.resolve("local"), bytes);
    Path remote = directory.resolve("remote");
    try (Shell shell = open()) {
      for (int i = 0; i < 10; i++) {
        shell.upload(local, remote.toString(), "0640", AMPLE);
        assertThat(Files.readAllBytes(remote)).isEqualTo(bytes);
      }
    }
  }

  @Test
  void anEmptyFileIsUploadedToo() throws Exception {
    Path local = Files.createFile(directory.resolve("local"));
    try (Shell shell = open()) {
      shell.upload(local, directory.resolve("remote").toString(), "0600", AMPLE);
    }
    assertThat(directory.resolve("remote")).isEmptyFile();
  }

  @Test
  void anUploadThatFailsLeavesNothingBehind() throws Exception {
    Path local = Files.writeString(directory.resolve("local"), "text");
    Files.createDirectory(directory.resolve("target"));
    try (Shell shell = open()) {
      assertThatThrownBy(
              () -> shell.upload(local, directory.resolve("target").toString(), "0640", AMPLE))
          .isInstanceOfSatisfying(
              FleetException.class, e -> assertThat(e.category()).isEqualTo(ErrorCategory.REMOTE))
          .hasMessageContaining("is a directory");
      assertThatThrownBy(
              () ->
                  shell.upload(local, directory.resolve("missing/file").toString(), "0640", AMPLE))
          .isInstanceOf(FleetException.class)
          .hasMessageContaining("missing/file");
      assertThatThrownBy(() -> shell.upload(directory.resolve("no"), "/tmp/x", "0640", AMPLE))
          .isInstanceOfSatisfying(
              FleetException.class, e -> assertThat(e.category()).isEqualTo(ErrorCategory.INPUT));
    }
    assertThat(names()).containsExactlyInAnyOrder("local", "target");
    assertThat(directory.resolve("target")).isEmptyDirectory();
  }

  @Test
  void closingEndsAllThreads() {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    try (Shell shell = open()) {
      shell.run(Shell.Script.of("true", AMPLE));
    }
    Await.until(
        "no thread of the shell is left",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .noneMatch(
                    n -> n.startsWith("shell-") || n.startsWith("ssh-") || n.startsWith("sshj-")));
  }

  private List<String> names() throws Exception {
    try (java.util.stream.Stream<Path> files = Files.list(directory)) {
      return files.map(p -> p.getFileName().toString()).toList();
    }
  }

  private static void touch(Path file) {
    try {
      Files.write(file, new byte[0]);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Whether the file names so many processes and none of them runs (a zombie doesn't). */
  private static boolean gone(Path pids, int expected) {
    try {
      List<String> lines = Files.readAllLines(pids, StandardCharsets.UTF_8);
      assertThat(lines).hasSize(expected);
      for (String pid : lines) {
        Path stat = Path.of("/proc", pid, "stat");
        if (Files.exists(stat) && !Files.readString(stat).contains(") Z ")) {
          return false;
        }
      }
      return true;
    } catch (java.nio.file.NoSuchFileException e) {
      // It went away between the two looks.
      return !Files.exists(Path.of(e.getFile())) && e.getFile().startsWith("/proc");
    } catch (java.io.IOException e) {
      return e.getMessage() != null && e.getMessage().contains("No such process");
    }
  }
}
