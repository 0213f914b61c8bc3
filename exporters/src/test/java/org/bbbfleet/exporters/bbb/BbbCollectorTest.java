package org.bbbfleet.exporters.bbb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.SelfSignedCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.error.ProblemsException;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.testing.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BbbCollectorTest {
  private static final String SECRET = "639259d4-9dd8-4b25-bf01-95f9567eaf4b";
  private static final String SIGNED =
      "/bigbluebutton/api/getMeetings?checksum="
          + "a5370c5f3d97d56d53b435684cdbc429c2898a3bf9f435518b4279e1e0dbfc8c";
  private static final List<Metric> OF_MEETINGS =
      List.of(
          BbbMetrics.MEETINGS,
          BbbMetrics.PARTICIPANTS,
          BbbMetrics.PARTICIPANTS_MAX,
          BbbMetrics.LISTENERS,
          BbbMetrics.VOICE_PARTICIPANTS,
          BbbMetrics.VIDEO_PARTICIPANTS,
          BbbMetrics.ROOM_PARTICIPANTS,
          BbbMetrics.ROOM_LISTENERS,
          BbbMetrics.ROOM_VOICE_PARTICIPANTS,
          BbbMetrics.ROOM_VIDEO_PARTICIPANTS);

  private final Vertx vertx = Vertx.vertx();
  private volatile Handler<HttpServerRequest> server = request -> answer(request, Answers.NONE);

  @TempDir Path root;

  @AfterEach
  void close() {
    Await.result(vertx.close());
  }

  @Test
  void asksTheApiWithASignedCall() {
    List<String> asked = new CopyOnWriteArrayList<>();
    server =
        request -> {
          asked.add(request.uri());
          answer(
              request,
              asked.size() == 1 ? Answers.of(Answers.room("a-1", "3")) : Answers.ROOT_OF_3_0);
        };
    Samples s = collectOnce("");
    assertThat(asked).containsExactly(SIGNED, "/bigbluebutton/api");
    assertThat(s.value(BbbMetrics.API_UP)).isEqualTo(1);
    assertThat(s.value(BbbMetrics.API_KIND, "bigbluebutton")).isEqualTo(1);
    assertThat(s.value(BbbMetrics.MEETINGS)).isEqualTo(1);
    assertThat(s.value(BbbMetrics.EXPORTER, "9.9")).isEqualTo(1);
    assertThat(s.value(BbbMetrics.API_LAST_SUCCESS)).isEqualTo(1_000_000);
    assertThat(s.distribution(BbbMetrics.API_LATENCY, "getMeetings", "").cumulative()).endsWith(1);
    assertThat(s.value(BbbMetrics.API_FAILURES, "timeout")).isZero();
    assertThat(s.metrics()).doesNotContain(BbbMetrics.VERSION);
    assertThat(BbbMetrics.all()).containsAll(s.metrics());
  }

  @Test
  void everyFailureSaysSoAndTheMeetingsAreUnknown() {
    server = request -> answer(request, Answers.CHECKSUM_ERROR);
    down("checksum", collectOnce(""));
    server = request -> answer(request, Answers.failed("internalError", "no"));
    down("api", collectOnce(""));
    server = request -> request.response().setStatusCode(502).end("<html>Bad Gateway</html>");
    down("http", collectOnce(""));
    server = request -> request.response().setStatusCode(302).putHeader("Location", "/").end();
    down("http", collectOnce(""));
    server = request -> answer(request, "<html>welcome</html>");
    down("malformed", collectOnce(""));
    server = request -> answer(request, Answers.of(Answers.room("a", "3")).substring(0, 600));
    down("malformed", collectOnce(""));
    server = request -> answer(request, Answers.of(Answers.room("a", "3").repeat(10)));
    down("too_large", collectOnce("body_limit: 2000"));
    server = request -> {};
    down("timeout", collectOnce("timeout: 200ms"));
    server = request -> request.response().setChunked(true).write("<response><returncode>");
    down("timeout", collectOnce("timeout: 200ms"));
    server =
        request ->
            request
                .response()
                .putHeader("Content-Length", "10000")
                .write("<response>")
                .onComplete(w -> request.connection().close());
    down("connect", collectOnce(""));
  }

  @Test
  void networkFailuresAreToldApart() {
    int closed = port();
    Await.result(vertx.close());
    Vertx other = Vertx.vertx();
    try {
      down("connect", collect(other, "url: http://127.0.0.1:" + closed + "\nsecret: x"));
      down("dns", collect(other, "url: http://no-such-host.invalid\nsecret: x"));
      int garbage =
          Await.result(
                  other
                      .createNetServer()
                      .connectHandler(
                          s -> s.handler(b -> s.write("what?\r\n\r\n").onComplete(w -> s.close())))
                      .listen(0, "127.0.0.1"))
              .actualPort();
      down("malformed", collect(other, "url: http://127.0.0.1:" + garbage + "\nsecret: x"));
      down("tls", collect(other, "url: https://127.0.0.1:" + garbage + "\nsecret: x"));
    } finally {
      Await.result(other.close());
    }
  }

  @Test
  void aSlowFloodEndsAtTheTimeoutAndIsNotKept() {
    server =
        request -> {
          HttpServerResponse response = request.response().setChunked(true);
          response.write("<response><meetings>");
          flood(response, Buffer.buffer(Answers.room("a", "3").repeat(20)));
        };
    Samples s = collectOnce("timeout: 500ms");
    assertThat(s.value(BbbMetrics.API_UP)).isZero();
    assertThat(
            s.value(BbbMetrics.API_FAILURES, "timeout")
                + s.value(BbbMetrics.API_FAILURES, "too_large"))
        .isEqualTo(1);
  }

  @Test
  void readsAnAnswerThatIsLargerThanWhatItHolds() {
    String answer = Answers.of(rooms(12_000));
    assertThat(answer.length()).isGreaterThan(12_000_000);
    server = request -> answer(request, answer);
    Samples s = collectOnce("");
    assertThat(s.value(BbbMetrics.MEETINGS)).isEqualTo(12_000);
    assertThat(s.value(BbbMetrics.UNIQUE_MEETINGS)).isEqualTo(12_000);
  }

  @Test
  void countsAMeetingOnceAlsoAcrossOutages() {
    try (Collector collector = open(vertx, local(""))) {
      server =
          request -> answer(request, Answers.of(Answers.room("a", "3"), Answers.breakout("b")));
      unique(1, 1, collector);
      server = request -> request.response().setStatusCode(502).end();
      unique(1, 1, collector);
      server = request -> answer(request, Answers.NONE);
      unique(1, 1, collector);
      server =
          request -> answer(request, Answers.of(Answers.room("a", "3"), Answers.room("c", "1")));
      unique(2, 1, collector);
    }
  }

  @Test
  void countsAMeetingOnceAlsoAcrossRestarts() throws IOException {
    Path state = Files.createDirectories(root.resolve("var/lib/bbb-fleet-agent"));
    int port = port();
    String yaml = "url: http://127.0.0.1:" + port + "\nsecret: " + SECRET;
    server = request -> answer(request, Answers.of(Answers.room("a", "3"), Answers.breakout("b")));
    restarted(yaml, 1, 1);
    server = request -> answer(request, Answers.of(Answers.room("a", "3"), Answers.room("c", "1")));
    restarted(yaml, 2, 1);
    server = request -> request.response().setStatusCode(502).end();
    restarted(yaml, 2, 1);
    try (Stream<Path> files = Files.list(state)) {
      Files.writeString(files.findFirst().orElseThrow(), "damaged");
    }
    server = request -> answer(request, Answers.of(Answers.room("a", "3")));
    restarted(yaml, 1, 0);
  }

  /** A new process: what it knows it has from the disk. */
  private void restarted(String yaml, int meetings, int breakouts) {
    Path state = root.resolve("var/lib/bbb-fleet-agent");
    try (Collector collector = open(vertx, yaml)) {
      unique(meetings, breakouts, collector);
      Await.until("it is written", () -> text(state).contains("meetings " + meetings + "\n"));
    }
  }

  private static String text(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      StringBuilder all = new StringBuilder();
      for (Path file : files.filter(f -> f.toString().endsWith(".state")).toList()) {
        all.append(Files.readString(file));
      }
      return all.toString();
    } catch (IOException e) {
      return "";
    }
  }

  @Test
  void findsOutWhichChecksumTheServerTakes() {
    List<Integer> lengths = new CopyOnWriteArrayList<>();
    server =
        request -> {
          if (request.uri().contains("checksum=")) {
            int length = request.uri().replaceAll(".*checksum=", "").length();
            lengths.add(length);
            answer(request, length == 40 ? Answers.NONE : Answers.CHECKSUM_ERROR);
          } else {
            answer(request, Answers.ROOT_OF_3_0);
          }
        };
    try (Collector collector = open(vertx, local(""))) {
      Samples s = Await.result(collector.collect());
      assertThat(s.value(BbbMetrics.API_UP)).isEqualTo(1);
      assertThat(s.value(BbbMetrics.API_FAILURES, "checksum")).isZero();
      Await.result(collector.collect());
      assertThat(lengths).containsExactly(64, 40, 40);
    }
  }

  @Test
  void aWrongSecretIsNotTriedWithoutEnd() {
    AtomicInteger calls = new AtomicInteger();
    server =
        request -> {
          calls.incrementAndGet();
          answer(request, Answers.CHECKSUM_ERROR);
        };
    try (Collector collector = open(vertx, local(""))) {
      for (int collections = 1; collections <= 5; collections++) {
        Samples s = Await.result(collector.collect());
        assertThat(s.value(BbbMetrics.API_FAILURES, "checksum")).isEqualTo(collections);
        assertThat(calls).hasValue(3 + collections);
      }
    }
  }

  @Test
  void recognisesAScaleliteFront() {
    server =
        request ->
            answer(
                request,
                request.uri().contains("getMeetings")
                    ? "<response><returncode>SUCCESS</returncode><messageKey>noMeetings</messageKey>"
                        + "<message>no meetings</message><meetings/></response>"
                    : Answers.ROOT_OF_SCALELITE);
    Samples s = collectOnce("");
    assertThat(s.value(BbbMetrics.MEETINGS)).isZero();
    assertThat(s.series(BbbMetrics.API_KIND)).containsExactly(List.of("scalelite"));
  }

  @Test
  void whatStandsThereIsUnknownWhenTheRootDoesNotAnswer() {
    server =
        request -> {
          if (request.uri().contains("getMeetings")) {
            answer(request, Answers.NONE);
          } else {
            request.response().setStatusCode(404).end();
          }
        };
    Samples s = collectOnce("");
    assertThat(s.value(BbbMetrics.API_UP)).isEqualTo(1);
    assertThat(s.metrics()).doesNotContain(BbbMetrics.API_KIND);
  }

  @Test
  void readsALargeAnswerWhoseServerClosesTheConnection() {
    String answer = Answers.of(rooms(8000));
    server =
        request ->
            request
                .response()
                .putHeader("Connection", "close")
                .end(answer)
                .onComplete(w -> request.connection().close());
    assertThat(collectOnce("").value(BbbMetrics.MEETINGS)).isEqualTo(8000);
  }

  @Test
  void certificatesAreCheckedUnlessToldOtherwise() {
    SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
    int port =
        Await.result(
                vertx
                    .createHttpServer(
                        new HttpServerOptions()
                            .setSsl(true)
                            .setKeyCertOptions(certificate.keyCertOptions()))
                    .requestHandler(request -> answer(request, Answers.NONE))
                    .listen(0, "127.0.0.1"))
            .actualPort();
    String yaml = "url: https://localhost:" + port + "\nsecret: x\n";
    down("tls", collect(vertx, yaml));
    assertThat(collect(vertx, yaml + "tls_verify: false").value(BbbMetrics.API_UP)).isEqualTo(1);
    assertThat(
            collect(vertx, yaml + "tls_verify: " + certificate.certificatePath())
                .value(BbbMetrics.API_UP))
        .isEqualTo(1);
    String other = yaml.replace("localhost", "127.0.0.1");
    down("tls", collect(vertx, other + "ca_file: " + certificate.certificatePath()));
    certificate.delete();
  }

  private static String[] rooms(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> Answers.room("room-" + i, "3"))
        .toArray(String[]::new);
  }

  @Test
  void findsUrlAndSecretOnTheHostWithTheFileInEtcHavingTheLastWord() throws IOException {
    List<String> asked = new CopyOnWriteArrayList<>();
    server =
        request -> {
          asked.add(request.uri());
          answer(request, Answers.NONE);
        };
    write(
        "usr/share/bbb-web/WEB-INF/classes/bigbluebutton.properties",
        "securitySalt=330a8b08c3b4c61533e1d0c5ce1ac88f\nbigbluebutton.web.serverURL=http://127.0.0.1:"
            + port()
            + "\n");
    write("etc/bigbluebutton/bbb-web.properties", "# own\nsecuritySalt = " + SECRET + "\n");
    write(
        "etc/bigbluebutton/bigbluebutton-release",
        "# This file is generated\nBIGBLUEBUTTON_RELEASE=3.0.4\n");
    Samples s = collect(vertx, "");
    assertThat(asked).first().isEqualTo(SIGNED);
    assertThat(s.value(BbbMetrics.API_UP)).isEqualTo(1);
    assertThat(s.value(BbbMetrics.VERSION, "3.0.4")).isEqualTo(1);
    assertThat(new BbbExporter().presenceBelow(root, Section.parse("a", "")).on()).isTrue();
  }

  @Test
  void withoutUrlOrSecretTheConfigurationIsTheReason() {
    down("config", collect(vertx, ""));
    down("config", collect(vertx, "url: http://127.0.0.1:1"));
    assertThat(new BbbExporter().presenceBelow(root, Section.parse("a", "")).on()).isFalse();
    assertThat(new BbbExporter().presenceBelow(root, Section.parse("a", "url: http://x")).on())
        .isTrue();
  }

  @Test
  void neitherSecretNorChecksumAreLogged() {
    StringBuilder logged = new StringBuilder();
    Logger logger = Logger.getLogger("org.bbbfleet.exporters.bbb");
    StreamHandler handler =
        new StreamHandler() {
          @Override
          public synchronized void publish(LogRecord r) {
            logged.append(r.getMessage()).append(r.getThrown());
            for (Object p : r.getParameters() == null ? new Object[0] : r.getParameters()) {
              logged.append(p);
            }
          }
        };
    logger.addHandler(handler);
    try {
      server = request -> answer(request, Answers.CHECKSUM_ERROR);
      collectOnce("");
      server = request -> request.response().setStatusCode(500).end(request.uri());
      collectOnce("");
      collect(vertx, "url: http://no-such-host.invalid\nsecret: " + SECRET);
    } finally {
      logger.removeHandler(handler);
    }
    assertThat(logged.toString())
        .contains("checksumError")
        .doesNotContain(SECRET)
        .doesNotContain("checksum=");
  }

  @Test
  void wrongOptionsAreReported() {
    Section options =
        Section.parse("agent.yaml", "{url: ftp://x, checksum: md5, timeout: 0s, secrt: x}");
    new BbbExporter().open(options, context(vertx)).close();
    assertThatThrownBy(options::finish)
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("url must be an http or https URL")
        .hasMessageContaining("checksum must be one of auto, sha1, sha256, sha384, sha512")
        .hasMessageContaining("timeout must be above 0")
        .hasMessageContaining("Did you mean secret?");
  }

  @Test
  void itsTimeoutLeavesTimeToSaySoBeforeTheDeadline() {
    BbbOptions options =
        BbbOptions.read(
            Section.parse("a", "{deadline: 4s, timeout: 10s}"),
            Duration.ofSeconds(12),
            PeerSettings.NONE,
            root);
    assertThat(options.timeout()).isEqualTo(Duration.ofMillis(3500));
  }

  private void unique(int meetings, int breakouts, Collector collector) {
    Samples s = Await.result(collector.collect());
    assertThat(s.value(BbbMetrics.UNIQUE_MEETINGS)).isEqualTo(meetings);
    assertThat(s.value(BbbMetrics.UNIQUE_BREAKOUT_ROOMS)).isEqualTo(breakouts);
  }

  private static void down(String reason, Samples s) {
    assertThat(s.value(BbbMetrics.API_UP)).as(reason).isZero();
    assertThat(s.value(BbbMetrics.API_FAILURES, reason)).as(reason).isEqualTo(1);
    assertThat(s.metrics()).doesNotContainAnyElementsOf(OF_MEETINGS);
    assertThat(s.metrics()).doesNotContain(BbbMetrics.API_LAST_SUCCESS);
  }

  private Samples collectOnce(String more) {
    return collect(vertx, local(more));
  }

  private String local(String more) {
    return "url: http://127.0.0.1:" + port() + "\nsecret: " + SECRET + "\n" + more;
  }

  private Samples collect(Vertx v, String yaml) {
    try (Collector collector = open(v, yaml)) {
      return Await.result(collector.collect());
    }
  }

  private Collector open(Vertx v, String yaml) {
    Section options = Section.parse("agent.yaml", yaml);
    Collector collector = new BbbExporter().open(options, context(v));
    options.finish();
    return collector;
  }

  private CollectorContext context(Vertx v) {
    Clock clock = Clock.fixed(Instant.ofEpochSecond(1_000_000), ZoneOffset.UTC);
    return new CollectorContext(v, clock, root, "9.9");
  }

  private int port() {
    return Await.result(
            vertx
                .createHttpServer()
                .requestHandler(request -> server.handle(request))
                .listen(0, "127.0.0.1"))
        .actualPort();
  }

  private void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static void answer(HttpServerRequest request, String xml) {
    request.response().putHeader("Content-Type", "text/xml;charset=utf-8").end(xml);
  }

  private static void flood(HttpServerResponse response, Buffer piece) {
    response.write(piece).onSuccess(v -> flood(response, piece));
  }
}
