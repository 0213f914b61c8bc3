package org.bbbfleet.core.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.inventory.Host;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys, jumps and bad days, with a real sshd. */
@Tag("system")
class OpenSshLoginTest {
  private static final Duration AMPLE = Duration.ofSeconds(60);

  @TempDir static Path keys;
  @TempDir static Path jumpKeys;
  @TempDir Path directory;
  private static OpenSshServer server;
  private static OpenSshServer jump;

  @BeforeAll
  static void start() throws Exception {
    server = new OpenSshServer(keys, "Banner " + keys.resolve("banner"), "PrintMotd yes");
    Files.writeString(keys.resolve("banner"), "Authorised use only!\n'\"$(reboot)\n".repeat(50));
    jump = new OpenSshServer(jumpKeys, "MaxStartups 2:100:2", "MaxSessions 1");
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "open sesame", "-f", keys + "/locked");
    run("ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "x y", "-f", keys + "/locked_rsa");
    for (String key : List.of("locked.pub", "locked_rsa.pub")) {
      Files.writeString(
          keys.resolve("authorized_keys"),
          Files.readString(keys.resolve("authorized_keys")) + Files.readString(keys.resolve(key)));
    }
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    jump.close();
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  private SshOptions options() {
    return SshOptions.strict(directory.resolve("known")).with(HostKeyPolicy.ACCEPT_NEW);
  }

  private static Host host(Map<String, Object> more) {
    Map<String, Object> variables = new HashMap<>(server.host().variables());
    variables.putAll(more);
    return new Host("openssh", List.of(), variables);
  }

  private static Host with(Path key, Map<String, Object> more) {
    Map<String, Object> variables = new HashMap<>(more);
    variables.put("ansible_ssh_private_key_file", key.toString());
    return host(variables);
  }

  private static void works(SshOptions options, Host host) {
    try (Shell shell = new SshShells(options).open(host)) {
      assertThat(shell.run(Shell.Script.of("echo in", AMPLE)).out()).isEqualTo("in\n");
    }
  }

  private static void fails(SshOptions options, Host host, ErrorCategory why, String... said) {
    assertThatThrownBy(() -> new SshShells(options).open(host).close())
        .isInstanceOfSatisfying(FleetException.class, e -> assertThat(e.category()).isEqualTo(why))
        .message()
        .contains(said)
        .doesNotContain("sesame");
  }

  @Test
  void aLockedKeyOpensByVariableFileOrPerson() throws Exception {
    Path locked = keys.resolve("locked");
    works(options(), with(locked, Map.of("ansible_ssh_private_key_passphrase", "open sesame")));
    Path file = Files.writeString(directory.resolve("passphrase"), "open sesame\n");
    works(options().with(Passphrases.inFile(file)), with(locked, Map.of()));
    List<Path> asked = new ArrayList<>();
    Passphrases person =
        (key, attempt) -> {
          asked.add(key);
          return Optional.of(new Secret(attempt < 1 ? "sesame, open" : "open sesame"));
        };
    SshShells shells = new SshShells(options().with(person));
    shells.open(with(locked, Map.of())).close();
    shells.open(with(locked, Map.of())).close();
    assertThat(asked).containsExactly(locked, locked);
    works(
        options(),
        with(keys.resolve("locked_rsa"), Map.of("ansible_ssh_private_key_passphrase", "x y")));
  }

  @Test
  void aLockedKeyWithoutARightPassphraseSaysWhatToDo() {
    Path locked = keys.resolve("locked");
    fails(
        options(),
        with(locked, Map.of()),
        ErrorCategory.AUTHENTICATION,
        locked.toString(),
        "needs a passphrase",
        "--key-passphrase-file",
        "ssh-agent");
    fails(
        options(),
        with(locked, Map.of("ansible_ssh_private_key_passphrase", "wrong sesame")),
        ErrorCategory.AUTHENTICATION,
        "does not open with the passphrase given");
  }

  @Test
  void anAgentsKeysAreUsedAndTheFileNeedsNoPassphraseThen() throws Exception {
    Path socket = directory.resolve("agent");
    Process agent =
        new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("agent.log").toFile())
            .start();
    try {
      Await.until("the agent listens", () -> Files.exists(socket));
      Path ask = Files.writeString(directory.resolve("ask"), "#!/bin/sh\necho 'x y'\n");
      Files.setPosixFilePermissions(ask, PosixFilePermissions.fromString("rwx------"));
      ProcessBuilder add = new ProcessBuilder("ssh-add", "-q", keys + "/locked_rsa").inheritIO();
      add.environment()
          .putAll(
              Map.of(
                  "SSH_AUTH_SOCK",
                  socket.toString(),
                  "SSH_ASKPASS",
                  ask.toString(),
                  "SSH_ASKPASS_REQUIRE",
                  "force"));
      assertThat(add.start().waitFor()).isZero();
      // The inventory's key is locked, the agent has it: only the agent can have let us in.
      works(options().withAgent(socket), with(keys.resolve("locked_rsa"), Map.of()));
      Host noKey =
          new Host(
              "openssh",
              List.of(),
              Map.of("ansible_host", "127.0.0.1", "ansible_port", server.port()));
      works(options().withAgent(socket), noKey);
    } finally {
      agent.destroy();
    }
    // A dead agent is no obstacle.
    works(options().withAgent(socket), server.host());
  }

  private SshConfig throughTheJump() throws Exception {
    return SshConfig.of(
        Files.writeString(
            directory.resolve("config"),
            """
            Host inner
              HostName 127.0.0.1
              Port %d
              User root
              IdentityFile %s
              ProxyJump bastion
            Host bastion
              HostName 127.0.0.1
              Port %d
              IdentityFile %s
            """
                .formatted(
                    server.port(), keys.resolve("id"), jump.port(), jumpKeys.resolve("id"))));
  }

  @Test
  void aHostBehindAJumpHostIsReachedAndBothKeysAreChecked() throws Exception {
    SshOptions options = options().with(throughTheJump());
    Host inner = new Host("inner", List.of(), Map.of());
    works(options, inner);
    assertThat(Files.readAllLines(directory.resolve("known"))).hasSize(2);
    // The jump's key becomes another one: nothing behind it is reached any more.
    Path known = directory.resolve("known");
    String wrong = Files.readString(server.file("host_rsa.pub")).split(" ")[1];
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(known)) {
      lines.add(
          line.startsWith("[127.0.0.1]:" + jump.port())
              ? line.split(" ")[0] + " ssh-rsa " + wrong
              : line);
    }
    Files.write(known, lines);
    fails(options, inner, ErrorCategory.HOST_KEY, "jump host bastion", "host key changed");
    // And an unknown key behind a known jump is refused when keys must be known.
    Files.write(
        known,
        List.of(
            "[127.0.0.1]:"
                + jump.port()
                + " "
                + Files.readString(jump.file("host_ed25519.pub")).strip()));
    fails(
        options.with(HostKeyPolicy.STRICT), inner, ErrorCategory.HOST_KEY, "inner", "is not known");
  }

  @Test
  void manyHostsBehindOneJumpShareItsConnection() throws Exception {
    // The jump lets two strangers to its door at once and no more.
    SshShells shells = new SshShells(options().with(throughTheJump()));
    List<Thread> threads = new ArrayList<>();
    List<String> heard = java.util.Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 8; i++) {
      Thread thread =
          new Thread(
              () -> {
                try (Shell shell = shells.open(new Host("inner", List.of(), Map.of()))) {
                  heard.add(shell.run(Shell.Script.of("echo in", AMPLE)).out());
                } catch (RuntimeException e) {
                  heard.add(e.toString());
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join(60_000);
    }
    assertThat(heard).hasSize(8).containsOnly("in\n");
  }

  @Test
  void whatLiesBehindAJumpAndDoesNotAnswerIsNamed() throws Exception {
    int closed;
    try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
      closed = socket.getLocalPort();
    }
    fails(
        options().with(throughTheJump()),
        new Host("inner", List.of(), Map.of("ansible_port", closed)),
        ErrorCategory.UNREACHABLE,
        "through 127.0.0.1",
        "is not let through by the jump host");
  }

  @Test
  void aDoorThatIsCrowdedIsTriedAgain() throws Exception {
    Host host = new Host("jump", List.of(), jump.host().variables());
    List<Socket> crowd = new ArrayList<>();
    try {
      for (int i = 0; i < 2; i++) {
        crowd.add(new Socket(InetAddress.getLoopbackAddress(), jump.port()));
        crowd.get(i).getInputStream().read();
      }
      Thread opener =
          new Thread(
              () -> {
                try (Shell shell = new SshShells(options()).open(host)) {
                  assertThat(shell.host()).isEqualTo("jump");
                } catch (RuntimeException e) {
                  refused = e;
                }
              });
      opener.start();
      // It is turned away for as long as the crowd stands there.
      opener.join(150);
      for (Socket one : crowd) {
        one.close();
      }
      opener.join(30_000);
      assertThat(refused).isNull();
    } finally {
      for (Socket one : crowd) {
        one.close();
      }
    }
  }

  private volatile RuntimeException refused;

  @Test
  void aSessionAtATimeSufficesForManyScriptsAndUploads() throws Exception {
    Path file = Files.writeString(directory.resolve("local"), "text");
    try (Shell shell =
        new SshShells(options()).open(new Host("jump", List.of(), jump.host().variables()))) {
      for (int i = 0; i < 20; i++) {
        assertThat(shell.run(Shell.Script.of("echo " + i, AMPLE)).out()).isEqualTo(i + "\n");
        shell.upload(file, directory.resolve("remote").toString(), "0600", AMPLE);
      }
    }
  }

  @Test
  void fiftyMegabytesOnBothStreamsAtOnceAreDrainedAndBounded() {
    try (Shell shell = new SshShells(options()).open(server.host())) {
      Shell.Result result =
          shell.run(
              Shell.Script.of(
                  "head -c 50000000 /dev/zero | tr '\\0' a >&2 & head -c 50000000 /dev/zero | tr"
                      + " '\\0' b; wait; echo end; exit 3",
                  AMPLE));
      assertThat(result.exitStatus()).isEqualTo(3);
      assertThat(result.truncated()).isTrue();
      assertThat(result.out().length()).isEqualTo(Drain.LIMIT);
      assertThat(result.err().length()).isEqualTo(Drain.LIMIT);
    }
  }

  @Test
  void aHostThatStallsAfterItsBannerIsGivenUpInTime() throws Exception {
    try (Proxy wire = new Proxy(server.port(), 20)) {
      long start = System.nanoTime();
      fails(
          options().withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(1)),
          host(Map.of("ansible_port", wire.port())),
          ErrorCategory.TIMEOUT,
          "did not finish the login within 1 s");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void aLinkThatDiesInTheMiddleOfOutputIsNoticed() throws Exception {
    try (Proxy wire = new Proxy(server.port(), Long.MAX_VALUE);
        Shell shell =
            new SshShells(options().withKeepAlive(Duration.ofSeconds(1)))
                .open(host(Map.of("ansible_port", wire.port())))) {
      long start = System.nanoTime();
      assertThatThrownBy(
              () ->
                  shell.run(
                      new Shell.Script(
                          "while :; do echo more; sleep 0.05; done",
                          Duration.ofMinutes(5),
                          line -> wire.cut())))
          .isInstanceOfSatisfying(
              FleetException.class,
              e -> assertThat(e.category()).isEqualTo(ErrorCategory.UNREACHABLE));
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
    }
  }

  @Test
  void whatTheLoginShellSaysByItselfIsNotTakenForTheScripts() throws Exception {
    Path noisy =
        Files.writeString(
            directory.resolve("noisy"),
            "#!/bin/sh\necho Welcome to this host; echo 'stty: not a tty' >&2; printf 'no end'\n"
                + "export LC_ALL=de_DE.UTF-8\nexec /bin/sh \"$@\"\n");
    Files.setPosixFilePermissions(noisy, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path own = Files.createDirectory(directory.resolve("own"));
    List<String> lines = new ArrayList<>();
    try (OpenSshServer other = new OpenSshServer(noisy.toString(), own);
        Shell shell = new SshShells(options()).open(other.host())) {
      Shell.Result result =
          shell.run(new Shell.Script("echo out; echo err >&2; printf end", AMPLE, lines::add));
      assertThat(result.out()).isEqualTo("out\nend");
      assertThat(result.err()).isEqualTo("err\n");
      assertThat(lines).containsExactly("out", "end");
      Path file = Files.writeString(directory.resolve("local"), "text");
      shell.upload(file, directory.resolve("remote").toString(), "0640", AMPLE);
      assertThat(directory.resolve("remote")).hasContent("text");
    }
  }
}
