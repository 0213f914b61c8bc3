package org.bbbfleet.lab.shared;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Debian's HAProxy before two web servers, {@code web/a} and {@code web/b}. */
public final class HaproxyPair implements AutoCloseable {
  private final Path directory;
  private final Daemons daemons;
  private final WebServer a;
  private final WebServer b;
  private final int statsPort = Daemons.port();
  private Process haproxy;

  private HaproxyPair(Path directory) throws IOException {
    this.directory = directory;
    this.daemons = new Daemons(directory, "haproxy");
    this.a = new WebServer();
    this.b = new WebServer();
  }

  private void start() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("haproxy.cfg"),
            """
            global
              stats socket %1$s/stats.sock mode 600 level user
              stats socket %1$s/admin.sock mode 600 level admin
            defaults
              mode http
              timeout connect 5s
              timeout client 10s
              timeout server 10s
              retries 0
            frontend front
              bind unix@%1$s/front
              default_backend web
            backend web
              balance roundrobin
              option httpchk GET /health
              server a 127.0.0.1:%2$d check inter 200ms
              server b 127.0.0.1:%3$d check inter 200ms
            backend redis_masters
              server only 127.0.0.1:1 check inter 200ms
            listen stats
              bind 127.0.0.1:%4$d
              stats enable
              stats uri /
              stats auth admin:page-secret
            """
                .formatted(directory, a.port(), b.port(), statsPort));
    haproxy =
        daemons.start(
            List.of(
                daemons.programs().program("haproxy").toString(), "-db", "-f", file.toString()));
    Daemons.await("HAProxy listens", () -> Files.exists(directory.resolve("stats.sock")));
    Daemons.await("both servers answer", () -> ask(4).equals("200 200 200 200"));
  }

  /** Starts it below a directory of its own. */
  public static HaproxyPair in(Path directory) throws IOException {
    HaproxyPair pair = new HaproxyPair(Files.createDirectories(directory));
    try {
      pair.start();
      return pair;
    } catch (RuntimeException e) {
      pair.close();
      throw e;
    }
  }

  /** Its configuration, which names its sockets. */
  public Path config() {
    return directory.resolve("haproxy.cfg");
  }

  /** The port of its statistics page, for {@code admin} with the password {@code page-secret}. */
  public int statsPort() {
    return statsPort;
  }

  /** What clients are answered to so many requests in a row: the status of each. */
  public String ask(int requests) {
    StringBuilder heard = new StringBuilder();
    for (int i = 0; i < requests; i++) {
      String answer = say("front", "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      String[] words = answer.split(" ", 3);
      heard.append(i == 0 ? "" : " ").append(words.length > 1 ? words[1] : "nothing");
    }
    return heard.toString();
  }

  /** Lets server {@code a} answer its check, and everything else with 500. */
  public void breakServerA() {
    a.is(WebServer.Mood.FAILING);
  }

  /** Lets server {@code a} answer its check, and nothing else. */
  public void silenceServerA() {
    a.is(WebServer.Mood.SILENT);
  }

  /** Ends server {@code b}. */
  public void endServerB() throws IOException {
    b.close();
  }

  /** What an admin types on its socket. */
  public String admin(String order) {
    return say("admin.sock", order + "\n").strip();
  }

  private String say(String socket, String text) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(directory.resolve(socket)));
      channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
      ByteBuffer answer = ByteBuffer.allocate(64 * 1024);
      int read = 0;
      while (read >= 0 && answer.hasRemaining()) {
        read = channel.read(answer);
      }
      return new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      // As for a client that is refused.
      return "";
    }
  }

  /** Ends HAProxy, as a crash does. */
  public void kill() {
    Daemons.kill(haproxy);
  }

  @Override
  public void close() {
    daemons.close();
    try {
      a.close();
      b.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
