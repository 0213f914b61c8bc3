package org.bbbfleet.exporters.blackbox.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.blackbox.BlackboxMetrics;
import org.bbbfleet.exporters.blackbox.Probe;
import org.bbbfleet.exporters.blackbox.Probe.Outcome;
import org.bbbfleet.exporters.blackbox.Prober;
import org.bbbfleet.exporters.blackbox.Probing;
import org.bbbfleet.exporters.testing.Await;
import org.bbbfleet.lab.bbb.BbbFault;
import org.bbbfleet.lab.bbb.BbbOptions;
import org.bbbfleet.lab.bbb.BbbSimulator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiProbesTest {
  private static final String SECRET = "a-shared-secret";

  private final Vertx vertx = Vertx.vertx();
  private BbbSimulator bbb;

  @TempDir private Path directory;

  @BeforeEach
  void start() {
    bbb = Await.result(BbbSimulator.start(vertx, BbbOptions.loopback(SECRET)));
  }

  @AfterEach
  void stop() {
    Await.result(vertx.close());
  }

  @Test
  void aSignedCallIsJudgedByItsBody() {
    Outcome good = ask(new BbbApiProber(), bbbTarget(SECRET), "one");
    assertThat(good.success()).as(good.why()).isTrue();
    assertThat(good.samples().value(BlackboxMetrics.BBB_MEETINGS)).isNotNegative();
    assertThat(good.samples().value(BlackboxMetrics.BBB_DURATION, "getMeetings")).isPositive();
    Outcome wrong = ask(new BbbApiProber(), bbbTarget("another"), "one");
    assertThat(wrong.success()).isFalse();
    assertThat(wrong.samples().value(BlackboxMetrics.BBB_FAILED, "getMeetings", "checksum"))
        .as("with HTTP status 200")
        .isOne();
    Outcome unknown = ask(new BbbApiProber(), bbbTarget(SECRET), "onee");
    assertThat(unknown.why()).contains("Did you mean one?");
    String url = bbb.apiBase() + "getMeetings?checksum=";
    assertThat(ask(new BbbApiProber(), bbbTarget(SECRET), url).success())
        .as("a target is a name, never an address")
        .isFalse();
  }

  @Test
  void aTestMeetingIsCreatedJoinedAndEnded() {
    Outcome good = ask(new JoinFlowProber(), bbbTarget(SECRET), "one");
    assertThat(good.success()).as(good.why()).isTrue();
    for (String phase : List.of("create", "join", "end")) {
      assertThat(good.samples().value(BlackboxMetrics.BBB_DURATION, phase)).isPositive();
      assertThat(bbb.requests(phase)).isOne();
    }
    assertThat(new JoinFlowProber().builtIn()).as("only for those who want it").isEmpty();
  }

  @Test
  void aMeetingThatCanNotBeJoinedIsEndedAllTheSame() {
    bbb.faults().set(new BbbFault.Hanging(), "join");
    Outcome bad =
        ask(
            new JoinFlowProber(),
            bbbTarget(SECRET),
            "one",
            Duration.ofMillis(600),
            new ArrayList<>());
    assertThat(bad.success()).isFalse();
    Await.until("the meeting is ended", () -> bbb.requests("end") == 1);
  }

  @Test
  void noSecretIsShown() {
    List<String> trace = new ArrayList<>();
    bbb.faults().set(new BbbFault.Reset());
    Outcome bad = ask(new BbbApiProber(), bbbTarget(SECRET), "one", Probing.ENOUGH, trace);
    assertThat(bad.why() + trace).doesNotContain(SECRET).doesNotContain("checksum=");
  }

  @Test
  void scaleliteIsJudgedByTheBodyOfItsHealthCheck() {
    StringBuilder health = new StringBuilder("success");
    HttpServer scalelite =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  switch (Optional.ofNullable(request.path()).orElse("")) {
                    case "/health_check" -> request.response().end(health.toString());
                    case "/bigbluebutton/api/" ->
                        request
                            .response()
                            .end("<response><returncode>SUCCESS</returncode></response>");
                    case "/scalelite/api/getServers" ->
                        request
                            .response()
                            .end(
                                "[{\"state\":\"enabled\",\"online\":true,\"secret\":\"s3\"},"
                                    + "{\"state\":\"enabled\",\"online\":false},"
                                    + "{\"state\":\"odd\",\"online\":true}]");
                    default -> request.response().setStatusCode(404).end();
                  }
                });
    int port = Await.result(scalelite.listen(0, "127.0.0.1")).actualPort();
    Path targets =
        targets("scalelite: {lb: {url: 'http://127.0.0.1:" + port + "', secret: lb-secret}}");
    Outcome good = ask(new ScaleliteProber(), targets, "lb");
    assertThat(good.success()).as(good.why()).isTrue();
    assertThat(good.samples().value(BlackboxMetrics.SCALELITE_SERVERS, "enabled", "true")).isOne();
    assertThat(good.samples().value(BlackboxMetrics.SCALELITE_SERVERS, "other", "true")).isOne();
    health.replace(0, health.length(), "Health Check Failure: redis");
    Outcome bad = ask(new ScaleliteProber(), targets, "lb");
    assertThat(bad.success()).as("its status is 200 all the same").isFalse();
    assertThat(bad.why()).contains("Health Check Failure");
  }

  private Path bbbTarget(String secret) {
    return targets("bbb: {one: {url: '" + bbb.apiBase() + "', secret: " + secret + "}}");
  }

  private Path targets(String yaml) {
    try {
      Path file = Files.writeString(directory.resolve("targets.yaml"), yaml);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      return file;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Outcome ask(Prober prober, Path targets, String target) {
    return ask(prober, targets, target, Probing.ENOUGH, new ArrayList<>());
  }

  private Outcome ask(
      Prober prober, Path targets, String target, Duration deadline, List<String> trace) {
    Section options = Section.parse("m.yml", "targets: " + targets);
    CollectorContext context =
        new CollectorContext(vertx, java.time.Clock.systemUTC(), Path.of("/"));
    try (Probe probe = prober.open(options, context)) {
      options.finish();
      Outcome outcome =
          Await.result(
              probe.probe(new Probe.Request(target, deadline, Optional.empty(), trace::add)));
      if (prober instanceof JoinFlowProber) {
        Await.until("its calls are over", () -> bbb.requests("end") > 0);
      }
      return outcome;
    }
  }
}
