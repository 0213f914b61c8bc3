package org.bbbfleet.provisioning.scale;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;

/**
 * A thousand SSH servers in one process, each on a loopback address of its own. They are no hosts:
 * the first one that is asked something runs it for real and the answer is recorded; all others
 * repeat it. What is measured with them is the control side only.
 */
final class ManyHosts {
  private static final Pattern MARKER = Pattern.compile("fleet-group-[0-9a-f-]{36} ");
  private static final Map<String, Recorded> RECORDED = new ConcurrentHashMap<>();
  private static final ExecutorService POOL = Executors.newCachedThreadPool();

  private ManyHosts() {}

  private record Recorded(byte[] out, byte[] err, int status) {}

  static String address(int number) {
    return "127.77." + number / 250 + "." + (1 + number % 250);
  }

  /** Serves until standard input ends: number of hosts, port, host key, authorised public key. */
  public static void main(String[] arguments) throws Exception {
    int count = Integer.parseInt(arguments[0]);
    String authorized = Files.readString(Path.of(arguments[3])).split(" ")[1];
    SshServer server = SshServer.setUpDefaultServer();
    server.setHost(
        IntStream.range(0, count).mapToObj(ManyHosts::address).collect(Collectors.joining(",")));
    server.setPort(Integer.parseInt(arguments[1]));
    server.setKeyPairProvider(new FileKeyPairProvider(Path.of(arguments[2])));
    server.setPublickeyAuthenticator(
        (user, key, session) ->
            org.apache.sshd.common.config.keys.PublicKeyEntry.toString(key)
                .split(" ")[1]
                .equals(authorized));
    server.setCommandFactory((channel, line) -> new Answer(line));
    server.start();
    System.out.println("listening");
    while (System.in.read() >= 0) {
      // Our parent says nothing; it only ends.
    }
    System.exit(0);
  }

  private static final class Answer implements Command {
    private final String line;
    private InputStream in;
    private OutputStream out;
    private OutputStream err;
    private ExitCallback exit;

    Answer(String line) {
      this.line = line;
    }

    @Override
    public void setInputStream(InputStream stream) {
      in = stream;
    }

    @Override
    public void setOutputStream(OutputStream stream) {
      out = stream;
    }

    @Override
    public void setErrorStream(OutputStream stream) {
      err = stream;
    }

    @Override
    public void setExitCallback(ExitCallback callback) {
      exit = callback;
    }

    @Override
    public void start(ChannelSession channel, Environment environment) {
      POOL.submit(
          () -> {
            try {
              byte[] script = in.readAllBytes();
              Recorded recorded =
                  RECORDED.computeIfAbsent(
                      Base64.getEncoder().encodeToString(script), k -> record(script));
              Matcher marker = MARKER.matcher(line);
              byte[] group =
                  (marker.find() ? "\n" + marker.group() + "4711\n" : "")
                      .getBytes(StandardCharsets.US_ASCII);
              err.write(group);
              err.write(recorded.err());
              err.flush();
              out.write(group);
              out.write(recorded.out());
              out.flush();
              exit.onExit(recorded.status());
            } catch (IOException | RuntimeException e) {
              exit.onExit(255, e.toString());
            }
          });
    }

    private static Recorded record(byte[] script) {
      try {
        Path errors = Files.createTempFile("many", ".err");
        Process process =
            new ProcessBuilder("/bin/sh", "-s").redirectError(errors.toFile()).start();
        try (OutputStream stdin = process.getOutputStream()) {
          stdin.write(script);
        }
        byte[] said = process.getInputStream().readAllBytes();
        int status = process.waitFor();
        byte[] wrong = Files.readAllBytes(errors);
        Files.delete(errors);
        return new Recorded(said, wrong, status);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void destroy(ChannelSession channel) {
      // Nothing of it runs on.
    }
  }
}
