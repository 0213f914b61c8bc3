package org.bbbfleet.exporters.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.error.ProblemsException;
import org.bbbfleet.core.metrics.MeterRegistryMetrics;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.Exporter;
import org.bbbfleet.exporters.testing.Await;
import org.bbbfleet.exporters.testing.Http;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a running agent does when its configuration changes. */
class ReloadTest {
  private static final Duration NEVER = Duration.ofDays(1);

  @TempDir private Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final MeterRegistryMetrics meters = new MeterRegistryMetrics();
  private final AtomicBoolean installed = new AtomicBoolean();
  private Path file;
  private Agent agent;

  /** Gives its option, and how many of its kind were opened and closed. */
  private static final class Counting implements Exporter {
    private final String name;
    private final AtomicBoolean present;
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();

    Counting(String name, AtomicBoolean present) {
      this.name = name;
      this.present = present;
    }

    Metric metric() {
      return Metric.gauge("fake_" + name, "The option.");
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public List<Metric> metrics() {
      return List.of(metric());
    }

    @Override
    public Presence presenceBelow(Path root, Section options) {
      return present.get() ? Presence.on("installed") : Presence.off("not installed");
    }

    @Override
    public Duration interval() {
      return Duration.ofMillis(50);
    }

    @Override
    public Collector open(Section options, CollectorContext context) {
      int value = options.integer("value", 1, 0, 1000);
      options.secret("secret");
      opened.incrementAndGet();
      return new Collector() {
        @Override
        public Future<Samples> collect() {
          return Future.succeededFuture(new Samples().put(metric(), value));
        }

        @Override
        public void close() {
          closed.incrementAndGet();
        }
      };
    }
  }

  private final Counting one = new Counting("one", new AtomicBoolean(true));
  private final Counting two = new Counting("two", installed);

  @AfterEach
  void stop() {
    if (agent != null) {
      Await.result(agent.stop());
    }
    Await.result(vertx.close());
    meters.close();
  }

  @Test
  void whatChangedIsOpenedAnewAndTheRestGoesOn() throws IOException {
    installed.set(true);
    start("exporters: {two: {value: 2}}", NEVER);
    awaitLine("fake_two 2.0");
    write("exporters: {two: {value: 3}}");
    Await.result(agent.reload());
    awaitLine("fake_two 3.0");
    assertThat(two.opened.get()).isEqualTo(2);
    assertThat(two.closed.get()).isEqualTo(1);
    assertThat(one.opened.get()).isEqualTo(1);
    assertThat(one.closed.get()).isZero();
    write("exporters: {two: {enabled: false}}");
    Await.result(agent.reload());
    assertThat(metrics())
        .doesNotContain("fake_two")
        .contains("fleet_agent_exporter_enabled{collector=\"two\",} 0.0")
        .contains("fleet_agent_exporter_enabled{collector=\"one\",} 1.0");
  }

  @Test
  void aFaultyConfigurationChangesNothingAndIsSaid() throws IOException {
    start("exporters: {one: {value: 5}}", NEVER);
    awaitLine("fake_one 5.0");
    write("exporters: {one: {vallue: 6}, two: {enabled: true}}");
    assertThatThrownBy(() -> Await.result(agent.reload()))
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("Did you mean value?");
    awaitLine("fake_one 5.0");
    assertThat(metrics())
        .doesNotContain("fake_two")
        .contains("fleet_agent_config_last_reload_successful 0.0\n")
        .contains("fleet_agent_config_reload_failures_total 1.0\n");
    assertThat(Http.get(agent.port(), "/").body())
        .contains("The new configuration is faulty")
        .contains("exporters.one.vallue is not a known key");
    assertThat(two.closed.get()).as("what was opened in vain").isEqualTo(two.opened.get());

    write("exporters: {one: {value: 6}}");
    Await.result(agent.reload());
    awaitLine("fake_one 6.0");
    assertThat(metrics())
        .contains("fleet_agent_config_last_reload_successful 1.0\n")
        .contains("fleet_agent_config_reload_failures_total 1.0\n");
    assertThat(Http.get(agent.port(), "/").body()).doesNotContain("faulty");
  }

  @Test
  void aChangedFileIsSeenAndAFaultyOneIsTriedOnce() throws IOException {
    start("exporters: {one: {value: 7}}", Duration.ofMillis(20));
    awaitLine("fake_one 7.0");
    write("exporters: {one: {value: 8}}");
    awaitLine("fake_one 8.0");
    write("exporters: {one: {value: wrong}}");
    awaitLine("fleet_agent_config_reload_failures_total 1.0");
    write("exporters: {one: {value: 9}}");
    awaitLine("fake_one 9.0");
    assertThat(metrics()).contains("fleet_agent_config_reload_failures_total 1.0\n");
  }

  @Test
  void aChangedSecretOpensTheCollectorAnew() throws IOException {
    Path secret = Files.writeString(directory.resolve("secret"), "first");
    start("exporters: {one: {secret_file: " + secret + "}}", Duration.ofMillis(20));
    awaitLine("fake_one 1.0");
    Files.writeString(secret, "second");
    Await.until("opened anew", () -> one.opened.get() == 2 && one.closed.get() == 1);
  }

  @Test
  void whatIsInstalledLaterIsWatchedFromThenOn() throws IOException {
    start("", Duration.ofMillis(20));
    awaitLine("fake_one 1.0");
    assertThat(metrics()).doesNotContain("fake_two");
    installed.set(true);
    awaitLine("fake_two 1.0");
    assertThat(agent.explanations()).contains(new Explanation("two", true, "installed"));
  }

  @Test
  void reloadsOverHttpOnlyWhereThatIsAllowed() throws IOException {
    start("exporters: {one: {value: 7}}", NEVER);
    assertThat(Http.send("POST", agent.port(), "/-/reload").statusCode()).isEqualTo(403);
    Await.result(agent.stop());
    agent = Await.result(Agent.start(options(NEVER).withLifecycle(), meters, context()));
    write("exporters: {one: {value: 8}}");
    assertThat(Http.send("POST", agent.port(), "/-/reload").statusCode()).isEqualTo(200);
    awaitLine("fake_one 8.0");
    write("exporters: {one: {value: wrong}}");
    assertThat(Http.send("POST", agent.port(), "/-/reload").statusCode()).isEqualTo(500);
    assertThat(Http.get(agent.port(), "/-/reload").statusCode()).isEqualTo(405);
  }

  @Test
  void passwordsAreReadAgainToo() throws IOException {
    Path web = Files.writeString(directory.resolve("web.yml"), "");
    file = directory.resolve("agent.yaml");
    write("");
    agent =
        Await.result(
            Agent.start(options(NEVER).withWeb(java.util.Optional.of(web)), meters, context()));
    assertThat(Http.get(agent.port(), "/-/healthy").statusCode()).isEqualTo(200);
    Files.writeString(
        web,
        "basic_auth_users: {prom: '$2y$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e'}");
    Await.result(agent.reload());
    assertThat(Http.get(agent.port(), "/metrics").statusCode()).isEqualTo(401);
    assertThat(
            Http.get(agent.port(), "/metrics", "Authorization", "Basic cHJvbTpjb3JyZWN0IGhvcnNl")
                .statusCode())
        .isEqualTo(200);
    Files.writeString(web, "basic_auth_users: {prom: plain}");
    assertThatThrownBy(() -> Await.result(agent.reload())).hasMessageContaining("bcrypt");
    assertThat(Http.get(agent.port(), "/metrics").statusCode()).isEqualTo(401);
  }

  private void start(String yaml, Duration watch) throws IOException {
    file = directory.resolve("agent.yaml");
    write(yaml);
    agent = Await.result(Agent.start(options(watch), meters, context()));
  }

  private AgentOptions options(Duration watch) {
    return AgentOptions.of(() -> AgentConfig.of(Section.load(file), List.of(one, two)))
        .withWatch(watch);
  }

  private CollectorContext context() {
    return new CollectorContext(vertx, Clock.systemUTC(), Path.of("/"), "1.2.3");
  }

  // By a rename, as an editor does it: nobody reads a file that is half written.
  private void write(String yaml) throws IOException {
    Path half = Files.writeString(directory.resolve("half"), "listen: 127.0.0.1:0\n" + yaml);
    Files.move(
        half,
        file,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING,
        java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  private String metrics() {
    return Http.get(agent.port(), "/metrics").body();
  }

  private void awaitLine(String line) {
    Await.until(line, () -> metrics().contains(line + "\n"));
  }
}
