package org.bbbfleet.exporters.scalelite;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Exposition;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.testing.Await;
import org.bbbfleet.lab.packages.DebianPackages;
import org.bbbfleet.lab.packages.FleetCache;
import org.bbbfleet.lab.packages.Unpacked;
import org.bbbfleet.lab.packages.Wanted;
import org.bbbfleet.lab.scalelite.Backend;
import org.bbbfleet.lab.scalelite.PollerKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's Redis, filled as Scalelite and its poller fill it. */
@Tag("system")
class RedisSystemTest {
  private static final String PASSWORD = "hunter2";
  private static final Backend ONE = Backend.enabled("b-1", "bbb-1.example.org", 3, 42);
  private static final Backend TWO =
      Backend.enabled("b-2", "bbb-2.example.org", 1, 7).in("cordoned");

  private final Vertx vertx = Vertx.vertx();
  private Unpacked programs;
  private Process redis;
  private int port;

  @TempDir Path directory;

  @BeforeEach
  void start() throws IOException {
    programs =
        new DebianPackages(FleetCache.fromEnvironment(), line -> {})
            .unpack(List.of(new Wanted("redis-server", "Scalelite keeps its servers in it")));
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    redis =
        process(
            "redis-server",
            "--port",
            Integer.toString(port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--dir",
            directory.toString(),
            "--requirepass",
            PASSWORD);
    Await.until("Redis answers", () -> cli(List.of("PING")).contains("PONG"));
  }

  @AfterEach
  void stop() throws InterruptedException {
    redis.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    Await.result(vertx.close());
  }

  @Test
  void readsWhatThePollerCountedAndWhen() {
    for (Backend server : List.of(ONE, TWO, Backend.enabled("b-3", "b3", 9, 9).offline())) {
      PollerKeys.saved(server).forEach(this::cli);
      cli(PollerKeys.polled(server));
    }
    PollerKeys.meeting("m-1", ONE).forEach(this::cli);
    cli(List.of("SADD", "scalelite:servers", "removed-meanwhile"));
    Samples s = collect();
    assertThat(s.value(ScaleliteMetrics.REDIS_UP)).isEqualTo(1);
    assertThat(s.value(ScaleliteMetrics.SERVERS)).isEqualTo(3);
    assertThat(s.value(ScaleliteMetrics.AVAILABLE)).isEqualTo(1);
    assertThat(s.value(ScaleliteMetrics.SERVER_USERS, "bbb-1.example.org")).isEqualTo(42);
    assertThat(s.value(ScaleliteMetrics.SERVER_MEETINGS, "bbb-1.example.org")).isEqualTo(3);
    assertThat(s.value(ScaleliteMetrics.SERVER_LOAD, "bbb-1.example.org")).isEqualTo(42);
    assertThat(s.value(ScaleliteMetrics.SERVER_LOAD, "bbb-2.example.org")).isEqualTo(7);
    assertThat(s.value(ScaleliteMetrics.SERVER_STATE, "bbb-2.example.org", "cordoned"))
        .isEqualTo(1);
    assertThat(s.value(ScaleliteMetrics.SERVER_ONLINE, "b3")).isZero();
    assertThat(s.value(ScaleliteMetrics.SERVER_LOAD, "b3")).isNaN();
    assertThat(s.value(ScaleliteMetrics.MEETINGS)).isEqualTo(1);
    assertThat(Exposition.forAccept("").write(s)).doesNotContain("secret-of", PASSWORD);
  }

  @Test
  void lookingDoesNotMakeThePollerYounger() {
    PollerKeys.saved(ONE).forEach(this::cli);
    PollerKeys.saved(TWO).forEach(this::cli);
    cli(PollerKeys.polled(ONE));
    cli(PollerKeys.polled(TWO));
    // Looked at again and again, its age grows all the same.
    Await.until(
        "the poller is two seconds old", () -> collect().value(ScaleliteMetrics.POLLER_AGE) >= 2);
    cli(PollerKeys.polled(ONE));
    Samples s = collect();
    assertThat(s.value(ScaleliteMetrics.SERVER_POLL_AGE, "bbb-1.example.org")).isLessThan(2);
    assertThat(s.value(ScaleliteMetrics.SERVER_POLL_AGE, "bbb-2.example.org"))
        .isGreaterThanOrEqualTo(2);
    assertThat(s.value(ScaleliteMetrics.POLLER_AGE)).isLessThan(2);
  }

  @Test
  void withoutIdleTimesOnlyThePollersAgeIsAbsent() {
    PollerKeys.saved(ONE).forEach(this::cli);
    cli(PollerKeys.polled(ONE));
    cli(List.of("CONFIG", "SET", "maxmemory-policy", "allkeys-lfu"));
    Samples s = collect();
    assertThat(s.value(ScaleliteMetrics.REDIS_UP)).isEqualTo(1);
    assertThat(s.value(ScaleliteMetrics.SERVER_USERS, "bbb-1.example.org")).isEqualTo(42);
    assertThat(s.metrics()).doesNotContain(ScaleliteMetrics.POLLER_AGE);
  }

  @Test
  void aRedisThatIsGoneHasNoServers() throws InterruptedException {
    PollerKeys.saved(ONE).forEach(this::cli);
    assertThat(collect("wrong").value(ScaleliteMetrics.REDIS_UP)).isZero();
    redis.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    Samples s = collect();
    assertThat(s.value(ScaleliteMetrics.REDIS_UP)).isZero();
    assertThat(s.metrics()).doesNotContain(ScaleliteMetrics.SERVERS);
  }

  @Test
  void keysThatAreOfAnotherKindAreAFailureNotAHang() {
    cli(List.of("SET", "scalelite:servers", "text"));
    assertThat(collect().value(ScaleliteMetrics.REDIS_UP)).isZero();
  }

  private Samples collect() {
    return collect(PASSWORD);
  }

  private Samples collect(String password) {
    Section options =
        Section.parse(
            "agent.yaml",
            "redis: redis://127.0.0.1:" + port + "/0\nredis_password: " + password + "\n");
    CollectorContext context = new CollectorContext(vertx, Clock.systemUTC(), Path.of("/"));
    try (Collector collector = new ScaleliteExporter().open(options, context)) {
      options.finish();
      return Await.result(collector.collect());
    }
  }

  private String cli(List<String> words) {
    List<String> all = new ArrayList<>(List.of("-p", Integer.toString(port)));
    all.addAll(words);
    try {
      Process process = process("redis-cli", all.toArray(String[]::new));
      String said = new String(process.getInputStream().readAllBytes());
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      return said;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Process process(String program, String... words) throws IOException {
    List<String> line = new ArrayList<>(List.of(programs.program(program).toString()));
    line.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().putAll(programs.environment());
    builder.environment().put("REDISCLI_AUTH", PASSWORD);
    if (program.equals("redis-server")) {
      builder.redirectOutput(Files.createFile(directory.resolve("redis.log")).toFile());
    }
    return builder.start();
  }
}
