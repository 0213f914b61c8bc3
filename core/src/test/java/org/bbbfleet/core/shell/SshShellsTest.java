package org.bbbfleet.core.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.inventory.Host;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How logins fail, and what is said then. */
class SshShellsTest {
  private static final KeyPair HOST_KEY = MinaServer.keyPair();

  @TempDir Path directory;
  private MinaServer server;
  private SshOptions options;

  @BeforeEach
  void start() throws Exception {
    server = new MinaServer(HOST_KEY);
    options =
        SshOptions.strict(directory.resolve("known_hosts"))
            .withPrivateKey(server.writeUserKey(directory.resolve("id")))
            .withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(10));
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private static void fails(ThrowingCallable what, ErrorCategory category, String... inTheMessage) {
    assertThatThrownBy(what)
        .isInstanceOfSatisfying(
            FleetException.class, e -> assertThat(e.category()).isEqualTo(category))
        .message()
        .contains(inTheMessage);
  }

  private Host host(Map<String, Object> more) {
    Map<String, Object> variables = new HashMap<>(server.host().variables());
    variables.putAll(more);
    return new Host("mina", List.of(), variables);
  }

  @Test
  void anUnknownKeyIsRefusedWithItsFingerprintAndNothingIsWritten() {
    fails(
        () -> new SshShells(options).open(server.host()),
        ErrorCategory.HOST_KEY,
        "mina",
        KnownHosts.fingerprint(HOST_KEY.getPublic()),
        "--accept-new-host-keys");
    assertThat(directory.resolve("known_hosts")).doesNotExist();
  }

  @Test
  void aNewKeyIsTakenOnceThenKnownThenItsChangeIsAnErrorUntilForgotten() throws Exception {
    SshOptions accepting = options.with(HostKeyPolicy.ACCEPT_NEW);
    new SshShells(accepting).open(server.host()).close();
    new SshShells(options).open(server.host()).close();
    KeyPair other = MinaServer.keyPair();
    server.server().setKeyPairProvider(KeyPairProvider.wrap(other));
    fails(
        () -> new SshShells(accepting).open(server.host()),
        ErrorCategory.HOST_KEY,
        "host key changed ("
            + KnownHosts.fingerprint(other.getPublic())
            + " was "
            + KnownHosts.fingerprint(HOST_KEY.getPublic())
            + ")",
        "fleet ssh forget 127.0.0.1 --port " + server.host().port(),
        "If not, stop and find out why.");
    assertThat(new KnownHosts(directory.resolve("known_hosts")).forget(server.host())).isOne();
    new SshShells(accepting).open(server.host()).close();
  }

  @Test
  void aHostThatOnlyOffersAnotherTypeOfKeyIsNotTakenForNew() throws Exception {
    SshOptions accepting = options.with(HostKeyPolicy.ACCEPT_NEW);
    new SshShells(accepting).open(server.host()).close();
    server.server().setKeyPairProvider(KeyPairProvider.wrap(MinaServer.keyPair("RSA", 2048)));
    fails(
        () -> new SshShells(accepting).open(server.host()),
        ErrorCategory.HOST_KEY,
        "host key changed");
  }

  @Test
  void aRefusedLoginNamesUserAndKeyFileButNotTheKey() throws Exception {
    Path wrong =
        MinaServer.write(directory.resolve("wrong"), MinaServer.keyPair("RSA", 2048).getPrivate());
    SshOptions accepting = options.with(HostKeyPolicy.ACCEPT_NEW);
    fails(
        () ->
            new SshShells(accepting)
                .open(host(Map.of("ansible_ssh_private_key_file", wrong.toString()))),
        ErrorCategory.AUTHENTICATION,
        "mina",
        wrong.toString(),
        System.getProperty("user.name"),
        "authorized_keys");
  }

  @Test
  void theHostsOwnKeyFileWinsAndRelativePathsAreRelativeToTheBaseDirectory() throws Exception {
    Path other = Files.writeString(directory.resolve("other"), "not a key");
    SshOptions wrongDefault =
        options.with(HostKeyPolicy.ACCEPT_NEW).withPrivateKey(other).withBaseDirectory(directory);
    fails(
        () -> new SshShells(wrongDefault).open(server.host()),
        ErrorCategory.AUTHENTICATION,
        other.toString());
    new SshShells(wrongDefault).open(host(Map.of("ansible_ssh_private_key_file", "id"))).close();
  }

  @Test
  void aMissingKeyFileIsNamedWithTheHomeDirectoryResolved() {
    fails(
        () ->
            new SshShells(options)
                .open(host(Map.of("ansible_ssh_private_key_file", "~/.ssh/no such key"))),
        ErrorCategory.AUTHENTICATION,
        System.getProperty("user.home") + "/.ssh/no such key");
  }

  @Test
  void aClosedPortIsUnreachable() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    fails(
        () -> new SshShells(options).open(host(Map.of("ansible_port", port))),
        ErrorCategory.UNREACHABLE,
        "mina: SSH to 127.0.0.1:" + port,
        "refused");
  }

  @Test
  void aNameWithoutAnAddressIsUnreachable() {
    fails(
        () -> new SshShells(options).open(host(Map.of("ansible_host", "nowhere.invalid"))),
        ErrorCategory.UNREACHABLE,
        "nowhere.invalid",
        "ansible_host");
  }

  @Test
  void aServerThatIsNoSshServerIsSaidToBeSo() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread http =
          new Thread(
              () -> {
                while (!socket.isClosed()) {
                  try (Socket client = socket.accept()) {
                    client
                        .getOutputStream()
                        .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                  } catch (java.io.IOException e) {
                    return;
                  }
                }
              });
      http.setDaemon(true);
      http.start();
      fails(
          () -> new SshShells(options).open(host(Map.of("ansible_port", socket.getLocalPort()))),
          ErrorCategory.UNREACHABLE,
          "Is it sshd");
    }
  }

  @Test
  void aServerThatTakesTheConnectionAndSaysNothingIsGivenUp() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      SshOptions quick = options.withTimeouts(Duration.ofSeconds(5), Duration.ofMillis(400));
      long start = System.nanoTime();
      fails(
          () -> new SshShells(quick).open(host(Map.of("ansible_port", socket.getLocalPort()))),
          ErrorCategory.TIMEOUT,
          "did not finish the login within 0.4 s");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void aHostThatIsBootingIsToldFromOneThatRefusesUs() {
    CoreModuleProperties.WELCOME_BANNER.set(
        server.server(),
        "\"System is booting up. Unprivileged users are not permitted to log in yet.\"\n");
    server.server().setPublickeyAuthenticator((user, key, session) -> false);
    fails(
        () -> new SshShells(options.with(HostKeyPolicy.ACCEPT_NEW)).open(server.host()),
        ErrorCategory.UNREACHABLE,
        "System is booting up",
        "Wait for it.");
  }

  @Test
  void aConnectionThatBreaksWhileAScriptRunsIsUnreachable() throws Exception {
    try (Shell shell = new SshShells(options.with(HostKeyPolicy.ACCEPT_NEW)).open(server.host())) {
      fails(
          () ->
              shell.run(
                  new Shell.Script(
                      "echo go; sleep 3",
                      Duration.ofMinutes(1),
                      line -> server.server().getActiveSessions().forEach(s -> s.close(true)))),
          ErrorCategory.UNREACHABLE,
          "ended the connection");
      fails(
          () -> shell.run(Shell.Script.of("true", Duration.ofSeconds(5))),
          ErrorCategory.UNREACHABLE,
          "mina");
    }
  }

  @Test
  void aLocalHostNeedsNoSsh() {
    Host local = new Host("here", List.of(), Map.of("ansible_connection", "local"));
    try (Shell shell = new SshShells(options).open(local)) {
      assertThat(shell).isInstanceOf(LocalShell.class);
      assertThat(shell.command("echo hi", Duration.ofSeconds(5)).out()).isEqualTo("hi\n");
    }
  }
}
