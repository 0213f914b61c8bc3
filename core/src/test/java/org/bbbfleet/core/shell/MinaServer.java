package org.bbbfleet.core.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.Map;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.bbbfleet.core.inventory.Host;

/** An SSH server in this process that runs commands with /bin/sh, as sshd does: no PTY. */
final class MinaServer implements AutoCloseable {
  private static final KeyPair USER = keyPair("RSA", 2048);

  final KeyPair user = USER;
  private final SshServer server = SshServer.setUpDefaultServer();

  MinaServer(KeyPair... hostKeys) throws IOException {
    server.setHost("127.0.0.1");
    server.setPort(0);
    server.setKeyPairProvider(KeyPairProvider.wrap(hostKeys));
    server.setPublickeyAuthenticator((name, key, session) -> key.equals(user.getPublic()));
    server.setCommandFactory((channel, line) -> new ShCommand(line));
    server.start();
  }

  SshServer server() {
    return server;
  }

  Host host() {
    return new Host(
        "mina",
        java.util.List.of(),
        Map.of(
            "ansible_host",
            "127.0.0.1",
            "ansible_port",
            server.getPort(),
            "ansible_user",
            System.getProperty("user.name")));
  }

  Path writeUserKey(Path file) throws IOException {
    return write(file, user.getPrivate());
  }

  static Path write(Path file, PrivateKey key) throws IOException {
    Files.writeString(
        file,
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
            + "\n-----END PRIVATE KEY-----\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  static KeyPair keyPair() {
    return keyPair("EC", 256);
  }

  static KeyPair keyPair(String algorithm, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    server.stop(true);
  }

  private static final class ShCommand implements Command {
    private final String line;
    private InputStream in;
    private OutputStream out;
    private OutputStream err;
    private ExitCallback exit;

    ShCommand(String line) {
      this.line = line;
    }

    @Override
    public void setInputStream(InputStream in) {
      this.in = in;
    }

    @Override
    public void setOutputStream(OutputStream out) {
      this.out = out;
    }

    @Override
    public void setErrorStream(OutputStream err) {
      this.err = err;
    }

    @Override
    public void setExitCallback(ExitCallback callback) {
      this.exit = callback;
    }

    @Override
    public void start(ChannelSession channel, Environment environment) throws IOException {
      Process process = new ProcessBuilder("/bin/sh", "-c", line).start();
      pump(in, process.getOutputStream());
      Thread first = pump(process.getInputStream(), out);
      Thread second = pump(process.getErrorStream(), err);
      daemon(
          () -> {
            int status = process.waitFor();
            first.join(300);
            second.join(300);
            exit.onExit(status);
          });
    }

    @Override
    public void destroy(ChannelSession channel) {
      // sshd leaves the process alone too.
    }

    private static Thread pump(InputStream from, OutputStream to) {
      return daemon(
          () -> {
            try (to) {
              byte[] buffer = new byte[16 * 1024];
              for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                to.write(buffer, 0, n);
                to.flush();
              }
            }
          });
    }

    private interface Work {
      void run() throws Exception;
    }

    private static Thread daemon(Work work) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  work.run();
                } catch (Exception e) {
                  // The client went away: what a server in a test need not report.
                }
              });
      thread.setDaemon(true);
      thread.start();
      return thread;
    }
  }
}
