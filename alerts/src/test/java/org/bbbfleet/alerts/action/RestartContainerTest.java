package org.bbbfleet.alerts.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.bbbfleet.core.shell.Shell;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the script asks Docker and systemd, and what it makes of their answers. */
class RestartContainerTest {
  @TempDir Path directory;
  private HealTwin host;

  @BeforeEach
  void prepare() {
    host = new HealTwin(directory);
    host.list("containers", "# ours", "greenlight", "web-*");
    host.program("systemctl", "");
    docker("/greenlight");
  }

  /** A Docker whose one container has a name, and another start after each restart. */
  private void docker(String name) {
    host.program(
        "docker",
        """
        case $1 in
          restart) echo x >>%1$s/restarts ;;
          inspect) echo "%2$s true 2026-01-01T0$(cat %1$s/restarts 2>/dev/null | wc -l):00:00Z 0" ;;
        esac
        """
            .formatted(directory, name));
  }

  @Test
  void restartsAListedContainerAndSeesThatItRunsAnew() {
    Shell.Result result = host.heal("restart-container greenlight");
    assertThat(result.out())
        .isEqualTo("restarted container greenlight\ncontainer greenlight runs\n");
    assertThat(result.exitStatus()).isZero();
    assertThat(host.calls()).contains("docker restart -t 20 -- greenlight");
  }

  @Test
  void aDryRunOnlyLooks() {
    assertThat(host.heal("dry-run restart-container greenlight").out())
        .isEqualTo("would restart container greenlight\n");
    assertThat(host.calls()).noneMatch(call -> call.startsWith("docker restart"));
  }

  @Test
  void restartsTheUnitThatRunsIt() {
    host.program(
        "systemctl",
        """
        [ "$1" = show ] && echo '{ path=/usr/bin/docker ; argv[]=/usr/bin/docker run --rm --name x }'
        [ "$1" = restart ] && echo x >>%s/restarts
        :
        """
            .formatted(directory));
    assertThat(host.heal("dry-run restart-container greenlight").out())
        .isEqualTo("would restart greenlight.service\n");
    assertThat(host.heal("restart-container greenlight").out())
        .isEqualTo("restarted greenlight.service\ncontainer greenlight runs\n");
    assertThat(host.calls())
        .contains("systemctl restart -- greenlight.service")
        .noneMatch(call -> call.startsWith("docker restart"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgres", "web", "greenlight.service", "_x", "a@b", "a:b"})
  void refusesWhatIsNotListed(String name) {
    assertThat(host.heal("restart-container " + name).exitStatus()).isEqualTo(64);
    assertThat(host.calls()).isEmpty();
  }

  @Test
  void theBeginningOfAnIdIsNotAName() {
    host.list("containers", "abc");
    docker("/other");
    Shell.Result result = host.heal("restart-container abc");
    assertThat(result.exitStatus()).isEqualTo(1);
    assertThat(result.out()).isEqualTo("there is no container abc\n");
    assertThat(host.calls()).noneMatch(call -> call.startsWith("docker restart"));
  }

  @Test
  void saysThatDockerDoesNotAnswer() {
    host.program("docker", "echo 'Cannot connect to the Docker daemon' >&2; exit 1");
    Shell.Result result = host.heal("restart-container greenlight");
    assertThat(result.exitStatus()).isEqualTo(1);
    assertThat(result.out())
        .isEqualTo("Docker does not answer (status 1): Cannot connect to the Docker daemon\n");
    assertThat(host.calls()).noneMatch(call -> call.startsWith("docker restart"));
  }
}
