package org.bbbfleet.exporters.soffice;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bbbfleet.exporters.proc.RealProcesses;
import org.bbbfleet.exporters.proc.TestUnit;
import org.bbbfleet.lab.packages.Command;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent has no capability, and sees other users' processes as well as it needs to. */
@Tag("system")
final class LeastPrivilegeSystemTest {
  private static final String NOBODY = "65534";

  @TempDir Path directory;

  @Test
  void anotherUsersProcessesAreSeenWithoutAnyCapability() throws Exception {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    String unit = "fleet-test-" + ProcessHandle.current().pid() + ".service";
    try (RealProcesses real = new RealProcesses(directory);
        TestUnit group = TestUnit.create(unit)) {
      try {
        real.copy("/bin/sh", "soffice.bin");
        List<String> command =
            List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
        List<String> line = new ArrayList<>(command);
        line.addAll(List.of("sh", "-c", "./soffice.bin -c 'sleep 600; :' --accept=socket; :"));
        Process parent = real.start(group.inside(line));
        RealProcesses.await(
            Duration.ofSeconds(10),
            "the service's process",
            () -> parent.descendants().anyMatch(LeastPrivilegeSystemTest::isSleep));
        Command.Output output = look(real.root());
        assertThat(output.ok()).as(output.err()).isTrue();
        assertThat(output.out())
            .contains("soffice_processes[running] 1.0")
            .contains("soffice_processes_by_parent[running, service, " + unit + "] 1.0")
            .contains("soffice_services[] 1.0")
            .contains("soffice_oom_kills_total[] 0.0")
            .contains("soffice.bin cgroup yes", "soffice.bin cmdline yes")
            .contains("soffice.bin mountinfo yes")
            .as("proof that it had no privilege: the kernel keeps these from other users")
            .contains("soffice.bin io no", "soffice.bin environ no");
      } finally {
        real.close();
        RealProcesses.await(Duration.ofSeconds(10), "an empty group", group::empty);
      }
    }
  }

  private static boolean isSleep(ProcessHandle process) {
    return process.info().command().orElse("").endsWith("sleep");
  }

  /** Root without a capability is to other users' processes what any user is. */
  private static Command.Output look(Path root) {
    return Command.of(
            "setpriv",
            "--bounding-set=-all",
            "--inh-caps=-all",
            "--no-new-privs",
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            LookMain.class.getName(),
            root.toString())
        .run();
  }
}
