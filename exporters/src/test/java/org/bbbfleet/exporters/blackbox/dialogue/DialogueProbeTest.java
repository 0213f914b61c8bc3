package org.bbbfleet.exporters.blackbox.dialogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.exporters.blackbox.BlackboxMetrics;
import org.bbbfleet.exporters.blackbox.Probe.Outcome;
import org.bbbfleet.exporters.blackbox.Probing;
import org.bbbfleet.exporters.testing.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DialogueProbeTest {
  private final Vertx vertx = Vertx.vertx();
  private final List<String> heard = new CopyOnWriteArrayList<>();

  @TempDir private Path directory;

  @AfterEach
  void close() {
    Await.result(vertx.close());
  }

  @Test
  void connectingIsEnoughWhereNothingIsToBeSaid() {
    int port = serve(socket -> {});
    assertThat(tcp("", "127.0.0.1:" + port).success()).isTrue();
    for (String target : List.of("127.0.0.1", "127.0.0.1:99999", "", "a b:1", "[::1]")) {
      assertThat(tcp("", target).success()).as(target).isFalse();
    }
  }

  @Test
  void linesAreReadUntilOneMatchesAndItsGroupsAreSent() {
    int port = serve(socket -> socket.write("NOTICE hello\r\nPING :tok$en\r\n:srv 001 hi\r\n"));
    Outcome outcome =
        tcp(
            """
            query_response:
              - send: "NICK prober"
              - expect: "PING :([^ ]+)"
                send: "PONG ${1}"
                labels: [{name: server, value: "is ${1}"}]
              - expect: "^:[^ ]+ 001"
              - send: "QUIT"
            """,
            "127.0.0.1:" + port);
    assertThat(outcome.success()).as(outcome.why()).isTrue();
    Await.until("everything is said", () -> String.join("", heard).contains("QUIT"));
    assertThat(String.join("", heard)).isEqualTo("NICK prober\nPONG tok$en\nQUIT\n");
    Metric info = Metric.gauge("probe_expect_info", "x", "server");
    assertThat(outcome.samples().metrics()).anyMatch(m -> m.name().equals(info.name()));
    assertThat(
            outcome.samples().metrics().stream()
                .filter(m -> m.name().equals(info.name()))
                .flatMap(m -> outcome.samples().series(m).stream()))
        .containsExactly(List.of("is tok$en"));
  }

  @Test
  void aLineWithoutItsEndMatchesToo() {
    int port = serve(socket -> socket.write("login: "));
    assertThat(tcp("query_response: [{expect: '^login:'}]", "127.0.0.1:" + port).success())
        .isTrue();
  }

  @Test
  void theEndOfTheConnectionBeforeAMatchIsAFailureOfTheExpression() {
    int port = serve(socket -> socket.write("-ERR go away\r\n").onComplete(v -> socket.close()));
    Outcome outcome = tcp("query_response: [{expect: '^[+]OK'}]", "127.0.0.1:" + port);
    assertThat(outcome.success()).isFalse();
    assertThat(outcome.samples().value(BlackboxMetrics.FAILED_DUE_TO_REGEX)).isOne();
  }

  @Test
  void bytesAreComparedAndSentAsTheyAre() {
    int port =
        serve(
            socket ->
                socket.handler(
                    bytes -> {
                      heard.add(bytes.toString());
                      socket.write("S");
                    }));
    String postgres = "query_response: [{send: !!binary AAAACATSFi8=}, {expect_bytes: %s}]";
    Outcome good = tcp(postgres.formatted("S"), "127.0.0.1:" + port);
    assertThat(good.success()).as(good.why()).isTrue();
    assertThat(heard.get(0)).as("no line break follows bytes").hasSize(8);
    Outcome bad = tcp(postgres.formatted("N"), "127.0.0.1:" + port);
    assertThat(bad.success()).isFalse();
    assertThat(bad.samples().value(BlackboxMetrics.FAILED_DUE_TO_BYTES)).isOne();
  }

  @Test
  void silentAndFloodingServersEnd() {
    int silent = serve(socket -> {});
    Outcome outcome =
        Probing.ask(
            vertx,
            new TcpProber(),
            "query_response: [{expect: x}]",
            "127.0.0.1:" + silent,
            Duration.ofMillis(300));
    assertThat(outcome.why()).isEqualTo("no end by the deadline");
    assertThat(outcome.samples().value(BlackboxMetrics.FAILED_DUE_TO_REGEX)).isZero();
    int flood = serve(this::flood);
    assertThat(tcp("query_response: [{expect: never}]", "127.0.0.1:" + flood).why())
        .contains("a line longer than");
  }

  @Test
  void socketsOfThisHostAreAskedByTheirPath() {
    Path path = directory.resolve("s");
    NetServer server =
        vertx
            .createNetServer()
            .connectHandler(socket -> socket.handler(b -> socket.write("PONG\n")));
    Await.result(server.listen(SocketAddress.domainSocketAddress(path.toString())));
    String ping = "query_response: [{send: PING}, {expect: PONG}]";
    Outcome outcome = Probing.ask(vertx, new UnixProber(), ping, path.toString());
    assertThat(outcome.success()).as(outcome.why()).isTrue();
    assertThat(Probing.ask(vertx, new UnixProber(), ping, directory + "/none").success()).isFalse();
    assertThat(Probing.ask(vertx, new UnixProber(), "", "relative").why()).contains("not the path");
  }

  @Test
  void modulesForMailAndDirectoriesAreThere() {
    assertThat(new TcpProber().builtIn())
        .containsKeys("tcp_connect", "smtp", "smtp_starttls", "smtps", "ldap", "ldaps");
    Map<String, Object> smtp = new TcpProber().builtIn().get("smtp");
    int port =
        serve(
            socket -> {
              socket.write("220 mail.example.org ESMTP ready\r\n");
              socket.handler(
                  line -> {
                    heard.add(line.toString());
                    if (line.toString().startsWith("EHLO")) {
                      socket.write("250-mail.example.org\r\n250-STARTTLS\r\n250 HELP\r\n");
                    }
                  });
            });
    org.bbbfleet.core.config.Section options = org.bbbfleet.core.config.Section.of("smtp", smtp);
    assertThat(Step.read(options)).hasSize(2);
    Outcome outcome =
        tcp(
            "query_response: [{expect: '^220', send: \"EHLO prober\\r\"}, {expect: '^250 ', send:"
                + " \"QUIT\\r\"}]",
            "127.0.0.1:" + port);
    assertThat(outcome.success()).as(outcome.why()).isTrue();
  }

  private Outcome tcp(String yaml, String target) {
    return Probing.ask(vertx, new TcpProber(), yaml, target);
  }

  private void flood(NetSocket socket) {
    socket.write(Buffer.buffer("x".repeat(60_000))).onSuccess(v -> flood(socket));
  }

  private int serve(Handler<NetSocket> handler) {
    return Await.result(
            vertx
                .createNetServer()
                .connectHandler(
                    socket -> {
                      socket.exceptionHandler(e -> {});
                      socket.handler(bytes -> heard.add(bytes.toString()));
                      handler.handle(socket);
                    })
                .listen(0, "127.0.0.1"))
        .actualPort();
  }
}
