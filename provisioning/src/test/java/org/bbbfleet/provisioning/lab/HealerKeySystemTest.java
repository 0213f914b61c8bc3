package org.bbbfleet.provisioning.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.inventory.Inventory;
import org.bbbfleet.core.shell.KnownHosts;
import org.bbbfleet.core.shell.Shell;
import org.bbbfleet.core.shell.SshOptions;
import org.bbbfleet.core.shell.SshShells;
import org.bbbfleet.core.store.Leases;
import org.bbbfleet.core.store.Store;
import org.bbbfleet.lab.hosts.HostSpec;
import org.bbbfleet.lab.hosts.Image;
import org.bbbfleet.lab.hosts.Lab;
import org.bbbfleet.lab.hosts.LabHost;
import org.bbbfleet.lab.hosts.LabSpec;
import org.bbbfleet.lab.packages.Command;
import org.bbbfleet.provisioning.role.Fleet;
import org.bbbfleet.provisioning.role.FleetSecrets;
import org.bbbfleet.provisioning.role.healer.HealerRole;
import org.bbbfleet.provisioning.run.Provisioner;
import org.bbbfleet.provisioning.run.RunListener;
import org.bbbfleet.provisioning.run.RunOptions;
import org.bbbfleet.provisioning.run.RunReport;
import org.bbbfleet.provisioning.testing.StandInBuild;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The healer's key on a host that the engine provisioned, in the hands of somebody who stole it:
 * OpenSSH's own client against the host's real sshd.
 */
@Tag("system")
final class HealerKeySystemTest {
  private static final Duration AMPLE = Duration.ofSeconds(30);

  @TempDir static Path directory;
  private static Lab lab;
  private static LabHost host;
  private static Path key;

  @BeforeAll
  static void up() throws IOException {
    lab = Lab.up(LabSpec.of(new HostSpec("stolen", Image.BOOKWORM)), System.out::println);
    host = lab.hosts().get(0);
    Host inventoryHost =
        new Host(
            host.name(),
            List.of(),
            Map.of(
                "ansible_host",
                host.address(),
                "ansible_port",
                host.port(),
                "ansible_ssh_private_key_file",
                lab.privateKey().toString(),
                "healer_units",
                List.of("spare.service")));
    FleetSecrets secrets = new FleetSecrets(directory);
    Fleet fleet =
        new Fleet(
            new Inventory(List.of(inventoryHost), List.of(), List.of()),
            List.of(new HealerRole()),
            secrets,
            StandInBuild.in(directory, "1"),
            new KnownHosts(lab.knownHosts())::lines);
    on(
        "printf '[Service]\\nExecStart=/bin/sleep infinity\\n' >/etc/systemd/system/spare.service"
            + " && systemctl daemon-reload");
    try (Store store = Store.open(directory.resolve("fleet.db"))) {
      RunReport report =
          new Provisioner(
                  new SshShells(SshOptions.strict(lab.knownHosts())),
                  Leases.in(store, Clock.systemUTC()),
                  Clock.systemUTC())
              .apply(fleet, List.of(inventoryHost), RunOptions.by("test"), RunListener.NONE);
      assertThat(report.failed()).isEmpty();
    }
    key = Files.writeString(directory.resolve("healer"), secrets.healerPrivateKey().reveal());
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
  }

  @AfterAll
  static void down() {
    if (lab != null) {
      lab.close();
    }
  }

  /** Whatever was tried, nothing that it meant to do was done. */
  @AfterEach
  void nothingRan() {
    assertThat(on("ls -A / /root /tmp /run /home /etc | grep owned || :")).isEmpty();
    assertThat(on("pgrep -x sleep -a | grep 4711 || :")).isEmpty();
  }

  private static String on(String command) {
    return lab.on(host, command, AMPLE).out().strip();
  }

  private static List<String> client(String... options) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "ssh",
                "-F",
                "none",
                "-i",
                key.toString(),
                "-o",
                "IdentitiesOnly=yes",
                "-o",
                "UserKnownHostsFile=" + lab.knownHosts(),
                "-o",
                "BatchMode=yes",
                "-p",
                Integer.toString(host.port())));
    line.addAll(List.of(options));
    return line;
  }

  /** The client with options before the host's name and words after it. */
  private static Command.Output ssh(List<String> options, String... words) {
    List<String> line = client(options.toArray(new String[0]));
    line.add("root@" + host.address());
    line.addAll(Arrays.asList(words));
    return Command.of(line).within(AMPLE).run();
  }

  private static void refused(Command.Output output, String what) {
    assertThat(output.status()).as(what + ": " + output.out()).isEqualTo(64);
    assertThat(output.out()).as(what).startsWith("refused: ");
    assertThat(output.out().lines().count()).as(what).isEqualTo(1);
  }

  @Test
  void aTypedActionWorks() {
    on("systemctl stop spare.service");
    assertThat(ssh(List.of(), "start-unit", "spare.service").out()).startsWith("started spare");
    assertThat(on("systemctl is-active spare.service")).isEqualTo("active");
    assertThat(ssh(List.of(), "dry-run restart-unit spare").out())
        .isEqualTo("would restart spare.service\n");
  }

  @Test
  void textThatAShellWouldRunIsRefused() {
    for (String request :
        List.of(
            "touch /root/owned",
            "sh -c 'touch /root/owned'",
            "start-unit spare; touch /root/owned",
            "start-unit spare;touch /root/owned",
            "start-unit spare && touch /root/owned",
            "start-unit spare || touch /root/owned",
            "start-unit spare | tee /root/owned",
            "start-unit spare & touch /root/owned",
            "start-unit spare >/root/owned",
            "start-unit $(touch /root/owned)",
            "start-unit `touch /root/owned`",
            "start-unit ${IFS}spare",
            "start-unit spare\ntouch /root/owned",
            "start-unit spare\rtouch /root/owned",
            "\ntouch /root/owned",
            "start-unit\tspare",
            "start-unit 'spare'",
            "start-unit \"spare\"",
            "start-unit spare\\",
            "start-unit *",
            "start-unit ../../etc/passwd",
            "start-unit /etc/systemd/system/spare.service",
            "start-unit --root=/ spare",
            "start-unit -- spare",
            "start-unit spare extra",
            "start-unit",
            "start-unit ssh.service",
            "restart-unit systemd-journald",
            "start-unit sp\u0430re",
            "start-unit spare\u202eecivres",
            // sshd hangs up at a NUL in the middle.
            "start-unit ssh.service\u0000spare.service",
            "\u0007\u001b]0;owned\u0007",
            "dry-run",
            "dry-run dry-run start-unit spare",
            "soffice-end-stuck -1",
            "soffice-end-stuck 99999999999999999999",
            "soffice-end-stuck 0x10",
            "eval touch /root/owned",
            "() { :;}; touch /root/owned",
            "!touch /root/owned",
            "~root/owned",
            "internal-sftp",
            "/usr/lib/openssh/sftp-server",
            "scp -t /root/owned",
            "rsync --server . /root/owned",
            "systemctl start spare",
            "START-UNIT spare",
            " ",
            "start-unit " + "a".repeat(100_000),
            "start-unit spare ".repeat(5_000))) {
      Host target =
          new Host(
              host.name(),
              List.of(),
              Map.of(
                  "ansible_host",
                  host.address(),
                  "ansible_port",
                  host.port(),
                  "ansible_ssh_private_key_file",
                  key.toString()));
      // Our own client sends every byte, NUL too, which no program's argument could hold.
      try (Shell shell = new SshShells(SshOptions.strict(lab.knownHosts())).open(target)) {
        Shell.Result result = shell.command(request, AMPLE);
        String what = request.length() > 60 ? request.substring(0, 60) : request;
        assertThat(result.exitStatus()).as(what + ": " + result.out()).isIn(64, 255);
        if (result.exitStatus() == 64) {
          assertThat(result.out()).as(what).matches("refused: [ -~]*\n");
        }
      } catch (FleetException e) {
        assertThat(request).as(e.getMessage()).contains("\u0000");
        assertThat(e.category()).isEqualTo(ErrorCategory.UNREACHABLE);
      }
    }
  }

  @Test
  void aScriptOnStandardInputIsNotRead() {
    Command.Output output =
        Command.of(
                "sh",
                "-c",
                "echo 'touch /root/owned' | "
                    + String.join(" ", client())
                    + " root@"
                    + host.address()
                    + " sh -s")
            .within(AMPLE)
            .run();
    assertThat(output.status()).isEqualTo(64);
  }

  @Test
  void noShellNoTerminalNoSubsystem() {
    refused(ssh(List.of("-T")), "a shell");
    Command.Output terminal = ssh(List.of("-tt"), "touch /root/owned");
    assertThat(terminal.err() + terminal.out()).contains("PTY allocation request failed");
    refused(ssh(List.of("-s"), "sftp"), "sftp");
    assertThat(ssh(List.of("-s"), "netconf; touch /root/owned").ok()).isFalse();
    List<String> copy = client();
    copy.set(0, "scp");
    copy.set(copy.indexOf("-p"), "-P");
    for (String how : List.of("-O", "-s")) {
      List<String> line = new ArrayList<>(copy);
      line.addAll(List.of(how, "/etc/hostname", "root@" + host.address() + ":/root/owned"));
      assertThat(Command.of(line).within(AMPLE).run().ok()).as("scp " + how).isFalse();
    }
  }

  @Test
  void theKeyCarriesNothingButItsCommand() {
    Command.Output output = ssh(List.of("-v", "-A", "-X"), "dry-run", "start-unit", "spare");
    assertThat(output.err().replace("\r", ""))
        .contains("key options: command\n")
        .doesNotContain("key options: agent");
    for (List<String> forwarding :
        List.of(
            List.of("-W", "127.0.0.1:22"),
            List.of("-N", "-o", "ExitOnForwardFailure=yes", "-R", "4712:127.0.0.1:22"),
            List.of("-N", "-o", "ExitOnForwardFailure=yes", "-R", "/tmp/owned:127.0.0.1:22"),
            List.of("-o", "ExitOnForwardFailure=yes", "-w", "0:0", "-N"))) {
      List<String> line = client(forwarding.toArray(new String[0]));
      line.add("root@" + host.address());
      List<String> bounded = new ArrayList<>(List.of("timeout", "10"));
      bounded.addAll(line);
      Command.Output refused = Command.of(bounded).within(AMPLE).run();
      assertThat(refused.ok()).as(forwarding.toString()).isFalse();
      assertThat(refused.out()).as(forwarding.toString()).doesNotContain("SSH-2.0");
    }
    // A local forwarding is only refused when it is used.
    Command.Output local =
        Command.of(
                "bash",
                "-c",
                "timeout 8 "
                    + String.join(" ", client("-N", "-L", "/tmp/fleet-local-$$:127.0.0.1:22"))
                    + " root@"
                    + host.address()
                    + " & s=/tmp/fleet-local-$$; for i in $(seq 100); do [ -S $s ] && break;"
                    + " sleep 0.05; done; timeout 5 perl -MSocket -e 'socket(S, AF_UNIX,"
                    + " SOCK_STREAM, 0); connect(S, pack_sockaddr_un($ARGV[0])) or exit 3;"
                    + " sysread(S, $b, 20); print \"got:$b\"' $s; kill %1; rm -f $s")
            .within(AMPLE)
            .run();
    assertThat(local.out()).isEqualTo("got:");
  }

  @Test
  void anEnvironmentThatIsSentChangesNothing() {
    for (String variable :
        List.of(
            "LC_ALL=() { :;}; touch /root/owned",
            "LC_X=$(touch /root/owned)",
            "BASH_ENV=/etc/hostname",
            "ENV=/etc/hostname",
            "PATH=/tmp",
            "LD_PRELOAD=/tmp/x.so",
            "FLEET_HEAL_LISTS=/dev/fd",
            "FLEET_HEAL_SYSTEMCTL=/bin/true",
            "SSH_ORIGINAL_COMMAND=start-unit spare",
            "LANG=../../../tmp")) {
      refused(
          ssh(List.of("-o", "SetEnv=\"" + variable + "\""), "restart-unit", "ssh.service"),
          variable);
    }
  }
}
