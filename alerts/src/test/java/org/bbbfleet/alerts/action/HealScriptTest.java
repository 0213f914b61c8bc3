package org.bbbfleet.alerts.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.shell.Shell;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real script against real processes; it sees only those that a test shows it. */
class HealScriptTest {
  @TempDir Path directory;
  private final List<Process> started = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();
  private Path proc;
  private Path calls;

  @BeforeEach
  void prepare() throws IOException {
    proc = Files.createDirectory(directory.resolve("proc"));
    calls = directory.resolve("calls");
    Files.writeString(calls, "");
    Files.writeString(directory.resolve("fleet-heal"), HealScript.text());
    Files.writeString(
        directory.resolve("heal.units"),
        "# what may be restarted\n\nnginx\nbbb-*.service\nconvert.service\n");
    executable("systemctl", "#!/bin/sh\necho \"$@\" >>" + calls + "\n");
    environment.put("FLEET_HEAL_PROC", proc.toString());
    environment.put("FLEET_HEAL_SYSTEMCTL", directory.resolve("systemctl").toString());
    environment.put("FLEET_HEAL_LISTS", directory.toString());
    environment.put("FLEET_HEAL_STOP", directory.resolve("STOP").toString());
    environment.put("FLEET_HEAL_GRACE", "10");
  }

  @AfterEach
  void end() throws IOException, InterruptedException {
    try (Stream<Path> files = Files.walk(proc)) {
      for (Path link : files.filter(Files::isSymbolicLink).toList()) {
        Files.delete(link);
      }
    }
    for (Process process : started) {
      process.destroyForcibly();
      assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
    }
  }

  private void executable(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Shell.Result heal(String request) {
    try (Shell shell =
        new LocalForcedCommand(directory.resolve("fleet-heal"), environment)
            .open(new Host("here", List.of(), Map.of()))) {
      return shell.command(request, Duration.ofSeconds(30));
    }
  }

  private Process start(String... command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output").toFile())
            .start();
    started.add(process);
    return process;
  }

  /** Shows the script a process, in a control group. */
  private void show(long pid, String cgroup) throws IOException {
    Path real = Path.of("/proc", Long.toString(pid));
    Path shown = Files.createDirectory(proc.resolve(Long.toString(pid)));
    for (String file : List.of("stat", "status", "cmdline")) {
      Files.createSymbolicLink(shown.resolve(file), real.resolve(file));
    }
    Files.writeString(shown.resolve("cgroup"), "0::" + cgroup + "\n");
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
      LockSupport.parkNanos(2_000_000);
    }
  }

  private static String stat(long pid) {
    try {
      return Files.readString(
          Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  private static boolean defunct(long pid) {
    return stat(pid).contains(") Z ");
  }

  /** A program of this name and its children's: a copy of another. */
  private Path copy(String program, String name) throws IOException {
    Path target = directory.resolve(name);
    if (!Files.exists(target)) {
      Files.copy(Path.of(program), target, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
    }
    return target;
  }

  /** A parent that missed that its soffice.bin died; it reaps when it is told again. */
  private Process carelessParent(String onChild) throws IOException {
    copy("/bin/true", "soffice.bin");
    Process parent =
        start(
            "/usr/bin/perl",
            "-e",
            "$p = fork; unless ($p) { exec './soffice.bin' } "
                + onChild
                + " open F, '>', 'child'; print F $p; close F; rename 'child', 'ready';"
                + " while (1) { sleep 1000 }");
    await(() -> Files.exists(directory.resolve("ready")) && defunct(child()));
    return parent;
  }

  private long child() {
    try {
      return Long.parseLong(Files.readString(directory.resolve("ready")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final String DEAF = "";
  private static final String ATTENTIVE =
      "until (`cat /proc/$p/stat` =~ /\\) Z /) {} $SIG{CHLD} = sub { waitpid($p, 1) };";

  @Test
  void aNudgeMakesAnAttentiveParentReapItsDefunctChild() throws IOException {
    Process parent = carelessParent(ATTENTIVE);
    show(parent.pid(), "/");
    show(child(), "/");
    long child = child();

    Shell.Result result = heal("soffice-nudge");
    assertThat(result.out()).contains("sent SIGCHLD to " + parent.pid() + " (perl)");
    assertThat(result.exitStatus()).isZero();
    await(() -> stat(child).isEmpty());
    assertThat(heal("soffice-nudge").exitStatus()).isEqualTo(3);
  }

  @Test
  void aDryRunOnlySaysWhatItWouldDo() throws IOException {
    Process parent = carelessParent(ATTENTIVE);
    show(parent.pid(), "/system.slice/convert.service");
    show(child(), "/");
    assertThat(heal("dry-run soffice-nudge").out())
        .contains("would send SIGCHLD to " + parent.pid());
    assertThat(heal("dry-run soffice-restart-parent").out())
        .isEqualTo("would restart convert.service\n");
    assertThat(heal("dry-run restart-unit nginx").out()).isEqualTo("would restart nginx.service\n");
    assertThat(defunct(child())).isTrue();
    assertThat(calls).hasContent("");
  }

  @Test
  void restartsTheUnitOfADeafParentOnce() throws IOException {
    Process parent = carelessParent(DEAF);
    executable(
        "systemctl",
        "#!/bin/sh\necho \"$@\" >>"
            + calls
            + "\n[ $1 = restart ] && kill "
            + parent.pid()
            + "\n:\n");
    show(parent.pid(), "/system.slice/convert.service/payload");
    show(child(), "/system.slice/convert.service");
    long child = child();
    assertThat(heal("soffice-nudge").exitStatus()).isZero();
    assertThat(defunct(child)).isTrue();

    Shell.Result result = heal("soffice-restart-parent");
    assertThat(result.out()).isEqualTo("restarted convert.service\n");
    assertThat(result.exitStatus()).isZero();
    assertThat(calls).hasContent("reset-failed -- convert.service\nrestart -- convert.service\n");
  }

  @Test
  void restartsNoUnitThatIsNotAllowedAndNoneOfAUser() throws IOException {
    Process parent = carelessParent(DEAF);
    show(parent.pid(), "/system.slice/ssh.service");
    show(child(), "/");
    Shell.Result result = heal("soffice-restart-parent");
    assertThat(result.exitStatus()).isEqualTo(64);
    assertThat(result.out()).contains("refused: ssh.service");

    Files.writeString(proc.resolve(parent.pid() + "/cgroup"), "0::/system.slice/bbb-web.service\n");
    assertThat(heal("soffice-restart-parent").exitStatus()).isEqualTo(64);

    Files.writeString(
        proc.resolve(parent.pid() + "/cgroup"),
        "0::/user.slice/user-1000.slice/user@1000.service/app.slice/convert.service\n");
    result = heal("soffice-restart-parent");
    assertThat(result.exitStatus()).isEqualTo(3);
    assertThat(result.out()).contains("belongs to no service");
    assertThat(calls).hasContent("");
  }

  @Test
  void asksTheLocalTwinForTheUnitAndBelievesOnlyANameOfAService() throws IOException {
    Process parent = carelessParent(DEAF);
    show(parent.pid(), "/system.slice/ssh.service");
    show(child(), "/");
    environment.put("FLEET_HEAL_UNIT_OF", directory.resolve("unit-of").toString());
    executable(
        "unit-of",
        "#!/bin/sh\n[ \"$*\" = 'unit-of " + parent.pid() + "' ] && echo convert.service\n");
    assertThat(heal("soffice-restart-parent").out()).isEqualTo("restarted convert.service\n");
    for (String said :
        List.of("nginx", "-h.service", "a b.service", "convert.service;x.service", "")) {
      executable("unit-of", "#!/bin/sh\necho '" + said + "'\n");
      assertThat(heal("soffice-restart-parent").out()).contains("belongs to no service");
    }
    executable("unit-of", "#!/bin/sh\necho convert.service\nexit 1\n");
    assertThat(heal("soffice-restart-parent").out()).contains("belongs to no service");
  }

  @Test
  void nobodyWhoComesThroughSshdNamesTheProgramThatKnowsUnits() throws IOException {
    Process parent = carelessParent(DEAF);
    executable("unit-of", "#!/bin/sh\ntouch " + directory.resolve("asked") + "\n");
    environment.put("FLEET_HEAL_UNIT_OF", directory.resolve("unit-of").toString());
    environment.put("SSH_CONNECTION", "192.0.2.1 5000 192.0.2.2 22");
    assertThat(heal("dry-run soffice-restart-parent").out()).contains(Long.toString(parent.pid()));
    assertThat(directory.resolve("asked")).doesNotExist();
  }

  @Test
  void leavesTheFirstProcessOfAContainerToAPerson() throws IOException {
    Process parent = carelessParent(DEAF);
    show(parent.pid(), "/system.slice/convert.service");
    show(child(), "/");
    Path status = proc.resolve(parent.pid() + "/status");
    Files.delete(status);
    Files.writeString(status, "Name:\tperl\nNSpid:\t" + parent.pid() + "\t1\n");
    Shell.Result result = heal("soffice-restart-parent");
    assertThat(result.out()).contains("is PID 1 of a container");
    assertThat(result.exitStatus()).isEqualTo(3);
    assertThat(calls).hasContent("");
  }

  @Test
  void neverTouchesPidOne() throws IOException {
    fake(4711, "4711 (soffice.bin) Z 1 1 1 0 -1 4 0 0 0 0 0 0 0 0 20 0 1 0 77 0 0 0");
    fake(1, "1 (systemd) S 0 1 1 0 -1 4 0 0 0 0 0 0 0 0 20 0 1 0 3 0 0 0");
    assertThat(heal("soffice-nudge").out()).contains("PID 1, which is never signalled");
    assertThat(heal("soffice-nudge").exitStatus()).isEqualTo(3);
    assertThat(heal("soffice-restart-parent").exitStatus()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4711 (soffice) Z 4712\n) S 4712 1 1 0 -1 4 0 0 0 0 0 0 0 0 20 0 1 0 77 0 0 0",
        "4711 (soffice) Z 1 (x) S 4712 1 1 0 -1 4 0 0 0 0 0 0 0 0 20 0 1 0 77 0 0 0",
        "4711 (my soffice.bin) Z 4712 1 1 0 -1 4 0 0 0 0 0 0 0 0 20 0 1 0 77 0 0 0",
        "4711 (soffice.bin) Z 4712 1 1 0 -1 4 0 0 0 0 0 0 0 0 20 0 9 0 77 0 0 0",
        "4711 (soffice.bin) Z $(id) 1 1 0 -1 4 0 0 0 0 0 0 0 0 20 0 1 0 77 0 0 0",
        "4712 (soffice.bin) Z 4712 1 1 0 -1 4 0 0 0 0 0 0 0 0 20 0 1 0 77 0 0 0",
        "4711 (soffice.bin) Z",
        ""
      })
  void isNotFooledByNames(String stat) throws IOException {
    fake(4711, stat);
    fake(4712, "4712 (parent) S 1 1 1 0 -1 4 0 0 0 0 0 0 0 0 20 0 1 0 3 0 0 0");
    Shell.Result result = heal("dry-run soffice-nudge");
    assertThat(result.out()).isEqualTo("no defunct soffice process whose parent can be nudged\n");
    assertThat(result.exitStatus()).isEqualTo(3);
  }

  private void fake(long pid, String stat) throws IOException {
    Path shown = Files.createDirectory(proc.resolve(Long.toString(pid)));
    Files.writeString(shown.resolve("stat"), stat + "\n");
    Files.writeString(shown.resolve("cgroup"), "0::/system.slice/convert.service\n");
    Files.writeString(shown.resolve("status"), "NSpid:\t" + pid + "\n");
  }

  /** A clock that says that everything on this machine is older by so much. */
  private void older(int seconds) throws IOException {
    double uptime = Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ")[0]);
    Files.writeString(proc.resolve("uptime"), (long) uptime + seconds + ".25 1.00\n");
  }

  @Test
  void endsAStuckProcessGently() throws IOException, InterruptedException {
    Process stuck = start(copy("/bin/sleep", "soffice.bin").toString(), "1000");
    await(() -> stat(stuck.pid()).contains("(soffice.bin)"));
    show(stuck.pid(), "/");
    older(100);
    assertThat(heal("soffice-end-stuck 300").exitStatus()).isEqualTo(3);
    older(400);
    assertThat(heal("dry-run soffice-end-stuck 300").out())
        .isEqualTo("would end soffice.bin " + stuck.pid() + "\n");
    assertThat(stuck.isAlive()).isTrue();

    Shell.Result result = heal("soffice-end-stuck 300");
    assertThat(result.out()).isEqualTo("sent SIGTERM to soffice.bin " + stuck.pid() + "\n");
    assertThat(result.exitStatus()).isZero();
    assertThat(stuck.waitFor(5, TimeUnit.SECONDS)).isTrue();
    assertThat(stuck.exitValue()).isEqualTo(128 + 15);
  }

  @Test
  void killsWhatIgnoresTheGentleSignal() throws IOException, InterruptedException {
    copy("/bin/sleep", "soffice.bin");
    Process stuck = start("/bin/sh", "-c", "trap '' TERM; exec ./soffice.bin 1000");
    await(() -> stat(stuck.pid()).contains("(soffice.bin)"));
    show(stuck.pid(), "/");
    older(400);
    Shell.Result result = heal("soffice-end-stuck 300");
    assertThat(result.out())
        .contains("sent SIGTERM to soffice.bin " + stuck.pid())
        .contains("sent SIGKILL to soffice.bin " + stuck.pid());
    assertThat(result.exitStatus()).isZero();
    assertThat(stuck.waitFor(5, TimeUnit.SECONDS)).isTrue();
    assertThat(stuck.exitValue()).isEqualTo(128 + 9);
  }

  @Test
  void leavesAloneWhatIsNoSofficeAndWhatWaitsForWork() throws IOException {
    Process other = start("/bin/sleep", "1000");
    Process office =
        start(copy("/bin/dash", "soffice.bin").toString(), "-c", "read x; :", "--accept=socket");
    await(() -> stat(office.pid()).contains("(soffice.bin)"));
    show(other.pid(), "/");
    show(office.pid(), "/");
    older(4000);
    assertThat(heal("soffice-end-stuck 300").out())
        .isEqualTo("no soffice.bin is older than 300 s\n");
    assertThat(other.isAlive()).isTrue();
    assertThat(office.isAlive()).isTrue();
  }

  @Test
  void restartsAllowedUnitsOnly() {
    assertThat(heal("restart-unit nginx.service").out()).isEqualTo("restarted nginx.service\n");
    assertThat(heal("restart-unit bbb-web").exitStatus()).isZero();
    assertThat(heal("restart-unit ssh").exitStatus()).isEqualTo(64);
    assertThat(heal("restart-unit bbb-x.timer").exitStatus()).isEqualTo(64);
    assertThat(heal("livestream-restart room-7").exitStatus()).isZero();
    assertThat(calls)
        .hasContent(
            """
            reset-failed -- nginx.service
            restart -- nginx.service
            reset-failed -- bbb-web.service
            restart -- bbb-web.service
            is-enabled -- bbb-livestream-room-7.service
            reset-failed -- bbb-livestream-room-7.service
            restart -- bbb-livestream-room-7.service
            """);
  }

  @Test
  void restartsAndStopsListedWorkersOnly() throws IOException {
    Files.writeString(directory.resolve("heal.units"), "bbb-livestream-hall.service\n");
    assertThat(heal("livestream-restart room-7").exitStatus()).isEqualTo(64);
    assertThat(heal("livestream-stop room-7").exitStatus()).isEqualTo(64);
    assertThat(calls).hasContent("");
    assertThat(heal("dry-run livestream-stop hall").out())
        .isEqualTo("would stop bbb-livestream-hall.service\n");
    assertThat(heal("livestream-stop hall").out())
        .isEqualTo("stopped bbb-livestream-hall.service\n");
    assertThat(heal("livestream-restart hall").out())
        .isEqualTo("restarted bbb-livestream-hall.service\n");
  }

  @Test
  void leavesAWorkerOffThatAnAdminSwitchedOff() throws IOException {
    String says =
        "#!/bin/sh\necho \"$@\" >>%s\ncase $1 in is-enabled) echo disabled ;; is-active) exit %d ;;"
            + " esac\n";
    executable("systemctl", says.formatted(calls, 3));
    Shell.Result off = heal("livestream-restart room-7");
    assertThat(off.exitStatus()).isEqualTo(3);
    assertThat(off.out())
        .isEqualTo("bbb-livestream-room-7.service is switched off: nobody expects it to run\n");
    assertThat(calls).content().doesNotContain("restart");
    executable("systemctl", says.formatted(calls, 0));
    assertThat(heal("livestream-restart room-7").out())
        .as("somebody started it by hand")
        .isEqualTo("restarted bbb-livestream-room-7.service\n");
  }

  @Test
  void leavesAUnitAloneThatRunsByNow() {
    Shell.Result result = heal("start-unit nginx");
    assertThat(result.exitStatus()).isEqualTo(3);
    assertThat(result.out()).isEqualTo("nginx.service runs already\n");
    assertThat(calls).hasContent("is-active --quiet -- nginx.service");
  }

  @Test
  void startsAUnitThatIsDown() throws IOException {
    executable("systemctl", "#!/bin/sh\necho \"$@\" >>" + calls + "\n[ \"$1\" != is-active ]\n");
    assertThat(heal("dry-run start-unit nginx").out()).isEqualTo("would start nginx.service\n");
    assertThat(heal("start-unit nginx").out()).isEqualTo("started nginx.service\n");
    assertThat(heal("start-unit ssh").exitStatus()).isEqualTo(64);
    assertThat(calls)
        .hasContent(
            """
            is-active --quiet -- nginx.service
            is-active --quiet -- nginx.service
            reset-failed -- nginx.service
            start -- nginx.service
            """);
  }

  @Test
  void reloadsAUnitThatRunsAndCanBeReloaded() throws IOException {
    String says =
        "#!/bin/sh\necho \"$@\" >>%s\n[ \"$1\" != show ] || echo %s\n[ \"$1\" != is-active ] || exit"
            + " %d\n";
    executable("systemctl", says.formatted(calls, "yes", 0));
    assertThat(heal("dry-run reload-unit nginx").out()).isEqualTo("would reload nginx.service\n");
    assertThat(heal("reload-unit nginx").out()).isEqualTo("reloaded nginx.service\n");
    assertThat(heal("reload-unit ssh").exitStatus()).isEqualTo(64);
    executable("systemctl", says.formatted(calls, "no", 0));
    assertThat(heal("reload-unit nginx").out())
        .isEqualTo("refused: nginx.service can't be reloaded\n");
    executable("systemctl", says.formatted(calls, "yes", 3));
    assertThat(heal("reload-unit nginx").exitStatus()).isEqualTo(3);
    assertThat(calls).content().containsOnlyOnce("reload -- nginx.service");
  }

  @Test
  void restartsNothingWithoutAListOfUnits() throws IOException {
    Files.delete(directory.resolve("heal.units"));
    assertThat(heal("restart-unit nginx").exitStatus()).isEqualTo(64);
  }

  @Test
  void saysHowARestartFailed() throws IOException {
    executable("systemctl", "#!/bin/sh\necho \"Unit \u001b[31mnot found\" >&2\nexit 5\n");
    Shell.Result result = heal("restart-unit nginx");
    assertThat(result.exitStatus()).isEqualTo(1);
    assertThat(result.out())
        .isEqualTo("restart of nginx.service failed (status 5): Unit ??31mnot found\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "reboot",
        "restart-unit",
        "restart-unit nginx bbb-web",
        "restart-unit nginx;touch pwned",
        "restart-unit nginx; touch pwned",
        "restart-unit $(touch pwned)",
        "restart-unit `touch pwned`",
        "restart-unit nginx\ntouch pwned",
        "restart-unit nginx\n",
        "restart-unit\tnginx",
        "restart-unit *",
        "restart-unit ?ginx",
        "restart-unit [n]ginx",
        "restart-unit ../nginx",
        "restart-unit -h",
        "restart-unit --version",
        "restart-unit 'nginx'",
        "restart-unit \"nginx\"",
        "restart-unit nginx&",
        "restart-unit nginx|cat",
        "restart-unit nginx>x",
        "restart-unit ${PATH}",
        "restart-unit n\\ginx",
        "restart-unit nüginx",
        "restart-unit nginx\u00a0",
        "restart-unit bbb-\u202ex",
        "soffice-nudge 1",
        "soffice-end-stuck",
        "soffice-end-stuck 1",
        "soffice-end-stuck 59",
        "soffice-end-stuck 0x64",
        "soffice-end-stuck 0100",
        "soffice-end-stuck 99999999999999999999",
        "soffice-end-stuck 300 300",
        "livestream-restart a@b",
        "livestream-restart a:b",
        "livestream-restart",
        "livestream-stop",
        "livestream-stop ../a",
        "livestream-stop a@b",
        "livestream-stop a b",
        "dry-run",
        "dry-run dry-run soffice-nudge",
        "sh -c id",
        "fleet-heal",
      })
  void refusesEveryOtherRequest(String request) {
    Shell.Result result = heal(request);
    assertThat(result.exitStatus()).isEqualTo(64);
    assertThat(result.out()).startsWith("refused: ");
    assertThat(calls).hasContent("");
    assertThat(directory.resolve("pwned")).doesNotExist();
  }

  @Test
  void refusesWhatIsTooLong() {
    assertThat(heal("restart-unit " + "a".repeat(129)).exitStatus()).isEqualTo(64);
    assertThat(heal("restart-unit " + "a".repeat(9000)).exitStatus()).isEqualTo(64);
  }

  @Test
  void listensToNoEnvironmentThatCameThroughSsh() {
    environment.put("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22");
    environment.put("FLEET_HEAL_LISTS", directory.toString());
    Shell.Result result = heal("dry-run restart-unit convert");
    assertThat(result.out())
        .isEqualTo("refused: convert.service is not in " + HealScript.list("units") + "\n");
  }

  @Test
  void doesNothingWhileAnAdminStopsTheHost() throws IOException {
    Files.writeString(directory.resolve("heal.units"), "convert.service\n");
    Path stop = directory.resolve("STOP");
    Files.writeString(stop, "disk swap $(reboot)\n");
    Shell.Result result = heal("restart-unit convert");
    assertThat(result.exitStatus()).isEqualTo(64);
    assertThat(result.out()).contains("STOP exists on this host: disk swap ?(reboot)");
    assertThat(heal("dry-run restart-unit convert").exitStatus()).isZero();
    Files.delete(stop);
    assertThat(heal("restart-unit convert").exitStatus()).isZero();
  }
}
