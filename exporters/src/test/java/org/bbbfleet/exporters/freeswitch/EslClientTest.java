package org.bbbfleet.exporters.freeswitch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.bbbfleet.core.config.Secret;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EslClientTest {
  private static final EslLogin CLUECON = EslLogin.password(new Secret("ClueCon"));
  private static final Duration SHORT = Duration.ofMillis(500);

  private final Vertx vertx = Vertx.vertx();
  private final AtomicLong nanos = new AtomicLong();
  private EslStub stub;
  private EslClient client;

  @BeforeEach
  void start() {
    stub = new EslStub(vertx);
    client = client(CLUECON, Duration.ofSeconds(10));
  }

  @AfterEach
  void end() throws Exception {
    client.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void pipelinedCommandsAreAnsweredInOrderOverOneConnection() throws Exception {
    stub.says("a", "1").says("b", "2").says("c", "3");
    assertThat(texts(ask("a", "b", "c"))).containsExactly("1", "2", "3");
    assertThat(texts(ask("c", "a"))).containsExactly("3", "1");
    assertThat(stub.connections()).isEqualTo(1);
    assertThat(stub.received())
        .containsExactly("auth ClueCon", "api a", "api b", "api c", "api c", "api a");
  }

  @Test
  void aRestrictedUserIsToldWhichCommandsItMayNotRun() throws Exception {
    Buffer all = Buffer.buffer(Recordings.server("06-userauth-restricted"));
    Buffer rest = after("Allowed-LOG: false\n\n", "06-userauth-restricted");
    Buffer login = all.slice(EslStub.GREETING.length(), all.length() - rest.length());
    stub.answers("userauth esl@127.0.0.1:readonly", socket -> socket.write(login))
        .says("uptime s", "6\n")
        .answers(
            "api reloadxml",
            s -> s.write("Content-Type: command/reply\nReply-Text: -ERR permission denied\n\n"));
    client = client(EslLogin.user("esl@127.0.0.1", new Secret("readonly")), Duration.ofSeconds(10));
    List<EslReply> replies = ask("reloadxml", "uptime s");
    assertThat(replies.get(0)).isInstanceOf(EslReply.Denied.class);
    assertThat(texts(replies.subList(1, 2))).containsExactly("6\n");
  }

  @Test
  void theKindsOfErrorAreToldApartAndLeaveTheConnectionWell() throws Exception {
    stub.replays("nosuchcommand foo", "idle-unknown-api")
        .replays("show calls count", "nosql-show-calls-count")
        .replays("uptime parsecs", "idle-uptime-bad")
        .answers(
            "api odd",
            s -> s.write("Content-Type: command/reply\nReply-Text: -ERR command not found\n\n"))
        .replays("sofia status profile nosuch", "idle-sofia-status-profile-unknown");
    List<EslReply> replies =
        ask(
            "nosuchcommand foo",
            "show calls count",
            "uptime parsecs",
            "odd",
            "sofia status profile nosuch");
    assertThat(replies.subList(0, 3))
        .containsExactly(
            new EslReply.ApiError("-ERR nosuchcommand Command not found!"),
            new EslReply.ApiError("-ERR SQL disabled, no data available!"),
            new EslReply.ApiError(
                "-USAGE: [us|ms|s|m|h|d|microseconds|milliseconds|seconds|minutes|hours|days]"));
    assertThat(((EslReply.ApiError) replies.get(0)).unknownCommand()).isTrue();
    assertThat(replies.get(3)).isEqualTo(new EslReply.CommandError("\"-ERR command not found\""));
    assertThat(texts(replies.subList(4, 5))).containsExactly("Invalid Profile!\n");
    assertThat(stub.connections()).isEqualTo(1);
  }

  @Test
  void eventsAndLogLinesBetweenCommandAndReplyAreSkipped() throws Exception {
    Buffer flood = after("+OK event listener enabled json\n\n", "shutdown-fsctl-event-connection");
    flood = flood.slice(0, flood.toString(ISO_8859_1).indexOf("Content-Type: text/disconnect"));
    Buffer logs = after("+OK log level info [6]\n\n", "busy-log-data");
    logs = logs.slice(0, logs.toString(ISO_8859_1).lastIndexOf("Content-Type: log/data"));
    Buffer unasked = Buffer.buffer().appendBuffer(flood).appendBuffer(logs);
    stub.answers(
        "api status",
        socket -> {
          for (int i = 0; i < 50; i++) { // 5 MB
            socket.write(unasked);
          }
          socket.write(EslStub.response("well"));
          socket.write(unasked);
        });
    assertThat(texts(ask("status"))).containsExactly("well");
    assertThat(texts(ask("status"))).containsExactly("well");
    assertThat(stub.connections()).isEqualTo(1);
  }

  @Test
  void aClosedPortIsRefused() throws Exception {
    stub.stop();
    assertThat(failure(ask("status")).reason()).isEqualTo(EslReason.REFUSED);
    assertThat(failure(ask("status"))).hasMessageContaining("127.0.0.1:" + stub.port());
  }

  @Test
  void anUnknownNameIsUnreachable() throws Exception {
    client = client("no-such-host.invalid", 8021, CLUECON, Duration.ofSeconds(10));
    assertThat(failure(ask("status")).reason()).isEqualTo(EslReason.UNREACHABLE);
  }

  @Test
  void anAccessListIsNotABadPassword() throws Exception {
    stub.greetsWith("03-acl-rejection");
    assertThat(failure(ask("status")).reason()).isEqualTo(EslReason.ACL);
    stub.greets(s -> s.write(EslStub.GREETING));
    client = client(EslLogin.password(new Secret("s3cret")), Duration.ofSeconds(10));
    EslException e = failure(ask("status"));
    assertThat(e.reason()).isEqualTo(EslReason.AUTH);
    assertThat(e.getMessage()).doesNotContain("s3cret");
  }

  @Test
  void aMissingPasswordFailsWithoutConnecting() throws Exception {
    client = client(EslLogin.configured(List.of(Path.of("no-such.xml"))), SHORT);
    assertThat(failure(ask("status")).reason()).isEqualTo(EslReason.AUTH);
    assertThat(stub.connections()).isZero();
  }

  @Test
  void aServerThatDoesNotGreetEndsAtTheDeadline() throws Exception {
    client = client(CLUECON, SHORT);
    stub.greets(s -> {});
    EslException e = failure(ask("status"));
    assertThat(e.reason()).isEqualTo(EslReason.TIMEOUT);
    assertThat(e).hasMessageContaining("did not greet");
  }

  @Test
  void aBacklogThatNobodyAcceptsEndsAtTheDeadline() throws Exception {
    try (ServerSocket hung = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      client = client("127.0.0.1", hung.getLocalPort(), CLUECON, SHORT);
      assertThat(failure(ask("status")).reason()).isEqualTo(EslReason.TIMEOUT);
    }
  }

  @Test
  void halfAReplyEndsAtTheDeadlineAndTheConnectionIsMadeAnew() throws Exception {
    client = client(CLUECON, SHORT);
    stub.says("a", "1")
        .answers("api b", s -> s.write("Content-Type: api/response\nContent-Length: 10\n\nhalf"));
    stub.silentOn("c");
    List<EslReply> replies = ask("a", "b", "c");
    assertThat(texts(replies.subList(0, 1))).containsExactly("1");
    assertThat(failure(replies.subList(1, 3)).reason()).isEqualTo(EslReason.TIMEOUT);
    pass(Duration.ofSeconds(1));
    assertThat(texts(ask("a"))).containsExactly("1");
    assertThat(stub.connections()).isEqualTo(2);
  }

  @Test
  void aLateReplyIsNeverTakenForTheNextOne() throws Exception {
    client = client(CLUECON, SHORT);
    stub.says("a", "1").silentOn("slow");
    assertThat(failure(ask("slow")).reason()).isEqualTo(EslReason.TIMEOUT);
    pass(Duration.ofSeconds(1));
    stub.hangUp();
    assertThat(texts(ask("a"))).containsExactly("1");
  }

  @Test
  void aConnectionDroppedWithinAMessageIsAProtocolFailure() throws Exception {
    stub.answers(
        "api a",
        s -> {
          s.write("Content-Type: api/response\nContent-Length: 10\n\nhalf");
          s.end();
        });
    EslException e = failure(ask("a"));
    assertThat(e.reason()).isEqualTo(EslReason.PROTOCOL);
    assertThat(e).hasMessageContaining("within a message");
  }

  @Test
  void whatIsNotAnEventSocketIsAProtocolFailure() throws Exception {
    stub.greets(s -> s.write("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n\r\n"));
    assertThat(failure(ask("status")).reason()).isEqualTo(EslReason.PROTOCOL);
  }

  @Test
  void anAnswerThatNobodyAskedForEndsTheConnection() throws Exception {
    stub.answers(
        "api a",
        s -> {
          s.write(EslStub.response("1"));
          s.write(EslStub.response("forged"));
        });
    stub.says("b", "2");
    assertThat(texts(ask("a"))).containsExactly("1");
    assertThat(texts(ask("b"))).containsExactly("2");
    assertThat(stub.connections()).isEqualTo(2);
  }

  @Test
  void aRestartBetweenTwoQuestionsIsNotAFailure() throws Exception {
    stub.says("a", "1");
    assertThat(texts(ask("a"))).containsExactly("1");
    stub.hangUp();
    assertThat(texts(ask("a"))).containsExactly("1");
    assertThat(stub.connections()).isEqualTo(2);
  }

  @Test
  void aShutdownIsNotReady() throws Exception {
    byte[] notice = Recordings.reply("shutdown-sigterm-idle-connection");
    stub.answers(
        "api status",
        s -> {
          s.write(Buffer.buffer(notice));
          s.end();
        });
    assertThat(failure(ask("status")).reason()).isEqualTo(EslReason.NOT_READY);
  }

  @Test
  void afterFailuresItPausesLongerAndLongerUpToABound() throws Exception {
    stub.greetsWith("03-acl-rejection");
    long[] pauses = {1, 2, 4, 8, 10, 10};
    for (int i = 0; i < pauses.length; i++) {
      ask("a");
      assertThat(stub.connections()).isEqualTo(i + 1);
      pass(Duration.ofSeconds(pauses[i]).minusNanos(1));
      assertThat(failure(ask("a")).reason()).isEqualTo(EslReason.ACL);
      assertThat(stub.connections()).as("within pause %d", i).isEqualTo(i + 1);
      pass(Duration.ofNanos(1));
    }
    stub.greets(s -> s.write(EslStub.GREETING)).says("a", "1");
    assertThat(texts(ask("a"))).containsExactly("1");
    stub.hangUp();
    stub.greetsWith("03-acl-rejection");
    ask("a");
    pass(Duration.ofSeconds(1));
    int before = stub.connections();
    ask("a");
    assertThat(stub.connections()).as("an answer ends the pauses").isEqualTo(before + 1);
  }

  @Test
  void aCommandCantSmuggleAnother() {
    assertThatThrownBy(() -> client.exchange(List.of("status\n\napi fsctl shutdown")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> EslLogin.password(new Secret("x\n\napi shutdown")).command())
        .isInstanceOf(EslException.class);
  }

  @Test
  void aClosedClientAnswersAndConnectsNoMore() throws Exception {
    client.close();
    assertThat(failure(ask("a")).reason()).isEqualTo(EslReason.UNREACHABLE);
    assertThat(stub.connections()).isZero();
  }

  private EslClient client(EslLogin login, Duration deadline) {
    return client("127.0.0.1", stub.port(), login, deadline);
  }

  private EslClient client(String host, int port, EslLogin login, Duration deadline) {
    return new EslClient(
        vertx,
        new EslSettings(host, port, login, deadline, deadline, Duration.ofSeconds(10)),
        Clock.systemUTC(),
        nanos::get);
  }

  private List<EslReply> ask(String... commands) throws Exception {
    return client
        .exchange(List.of(commands))
        .toCompletionStage()
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
  }

  private static Buffer after(String beginning, String recording) {
    Buffer all = Buffer.buffer(Recordings.server(recording));
    int at = all.toString(ISO_8859_1).indexOf(beginning) + beginning.length();
    return all.slice(at, all.length());
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private static List<String> texts(List<EslReply> replies) {
    assertThat(replies).allMatch(r -> r instanceof EslReply.Ok, "is answered");
    return replies.stream().map(r -> ((EslReply.Ok) r).message().text()).toList();
  }

  /** The one failure that all these replies tell of. */
  private static EslException failure(List<EslReply> replies) {
    assertThat(replies).allMatch(r -> r instanceof EslReply.Lost, "is lost");
    assertThat(replies).allMatch(replies.get(0)::equals);
    return ((EslReply.Lost) replies.get(0)).failure();
  }
}
