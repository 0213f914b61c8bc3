package org.bbbfleet.lab.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bbbfleet.lab.packages.Command;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lab of two real hosts, Debian 12 and 13, as a user of the lab sees it. */
@Tag("system")
final class LabSystemTest {
  private static final Duration SHORT = Duration.ofSeconds(20);
  private static Lab lab;

  @BeforeAll
  static void up() {
    lab =
        Lab.up(
            LabSpec.of(
                new HostSpec("twelve", Image.BOOKWORM), new HostSpec("thirteen", Image.TRIXIE)),
            System.out::println);
  }

  @AfterAll
  static void down() {
    lab.close();
  }

  @Test
  void aHostIsTheDebianThatWasAskedForAndHasFinishedBooting() {
    assertThat(on("twelve", ". /etc/os-release; echo $VERSION_CODENAME; hostname"))
        .isEqualTo("bookworm\ntwelve");
    assertThat(on("thirteen", ". /etc/os-release; echo $VERSION_CODENAME; hostname"))
        .isEqualTo("trixie\nthirteen");
    assertThat(on("twelve", "systemctl --failed --no-legend")).isEmpty();
    assertThat(on("thirteen", "systemctl --failed --no-legend")).isEmpty();
  }

  @Test
  void hostsKnowEachOtherByName() {
    assertThat(on("twelve", "exec 3<>/dev/tcp/thirteen/22 && head -c 7 <&3", "bash"))
        .isEqualTo("SSH-2.0");
  }

  @Test
  void eachHostHasAKeyOfItsOwnAndAnotherKeyIsRefused(@TempDir Path directory) throws IOException {
    List<String> known = Files.readAllLines(lab.knownHosts());
    assertThat(known).hasSize(2);
    String swapped =
        known.get(0).split(" ", -1)[0] + known.get(1).substring(known.get(1).indexOf(' '));
    Path wrong = Files.writeString(directory.resolve("known_hosts"), swapped + "\n");
    Command.Output output = new Ssh(lab.privateKey(), wrong).run(lab.host("twelve"), "true", SHORT);
    assertThat(output.ok()).isFalse();
    assertThat(output.err()).contains("Host key verification failed");
  }

  @Test
  void aPackageIsInstalledThroughTheLabsProxyWithoutAWayOut() {
    assertThat(on("twelve", "ip route show default")).isEmpty();
    String installed =
        "apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install hello >&2"
            + " && hello";
    assertThat(lab.on(lab.host("twelve"), installed, Duration.ofMinutes(2)).out())
        .contains("Hello, world!");
    assertThat(lab.on(lab.host("thirteen"), installed, Duration.ofMinutes(2)).out())
        .contains("Hello, world!");
  }

  @Test
  void aServiceOnOneHostDoesNotTouchTheOthers() {
    on("twelve", "systemctl restart ssh && systemctl is-active ssh");
    assertThat(on("thirteen", "systemctl is-active ssh")).isEqualTo("active");
  }

  @Test
  void anotherLabTakesAnotherNetworkAndLeavesNothingWhenItIsClosed() {
    String name;
    try (Lab other =
        Lab.up(LabSpec.of(new HostSpec("twelve", Image.BOOKWORM)), System.out::println)) {
      name = other.name();
      assertThat(name).isNotEqualTo(lab.name());
      assertThat(Machine.tracesOf(name)).containsKeys("links", "routes", "mounts", "processes");
      assertThat(other.on(other.host("twelve"), "hostname", SHORT).out()).isEqualTo("twelve\n");
    }
    assertThat(Machine.tracesOf(name)).isEmpty();
    assertThat(on("twelve", "hostname")).isEqualTo("twelve");
  }

  @Test
  void aHostWhoseContainerWasKilledIsRemovedAllTheSame() throws IOException {
    String name;
    try (Lab other =
        Lab.up(LabSpec.of(new HostSpec("killed", Image.BOOKWORM)), System.out::println)) {
      name = other.name();
      Path record = LabState.ROOT.resolve(name).resolve("processes/killed");
      ProcessId nspawn = ProcessId.parse(Files.readString(record));
      assertThat(nspawn.alive()).isTrue();
      Command.of("kill", "-KILL", Long.toString(nspawn.pid())).runFor("kill the container");
    }
    assertThat(Machine.tracesOf(name)).isEmpty();
  }

  @Test
  void aLabThatWasLeftUpOutlivesItsOwnerUntilItIsTakenDown() throws Exception {
    String name = ownedElsewhere("detach", process -> {});
    LabStatus status =
        Lab.status().stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    assertThat(status.keeper()).isEqualTo(LabStatus.Keeper.PERSON);
    assertThat(status.inventory())
        .contains("alone ansible_host=" + status.hosts().get(0).address());
    Command.Output output =
        new Ssh(status.privateKey(), status.knownHosts())
            .run(status.hosts().get(0), "hostname", SHORT);
    assertThat(output.out()).isEqualTo("alone\n");
    assertThat(Lab.down(java.util.Optional.of(name))).containsExactly(name);
    assertThat(Machine.tracesOf(name)).isEmpty();
  }

  @Test
  void aLabWhoseOwnerIsKilledIsRemovedAtOnce() throws Exception {
    String name = ownedElsewhere("stay", Process::destroyForcibly);
    awaitNothingOf(name);
  }

  @Test
  void aLabWhoseOwnerIsInterruptedIsRemovedBeforeTheOwnerEnds() throws Exception {
    String name = ownedElsewhere("stay", LabSystemTest::interrupt);
    assertThat(Machine.tracesOf(name)).isEmpty();
  }

  @Test
  void aLabWhoseOwnerAndGuardianWereKilledIsRemovedByTheNextOne() throws Exception {
    String name =
        ownedElsewhere(
            "stay",
            owner -> {
              // The guardian first: with its owner it would do its work.
              owner
                  .descendants()
                  .filter(one -> one.info().commandLine().orElse("").contains("guardian.sh"))
                  .forEach(ProcessHandle::destroyForcibly);
              owner.destroyForcibly();
            });
    assertThat(Machine.tracesOf(name)).containsKeys("links", "processes", "state");
    Lab.removeOrphans(System.out::println);
    assertThat(Machine.tracesOf(name)).isEmpty();
  }

  private static void interrupt(Process process) {
    Command.of("kill", "-INT", Long.toString(process.pid())).runFor("interrupt the owner");
  }

  /** Has another JVM bring up a lab, ends that JVM in some way, and returns the lab's name. */
  private static String ownedElsewhere(String word, java.util.function.Consumer<Process> end)
      throws Exception {
    List<String> line = new ArrayList<>();
    // Who starts the tests in the background ignores SIGINT, and so would they.
    line.addAll(List.of("env", "--default-signal=INT"));
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(
        List.of("-cp", System.getProperty("java.class.path"), LabOwner.class.getName(), word));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    try (java.io.BufferedReader reader = process.inputReader()) {
      String said = reader.readLine();
      while (said != null && !said.startsWith(LabOwner.UP)) {
        said = reader.readLine();
      }
      assertThat(said).as("the owner brought its lab up").isNotNull();
      end.accept(process);
      assertThat(process.waitFor(30, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
      return said.substring(LabOwner.UP.length());
    } finally {
      process.destroyForcibly();
    }
  }

  private static void awaitNothingOf(String name) {
    long start = System.nanoTime();
    Path state = LabState.ROOT.resolve(name);
    while (Files.exists(state) && System.nanoTime() - start < 20_000_000_000L) {
      java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
    }
    System.out.printf(
        "removed %.1f s after its owner was killed%n", (System.nanoTime() - start) / 1e9);
    assertThat(Machine.tracesOf(name)).isEmpty();
  }

  private static String on(String host, String command) {
    return lab.on(lab.host(host), command, SHORT).out().strip();
  }

  private static String on(String host, String command, String shell) {
    return on(host, shell + " -c " + org.bbbfleet.core.shell.Quote.sh(command));
  }
}
