package org.bbbfleet.provisioning.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.shell.Shell;
import org.bbbfleet.core.shell.SshOptions;
import org.bbbfleet.core.shell.SshShells;
import org.bbbfleet.lab.hosts.HostSpec;
import org.bbbfleet.lab.hosts.Image;
import org.bbbfleet.lab.hosts.Lab;
import org.bbbfleet.lab.hosts.LabHost;
import org.bbbfleet.lab.hosts.LabSpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins that are not root's, with the sudo of Debian 12 (1.9.13) and 13 (1.9.16). */
@Tag("system")
final class SudoSystemTest {
  private static final Duration AMPLE = Duration.ofSeconds(60);
  private static final String PASSWORD = "c0rrect 'horse\" $battery";

  @TempDir static Path directory;
  private static Lab lab;

  @BeforeAll
  static void up() {
    lab =
        Lab.up(
            LabSpec.of(
                new HostSpec("sudo-12", Image.BOOKWORM), new HostSpec("sudo-13", Image.TRIXIE)),
            System.out::println);
    lab.hosts().parallelStream()
        .forEach(
            host ->
                lab.on(
                    host,
                    """
                    set -e
                    export DEBIAN_FRONTEND=noninteractive
                    apt-get -qq update
                    apt-get -qq -y --no-install-recommends install sudo fish tcsh >/dev/null
                    for u in free:/bin/bash asked:/usr/bin/fish csh:/bin/tcsh nobody2:/bin/sh needtty:/bin/sh slow:/bin/sh; do
                      useradd -m -s "${u#*:}" "${u%%:*}"
                      printf '%s:%s\\n' "${u%%:*}" 'PASSWORD' | chpasswd
                      mkdir -m 700 "/home/${u%%:*}/.ssh"
                      cp /root/.ssh/authorized_keys "/home/${u%%:*}/.ssh/"
                      chown -R "${u%%:*}" "/home/${u%%:*}/.ssh"
                    done
                    echo 'echo Welcome; echo "what a nice day" >&2' >/home/free/.bashrc
                    cat >/etc/sudoers.d/lab <<'EOF'
                    free ALL=(ALL) NOPASSWD: ALL
                    asked ALL=(ALL) ALL
                    csh ALL=(ALL) ALL
                    needtty ALL=(ALL) NOPASSWD: ALL
                    Defaults:needtty requiretty
                    Defaults lecture=always, use_pty
                    EOF
                    chmod 440 /etc/sudoers.d/lab
                    visudo -cq
                    """
                        .replace("'PASSWORD'", "'" + PASSWORD.replace("'", "'\\''") + "'"),
                    Duration.ofMinutes(3)));
  }

  @AfterAll
  static void down() {
    if (lab != null) {
      lab.close();
    }
  }

  private static Shell open(String host, String user, Map<String, Object> more) {
    LabHost there = lab.host(host);
    Map<String, Object> variables = new HashMap<>(more);
    variables.put("ansible_host", there.address());
    variables.put("ansible_port", there.port());
    variables.put("ansible_user", user);
    variables.put("ansible_ssh_private_key_file", lab.privateKey().toString());
    variables.putIfAbsent("ansible_become", "yes");
    return new SshShells(SshOptions.strict(lab.knownHosts()))
        .open(new Host(host, List.of(), variables));
  }

  private static void everythingWorks(String host, String user, Map<String, Object> more)
      throws Exception {
    byte[] bytes = new byte[3_000_000];
    new Random(3).nextBytes(bytes);
    Path local = Files.write(directory.resolve(host + user), bytes);
    try (Shell shell = open(host, user, more)) {
      Shell.Result result = shell.run(Shell.Script.of("id -un; id -un >&2; cat; exit 7", AMPLE));
      assertThat(result.out()).isEqualTo("root\n");
      assertThat(result.err()).isEqualTo("root\n");
      assertThat(result.exitStatus()).isEqualTo(7);
      shell.upload(local, "/root/of-" + user, "0640", AMPLE);
      Shell.Result there =
          shell.run(Shell.Script.of("cd /root; stat -c '%U %a %s' of-" + user, AMPLE));
      assertThat(there.out()).isEqualTo("root 640 3000000\n");
      // The password is in no process's arguments or environment, and in no file of sudo's.
      String look =
          "{ cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ; journalctl --no-pager;"
              + " cat /var/log/auth.log; } 2>/dev/null | tr '\\0' ' ' | grep -a -c 'c0[r]rect'";
      assertThat(shell.run(Shell.Script.of(look, AMPLE)).out()).isEqualTo("0\n");
      // At the limit, what root runs is ended too.
      assertThatThrownBy(
              () ->
                  shell.run(
                      Shell.Script.of("echo $$ >/root/pid; sleep 300", Duration.ofSeconds(1))))
          .isInstanceOfSatisfying(
              FleetException.class, e -> assertThat(e.category()).isEqualTo(ErrorCategory.TIMEOUT));
      assertThat(
              shell
                  .run(Shell.Script.of("kill -0 $(cat /root/pid) 2>/dev/null || echo gone", AMPLE))
                  .out())
          .isEqualTo("gone\n");
      // A command is the login's own business, as the healer's are.
      assertThat(shell.command("id -un", AMPLE).out()).contains(user);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sudo-12", "sudo-13"})
  void sudoWithoutAPassword(String host) throws Exception {
    everythingWorks(host, "free", Map.of());
    // A password that sudo does not want is not taken for input of the script.
    everythingWorks(host, "free", Map.of("ansible_become_password", PASSWORD));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sudo-12", "sudo-13"})
  void sudoWithAPasswordFromOtherShells(String host) throws Exception {
    everythingWorks(host, "asked", Map.of("ansible_become_pass", PASSWORD));
    everythingWorks(host, "csh", Map.of("ansible_become_password", PASSWORD));
  }

  private static void refused(
      String user, Map<String, Object> more, ErrorCategory why, String... said) {
    for (String host : List.of("sudo-12", "sudo-13")) {
      try (Shell shell = open(host, user, more)) {
        assertThatThrownBy(() -> shell.run(Shell.Script.of("touch /root/ran", AMPLE)))
            .isInstanceOfSatisfying(
                FleetException.class, e -> assertThat(e.category()).isEqualTo(why))
            .message()
            .contains(said)
            .contains(host)
            .doesNotContain("battery");
      }
      assertThat(lab.ssh().run(lab.host(host), "ls /root/ran", AMPLE).ok()).isFalse();
    }
  }

  @Test
  void whatSudoRefusesIsSaidWithItsCure() {
    refused(
        "asked",
        Map.of(),
        ErrorCategory.AUTHENTICATION,
        "sudo wants the password of asked",
        "ansible_become_password");
    refused(
        "asked",
        Map.of("ansible_become_password", "wrong battery"),
        ErrorCategory.AUTHENTICATION,
        "sudo refused the password of asked");
    refused(
        "nobody2",
        Map.of("ansible_become_password", PASSWORD),
        ErrorCategory.AUTHENTICATION,
        "does not let nobody2 become root",
        "/etc/sudoers.d");
    refused("needtty", Map.of(), ErrorCategory.AUTHENTICATION, "!requiretty");
    assertThatThrownBy(() -> open("sudo-12", "free", Map.of("ansible_become_method", "su")))
        .isInstanceOf(FleetException.class)
        .hasMessageContaining("only sudo is known");
  }

  @Test
  @Tag("long")
  void aSudoThatNeverAnswersIsGivenUpWithinItsTime() {
    for (LabHost host : lab.hosts()) {
      lab.on(
          host,
          "printf '#!/bin/sh\\nexec sleep 120\\n' >/usr/local/bin/sudo"
              + " && chmod 755 /usr/local/bin/sudo",
          AMPLE);
    }
    try (Shell shell = open("sudo-12", "slow", Map.of())) {
      long start = System.nanoTime();
      assertThatThrownBy(() -> shell.run(Shell.Script.of("true", AMPLE)))
          .isInstanceOfSatisfying(
              FleetException.class, e -> assertThat(e.category()).isEqualTo(ErrorCategory.TIMEOUT))
          .hasMessageContaining("sudo did not let slow in within 30 s");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(40));
    } finally {
      for (LabHost host : lab.hosts()) {
        lab.on(host, "rm /usr/local/bin/sudo", AMPLE);
      }
    }
  }
}
