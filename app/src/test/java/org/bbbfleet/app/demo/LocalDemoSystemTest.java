package org.bbbfleet.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The built program's {@code demo --local}, as a person runs it. */
@Tag("system")
@Timeout(600)
class LocalDemoSystemTest {
  private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)");

  @TempDir private Path directory;
  private Path output;
  private Process demo;

  @BeforeEach
  void start() throws IOException {
    Optional<Path> program = program();
    assumeThat(program).as("the program is built: ./fleet build").isPresent();
    output = directory.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(program.get().toString(), "demo", "--local", "--once")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder
        .environment()
        .put("FLEET_JAVA", Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // What it writes to the machine's temporary directory, it writes here. The variable is Java's
    // own, because the launcher takes no options: with one that nobody reads, the demo would be
    // elsewhere, and no look into this directory would prove anything.
    builder.environment().put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + directory);
    demo = builder.start();
  }

  @AfterEach
  void end() throws InterruptedException {
    if (demo != null) {
      demo.destroyForcibly();
      assertThat(demo.waitFor(10, TimeUnit.SECONDS)).isTrue();
      await(() -> demoDirectories().isEmpty(), Duration.ofSeconds(60));
    }
  }

  @Test
  void healsEveryFaultAndLeavesNothing() throws Exception {
    assertThat(demo.waitFor(500, TimeUnit.SECONDS)).isTrue();
    assertThat(demo.exitValue()).as(text()).isZero();
    assertThat(text())
        .contains("3 faults, 3 healed, 3 resolved")
        .containsPattern("healed +healed in .*2 attempts");
    nothingIsLeft();
  }

  @Test
  void leavesNothingWhenItIsKilled() throws Exception {
    await(() -> text().contains("soffice-nudge"), Duration.ofSeconds(300));
    assertThat(demoDirectories()).isNotEmpty();
    assertThat(processes()).hasSizeGreaterThan(8);
    demo.destroyForcibly();
    assertThat(demo.waitFor(10, TimeUnit.SECONDS)).isTrue();
    await(() -> demoDirectories().isEmpty(), Duration.ofSeconds(60));
    nothingIsLeft();
  }

  @Test
  void leavesNothingWhenTheUserStopsIt() throws Exception {
    await(() -> text().contains("fault"), Duration.ofSeconds(300));
    // SIGTERM goes the way of Ctrl-C.
    demo.destroy();
    assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(demo.exitValue()).isNotZero();
    nothingIsLeft();
  }

  private void nothingIsLeft() throws IOException {
    assertThat(demoDirectories()).isEmpty();
    assertThat(processes()).isEmpty();
    Matcher matcher = ADDRESS.matcher(text());
    int ports = 0;
    while (matcher.find()) {
      ports++;
      try (ServerSocket socket =
          new ServerSocket(
              Integer.parseInt(matcher.group(1)), 1, InetAddress.getLoopbackAddress())) {
        assertThat(socket.isBound()).isTrue();
      }
    }
    assertThat(ports).isGreaterThanOrEqualTo(3);
  }

  private String text() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Path> demoDirectories() {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.filter(e -> e.getFileName().toString().startsWith("fleet-demo")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The living processes that name this test's directory in their command line or environment. */
  private List<Long> processes() {
    return ProcessHandle.allProcesses()
        .map(ProcessHandle::pid)
        .filter(pid -> pid != ProcessHandle.current().pid() && pid != demo.pid())
        .filter(pid -> mentions(pid, "cmdline") || mentions(pid, "environ"))
        .toList();
  }

  private boolean mentions(long pid, String file) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of("/proc", Long.toString(pid), file));
      return new String(bytes, StandardCharsets.ISO_8859_1).contains(directory.toString());
    } catch (IOException e) {
      // It ended meanwhile.
      return false;
    }
  }

  private static void await(BooleanSupplier condition, Duration within) {
    long deadline = System.nanoTime() + within.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  private static Optional<Path> program() throws IOException {
    Path target = Path.of(System.getProperty("fleet.root"), "app", "target");
    if (!Files.isDirectory(target)) {
      return Optional.empty();
    }
    try (Stream<Path> files =
        Files.find(
            target,
            4,
            (file, attributes) ->
                file.endsWith(Path.of("bin", "fleet"))
                    && target.relativize(file).toString().startsWith("fleet-"))) {
      return files.findFirst();
    }
  }
}
