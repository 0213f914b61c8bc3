package org.bbbfleet.core.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("system")
class OpenSshShellTest extends ShellContract {
  @TempDir static Path keys;
  private static OpenSshServer server;

  @BeforeAll
  static void start() throws Exception {
    server = new OpenSshServer(keys);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Override
  Shell open() {
    return new SshShells(
            SshOptions.strict(keys.resolve("known_hosts")).with(HostKeyPolicy.ACCEPT_NEW))
        .open(server.host());
  }

  @Test
  void aHostThatIsKnownByItsRsaKeyIsAskedForThatKey() throws Exception {
    String key = Files.readString(server.file("host_rsa.pub"));
    Path known =
        Files.writeString(
            keys.resolve("known_rsa"), "[127.0.0.1]:" + server.host().port() + " " + key);
    try (Shell shell = new SshShells(SshOptions.strict(known)).open(server.host())) {
      assertThat(shell.command("echo in", Duration.ofSeconds(10)).out()).isEqualTo("in\n");
    }
  }

  @Test
  void ourFingerprintsAndFileAreOpenSshs() throws Exception {
    Path known = keys.resolve("known_written");
    new SshShells(SshOptions.strict(known).with(HostKeyPolicy.ACCEPT_NEW))
        .open(server.host())
        .close();
    Process listing =
        new ProcessBuilder("ssh-keygen", "-l", "-f", known.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(listing.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String ours = new KnownHosts(known).fingerprints("127.0.0.1", server.host().port()).get(0);
    assertThat(said).contains(ours);
  }

  @Test
  void aForcedCommandOfTheKeySeesTheLine() throws Exception {
    Path key = server.file("authorized_keys");
    String plain = Files.readString(key);
    try {
      Files.writeString(key, "command=\"echo forced: $SSH_ORIGINAL_COMMAND\" " + plain);
      try (Shell shell = open()) {
        assertThat(shell.command("restart unit=nginx", Duration.ofSeconds(10)).out())
            .isEqualTo("forced: restart unit=nginx\n");
      }
    } finally {
      Files.writeString(key, plain);
    }
  }
}
