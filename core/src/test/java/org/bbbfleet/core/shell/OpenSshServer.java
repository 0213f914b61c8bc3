package org.bbbfleet.core.shell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.testing.Unpacked;

/**
 * A real sshd on a loopback port with its own configuration, in its own mount namespace, where the
 * user {@code sshd} exists even if the package was only unpacked. Needs root.
 */
final class OpenSshServer implements AutoCloseable {
  private final Path directory;
  private final Path log;
  private final Process process;
  private final int port;

  OpenSshServer(Path directory, String... moreConfiguration) throws Exception {
    this("/bin/sh", directory, moreConfiguration);
  }

  /** The same with another login shell of root's. */
  OpenSshServer(String shell, Path directory, String... moreConfiguration) throws Exception {
    this.directory = directory;
    this.log = directory.resolve("sshd.log");
    Unpacked.Program sshd = Unpacked.find("/usr/sbin/sshd", "openssh-server", "libwrap0");
    keygen("host_ed25519", "ed25519");
    keygen("host_rsa", "rsa");
    keygen("id", "ed25519");
    Files.copy(directory.resolve("id.pub"), directory.resolve("authorized_keys"));
    port = freePort();
    Files.writeString(
        directory.resolve("sshd_config"),
        String.join(
                "\n",
                "ListenAddress 127.0.0.1:" + port,
                "HostKey " + directory.resolve("host_ed25519"),
                "HostKey " + directory.resolve("host_rsa"),
                "AuthorizedKeysFile " + directory.resolve("authorized_keys"),
                "PidFile none",
                "UsePAM no",
                "StrictModes no",
                "PermitRootLogin prohibit-password",
                "PasswordAuthentication no",
                "MaxStartups 100",
                String.join("\n", moreConfiguration))
            + "\n");
    Files.writeString(
        directory.resolve("passwd"),
        "root:x:0:0:root:/root:" + shell + "\nsshd:x:101:65534::/run/sshd:/usr/sbin/nologin\n");
    Files.writeString(directory.resolve("shadow"), "root:*:19000:0:99999:7:::\n");
    String d = Quote.sh(directory.toString());
    process =
        new ProcessBuilder(
                "unshare",
                "--mount",
                "/bin/sh",
                "-c",
                "mount -t tmpfs none /run && mkdir -m 755 /run/sshd && mount --bind "
                    + d
                    + "/passwd /etc/passwd && mount --bind "
                    + d
                    + "/shadow /etc/shadow && LD_LIBRARY_PATH="
                    + Quote.sh(sshd.libraries().toString())
                    + " exec "
                    + Quote.sh(sshd.path().toString())
                    + " -D -e -f "
                    + d
                    + "/sshd_config")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    awaitListening();
  }

  private void awaitListening() {
    Await.until(
        "sshd listens",
        () -> {
          try {
            return Files.readString(log).contains("Server listening");
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private void keygen(String name, String type) throws Exception {
    Process keygen =
        new ProcessBuilder(
                "ssh-keygen", "-q", "-t", type, "-N", "", "-f", directory.resolve(name).toString())
            .inheritIO()
            .start();
    if (!keygen.waitFor(30, TimeUnit.SECONDS) || keygen.exitValue() != 0) {
      throw new IOException("ssh-keygen failed");
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  Host host() {
    return new Host(
        "openssh",
        List.of(),
        Map.of(
            "ansible_host",
            "127.0.0.1",
            "ansible_port",
            port,
            "ansible_ssh_private_key_file",
            directory.resolve("id").toString()));
  }

  int port() {
    return port;
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    process.waitFor(10, TimeUnit.SECONDS);
  }
}
