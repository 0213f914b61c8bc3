package org.bbbfleet.exporters.bbb;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.blackbox.Probe;
import org.bbbfleet.exporters.testing.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BbbProbeTest {
  @TempDir Path directory;

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger asked = new AtomicInteger();
  private Probe probe;

  @BeforeEach
  void open() {
    Section options = Section.parse("m", "targets_file: " + directory.resolve("targets.yaml"));
    probe =
        new BbbProber()
            .open(options, new CollectorContext(vertx, Clock.systemUTC(), directory, "9.9"));
    options.finish();
  }

  @AfterEach
  void close() {
    probe.close();
    Await.result(vertx.close());
  }

  @Test
  void asksEachServerWithItsOwnSecret() throws IOException {
    List<String> uris = new ArrayList<>();
    int one = server(request -> answer(request, uris, Answers.of(Answers.room("a", "3"))));
    int two = server(request -> answer(request, uris, Answers.NONE));
    targets(target("one", one, "first") + target("two", two, "second"));
    Probe.Outcome first = ask("one", 5000);
    Probe.Outcome second = ask("two", 5000);
    assertThat(first.success()).isTrue();
    assertThat(first.samples().value(BbbMetrics.MEETINGS)).isEqualTo(1);
    assertThat(second.samples().value(BbbMetrics.MEETINGS)).isZero();
    assertThat(uris.stream().filter(u -> u.contains("getMeetings")).distinct()).hasSize(2);
  }

  @Test
  void keepsTheLatencyAndTheCountersOfEachServer() throws IOException {
    int port =
        server(request -> answer(request, new ArrayList<>(), Answers.of(Answers.room("a", "3"))));
    targets(target("one", port, "x"));
    ask("one", 5000);
    Probe.Outcome second = ask("one", 5000);
    assertThat(second.samples().value(BbbMetrics.UNIQUE_MEETINGS)).isEqualTo(1);
    assertThat(
            second.samples().distribution(BbbMetrics.API_LATENCY, "getMeetings", "").cumulative())
        .endsWith(2);
  }

  @Test
  void nobodyChoosesWhereASecretGoes() throws IOException {
    int port = server(request -> request.response().end());
    targets(target("one", port, "x"));
    for (String target :
        List.of(
            "http://127.0.0.1:" + port,
            "127.0.0.1:" + port,
            "two",
            "ONE",
            "one ",
            "../one",
            "one\nurl: http://127.0.0.1:" + port)) {
      Probe.Outcome outcome = ask(target, 2000);
      assertThat(outcome.success()).isFalse();
      assertThat(outcome.samples().value(BbbMetrics.API_UP)).isZero();
      assertThat(outcome.why()).contains("has no such bbb target");
    }
    assertThat(asked).hasValue(0);
  }

  @Test
  void aFileThatOthersMayReadIsNotUsed() throws IOException {
    int port = server(request -> request.response().end());
    Path file = targets(target("one", port, "x"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(ask("one", 2000).why()).contains("open to others");
    assertThat(asked).hasValue(0);
  }

  @Test
  void aServerThatHangsDelaysNoOther() throws IOException {
    int hanging = server(request -> {});
    int well = server(request -> answer(request, new ArrayList<>(), Answers.NONE));
    StringBuilder file = new StringBuilder(target("well", well, "x"));
    for (int i = 0; i < 60; i++) {
      file.append(target("hanging-" + i, hanging, "x"));
    }
    targets(file.toString());
    List<Future<Probe.Outcome>> stuck = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      stuck.add(probe.probe(request("hanging-" + i, 3000)));
    }
    Await.until("all are asked", () -> asked.get() == 60);
    assertThat(ask("well", 2000).success()).isTrue();
    assertThat(stuck).noneMatch(Future::isComplete);
    for (Future<Probe.Outcome> one : stuck) {
      Probe.Outcome outcome = Await.result(one);
      assertThat(outcome.success()).isFalse();
      assertThat(outcome.samples().value(BbbMetrics.API_FAILURES, "timeout")).isEqualTo(1);
    }
  }

  @Test
  void aFloodOfProbesOfOneServerDoesNotReachIt() throws IOException {
    int hanging = server(request -> {});
    targets(target("one", hanging, "x"));
    List<Future<Probe.Outcome>> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(probe.probe(request("one", 1000)));
    }
    for (Future<Probe.Outcome> one : all) {
      assertThat(Await.result(one).success()).isFalse();
    }
    assertThat(asked.get()).isLessThanOrEqualTo(4);
  }

  @Test
  void aChangedFileCountsAtOnce() throws IOException {
    int port = server(request -> answer(request, new ArrayList<>(), Answers.NONE));
    targets("bbb: {}\n");
    assertThat(ask("one", 2000).success()).isFalse();
    targets(target("one", port, "x"));
    assertThat(ask("one", 2000).success()).isTrue();
  }

  @Test
  void aTargetWithoutASecretIsAMistakeOfTheFile() throws IOException {
    targets("bbb:\n  one: {url: 'http://127.0.0.1:1/'}\n");
    assertThat(ask("one", 2000).why()).contains("secret_file");
  }

  private Probe.Outcome ask(String target, long millis) {
    return Await.result(probe.probe(request(target, millis)));
  }

  private static Probe.Request request(String target, long millis) {
    return Probe.Request.of(target, Duration.ofMillis(millis));
  }

  private static String target(String name, int port, String secret) {
    return "  " + name + ": {url: 'http://127.0.0.1:" + port + "', secret: '" + secret + "'}\n";
  }

  private Path targets(String text) throws IOException {
    Path file = directory.resolve("targets.yaml");
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, text.startsWith("bbb") ? text : "bbb:\n" + text);
  }

  private int server(Handler<HttpServerRequest> handler) {
    return Await.result(
            vertx
                .createHttpServer()
                .requestHandler(
                    request -> {
                      asked.incrementAndGet();
                      handler.handle(request);
                    })
                .listen(0, "127.0.0.1"))
        .actualPort();
  }

  private static void answer(HttpServerRequest request, List<String> uris, String meetings) {
    uris.add(request.uri());
    boolean root = !request.uri().contains("getMeetings");
    request
        .response()
        .end(root ? Answers.ROOT_OF_3_0 : meetings)
        .onFailure(e -> uris.add(e.toString()));
  }
}
