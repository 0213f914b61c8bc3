package org.bbbfleet.alerts.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real HAProxy whose check takes a broken server for a good one. */
@Tag("system")
class HaproxySystemTest {
  @TempDir Path directory;
  private RealServices services;
  private final List<Server> servers = new ArrayList<>();

  /** A server that says its name to everybody who connects. */
  private static final class Server implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private volatile String says;

    private Server(String says) throws IOException {
      this.says = says;
      Thread thread = new Thread(this::serve, says);
      thread.setDaemon(true);
      thread.start();
    }

    private void serve() {
      while (!socket.isClosed()) {
        try (Socket client = socket.accept()) {
          client.getOutputStream().write(says.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
          // A check that went away, or the end of the test.
          continue;
        }
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @BeforeEach
  void start() throws IOException {
    services = new RealServices(directory, "haproxy");
    StringBuilder config =
        new StringBuilder(
            """
            global
              stats socket %1$s/weak mode 600 level operator
              stats socket %1$s/admin.sock mode 600 level admin
            defaults
              mode tcp
              timeout connect 5s
              timeout client 10s
              timeout server 10s
            frontend front
              bind unix@%1$s/front
              default_backend web
            backend web
              balance roundrobin
            """
                .formatted(directory));
    for (String name : List.of("a", "b", "c")) {
      Server server = new Server(name);
      servers.add(server);
      config.append(
          "  server %s 127.0.0.1:%d check inter 200ms\n"
              .formatted(name, server.socket.getLocalPort()));
    }
    config.append("  server spare 127.0.0.1:1 backup\n");
    Path file = Files.writeString(directory.resolve("haproxy.cfg"), config.toString());
    services.with("FLEET_HEAL_HAPROXY_CONFIG", file);
    services.allow("haproxy", "web:?");
    services.start(services.programs().program("haproxy").toString(), "-db", "-f", file.toString());
    RealServices.await("all servers answer", () -> answers().equals(Set.of("a", "b", "c")));
  }

  @AfterEach
  void stop() throws IOException {
    services.close();
    for (Server server : servers) {
      server.close();
    }
  }

  /** What the clients of so many connections in a row hear. */
  private Set<String> answers() {
    Set<String> heard = new TreeSet<>();
    for (int i = 0; i < 12; i++) {
      try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        channel.connect(UnixDomainSocketAddress.of(directory.resolve("front")));
        ByteBuffer answer = ByteBuffer.allocate(16);
        while (channel.read(answer) > 0) {
          continue;
        }
        heard.add(new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        heard.add("nothing");
      }
    }
    return heard;
  }

  private Report out(String server) {
    return services.heal("haproxy-server-out", "backend", "web", "server", server);
  }

  private Report in(String server) {
    return services.heal("haproxy-server-in", "backend", "web", "server", server);
  }

  @Test
  void aServerThatAnswersNonsenseIsTakenOutAndPutBackWhenItIsWell() {
    servers.get(0).says = "nonsense";
    RealServices.await("it is felt", () -> answers().contains("nonsense"));
    Report dry = services.dryRun("haproxy-server-out", "backend", "web", "server", "a");
    assertThat(dry.outcome()).as(dry.output()).isEqualTo(Outcome.DRY_RUN);
    assertThat(dry.output()).isEqualTo("would take web/a out; 2 others are up");
    assertThat(answers()).contains("nonsense");

    Report out = out("a");
    assertThat(out.outcome()).as(out.output()).isEqualTo(Outcome.DONE);
    assertThat(out.output())
        .isEqualTo("took web/a out: it gets no new connections; 2 others are up");
    assertThat(answers()).containsExactly("b", "c");
    assertThat(out("a").outcome()).isEqualTo(Outcome.NOTHING_TO_DO);

    servers.get(0).says = "a";
    Report in = in("a");
    assertThat(in.outcome()).as(in.output()).isEqualTo(Outcome.DONE);
    assertThat(answers()).containsExactly("a", "b", "c");
    assertThat(in("a").outcome()).isEqualTo(Outcome.NOTHING_TO_DO);
  }

  @Test
  void anAnswerThatWasLostIsPutBack() {
    assertThat(out("b").outcome()).isEqualTo(Outcome.DONE);
    assertThat(services.compensate("haproxy-server-out", "backend", "web", "server", "b"))
        .hasValueSatisfying(r -> assertThat(r.output()).isEqualTo("put web/b back"));
    assertThat(answers()).contains("b");
  }

  @Test
  void neverLeavesFewerThanMayBeLeft() throws IOException {
    assertThat(out("a").outcome()).isEqualTo(Outcome.DONE);
    services.allow("haproxy", "web:?", "web 2");
    Report two = out("b");
    assertThat(two.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(two.output())
        .isEqualTo(
            "refused: without web/b the backend has 1 servers that are known to be up, and must"
                + " have 2");
    services.allow("haproxy", "web:?");
    servers.get(2).close();
    RealServices.await("c is down", () -> answers().equals(Set.of("b")));
    RealServices.await("HAProxy knows", () -> out("b").output().contains("has 0 servers"));
    assertThat(answers()).containsExactly("b");
  }

  @Test
  void leavesAloneWhatIsNotListedAndWhatAnAdminTookOut() throws IOException {
    services.allow("haproxy", "web:b", "other:*");
    assertThat(out("a").output()).contains("web:a is not in").contains("heal.haproxy");
    services.allow("haproxy", "web:*");
    assertThat(out("z").outcome()).isEqualTo(Outcome.FAILED);
    assertThat(out("z").output()).contains("HAProxy has no server web/z");
    admin("set server web/c state maint");
    assertThat(out("c").outcome()).isEqualTo(Outcome.NOTHING_TO_DO);
    Report in = in("c");
    assertThat(in.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(in.output()).contains("out for another reason");
    assertThat(answers()).containsExactly("a", "b");
  }

  /** What an admin types. */
  private void admin(String order) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(directory.resolve("admin.sock")));
      channel.write(ByteBuffer.wrap((order + "\n").getBytes(StandardCharsets.UTF_8)));
      ByteBuffer answer = ByteBuffer.allocate(1024);
      while (channel.read(answer) > 0) {
        continue;
      }
      assertThat(new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8))
          .isBlank();
    }
  }

  @Test
  void aHaproxyThatDoesNotAnswerIsAFailureThatIsSaid() throws IOException {
    services.close();
    Report gone = out("a");
    assertThat(gone.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(gone.output()).contains("Connection refused");
    Files.writeString(directory.resolve("haproxy.cfg"), "global\n  stats socket /x level user\n");
    assertThat(out("a").output()).contains("names no stats socket with level admin");
  }
}
