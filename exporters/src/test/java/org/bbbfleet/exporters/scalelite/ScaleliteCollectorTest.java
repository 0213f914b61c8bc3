package org.bbbfleet.exporters.scalelite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.error.ProblemsException;
import org.bbbfleet.core.metrics.Exposition;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.testing.Await;
import org.bbbfleet.lab.bbb.ChecksumAlgorithm;
import org.bbbfleet.lab.scalelite.Backend;
import org.bbbfleet.lab.scalelite.ScaleliteSimulator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScaleliteCollectorTest {
  private static final String SECRET = "loadbalancer secret";
  private static final Backend ONE = Backend.enabled("b-1", "bbb-1.example.org", 3, 42);
  private static final Backend TWO = Backend.enabled("b-2", "bbb-2.example.org", 1, 7);

  private final Vertx vertx = Vertx.vertx();
  private ScaleliteSimulator scalelite;

  @TempDir Path root;

  @BeforeEach
  void start() throws IOException {
    write("proc/uptime", "1000.50 2000.00\n");
    scalelite = simulator(EnumSet.allOf(ChecksumAlgorithm.class));
  }

  @AfterEach
  void close() {
    Await.result(vertx.close());
  }

  @Test
  void tellsOfEachServerAndNeverItsSecret() {
    scalelite.servers(ONE, TWO.in("cordoned"), Backend.enabled("b-3", "b3", 0, 0).offline());
    Samples s = collect("");
    assertThat(s.value(ScaleliteMetrics.API_UP)).isEqualTo(1);
    assertThat(s.value(ScaleliteMetrics.SERVERS)).isEqualTo(3);
    assertThat(s.value(ScaleliteMetrics.AVAILABLE)).isEqualTo(1);
    assertThat(s.value(ScaleliteMetrics.SERVER_ONLINE, "bbb-1.example.org")).isEqualTo(1);
    assertThat(s.value(ScaleliteMetrics.SERVER_LOAD, "bbb-1.example.org")).isEqualTo(42);
    assertThat(s.value(ScaleliteMetrics.SERVER_STATE, "bbb-2.example.org", "cordoned"))
        .isEqualTo(1);
    assertThat(s.value(ScaleliteMetrics.SERVER_STATE, "bbb-2.example.org", "enabled")).isZero();
    assertThat(s.value(ScaleliteMetrics.SERVER_ONLINE, "b3")).isZero();
    assertThat(s.value(ScaleliteMetrics.SERVER_LOAD, "b3")).isNaN();
    assertThat(s.value(ScaleliteMetrics.SERVER_INFO, "bbb-1.example.org", "b-1", "", "3.0.4"))
        .isEqualTo(1);
    // The API does not tell what the poller counted.
    assertThat(s.metrics())
        .doesNotContain(ScaleliteMetrics.SERVER_USERS, ScaleliteMetrics.POLLER_AGE);
    assertThat(Exposition.forAccept("").write(s)).doesNotContain("secret-of", SECRET);
  }

  @Test
  void aHealthCheckThatSays200AndFailureIsNotWell() {
    assertThat(collect("").value(ScaleliteMetrics.UP)).isEqualTo(1);
    scalelite.health("Health Check Failure: Error connecting to Redis on redis:6379");
    Samples s = collect("");
    assertThat(s.value(ScaleliteMetrics.UP)).isZero();
    assertThat(s.value(ScaleliteMetrics.HEALTH_FAILURES, "redis")).isEqualTo(1);
    assertThat(s.value(ScaleliteMetrics.HEALTH_DURATION)).isPositive();
  }

  @Test
  void theHealthChecksTextIsJudged() {
    assertThat(Front.judge("success\n")).isEmpty();
    assertThat(Front.judge("Health Check Failure: Pending migrations")).isEqualTo("migrations");
    assertThat(Front.judge("Health Check Failure: Database not responding")).isEqualTo("database");
    assertThat(Front.judge("Health Check Failure: PG::ConnectionBad: no route"))
        .isEqualTo("database");
    assertThat(Front.judge("Health Check Failure: the moon")).isEqualTo("other");
    assertThat(Front.judge("<html>success</html>")).isEqualTo("malformed");
    assertThat(Front.judge("")).isEqualTo("malformed");
  }

  @Test
  void noServersIsAnAnswer() {
    Samples s = collect("");
    assertThat(s.value(ScaleliteMetrics.API_UP)).isEqualTo(1);
    assertThat(s.value(ScaleliteMetrics.SERVERS)).isZero();
  }

  @Test
  void aWrongSecretIsToldFromAnOldScalelite() {
    scalelite.servers(ONE);
    Samples s = collect("secret: wrong", "");
    assertThat(s.value(ScaleliteMetrics.API_UP)).isZero();
    assertThat(s.value(ScaleliteMetrics.API_FAILURES, "checksum")).isEqualTo(1);
    assertThat(s.metrics()).doesNotContain(ScaleliteMetrics.SERVERS);
    assertThat(s.value(ScaleliteMetrics.UP)).isEqualTo(1);
  }

  @Test
  void findsTheAlgorithmThatItTakes() {
    scalelite = simulator(Set.of(ChecksumAlgorithm.SHA512));
    scalelite.servers(ONE);
    assertThat(collect("").value(ScaleliteMetrics.SERVERS)).isEqualTo(1);
  }

  @Test
  void withoutASecretOnlyItsHealthIsAsked() {
    scalelite.servers(ONE);
    Samples s = collect("", "");
    assertThat(s.value(ScaleliteMetrics.UP)).isEqualTo(1);
    assertThat(s.metrics()).doesNotContain(ScaleliteMetrics.API_UP, ScaleliteMetrics.SERVERS);
  }

  @Test
  void whatDoesNotAnswerHasAReasonAndNoServers() {
    Await.result(scalelite.stop());
    Samples s = collect("");
    assertThat(s.value(ScaleliteMetrics.UP)).isZero();
    assertThat(s.value(ScaleliteMetrics.HEALTH_FAILURES, "connect")).isEqualTo(1);
    assertThat(s.value(ScaleliteMetrics.API_FAILURES, "connect")).isEqualTo(1);
    assertThat(s.metrics()).doesNotContain(ScaleliteMetrics.SERVERS);
  }

  @Test
  void twoServersOfOneNameAreBothThere() {
    scalelite.servers(ONE, Backend.enabled("b-9", "bbb-1.example.org", 0, 9));
    Samples s = collect("");
    assertThat(s.value(ScaleliteMetrics.SERVER_LOAD, "bbb-1.example.org")).isEqualTo(42);
    assertThat(s.value(ScaleliteMetrics.SERVER_LOAD, "b-9")).isEqualTo(9);
  }

  @Test
  void countsWhatWaitsAndWhatIsPublished() throws IOException {
    write("var/scalelite-recordings/spool/a.tar", "12345");
    write("var/scalelite-recordings/spool/b.tar", "123");
    write("var/scalelite-recordings/spool/.c.tar.Xy12", "unfinished");
    write("var/scalelite-recordings/published/presentation/r1/metadata.xml", "");
    write("var/scalelite-recordings/published/presentation/r2/metadata.xml", "");
    write("var/scalelite-recordings/published/video/r1/metadata.xml", "");
    write("var/scalelite-recordings/unpublished/presentation/r3/metadata.xml", "");
    process(41, "ruby", "ruby", "/srv/bin/rake", "recordings:watch[true,60]");
    process(42, "ruby", "ruby", "/srv/bin/rake", "poll[60]");
    process(43, "tini", "tini", "--", "bundle", "exec", "rake", "poll[60]");
    process(44, "vim", "vim", "recordings:watch");
    Samples s = collect("", "");
    assertThat(s.value(ScaleliteMetrics.SPOOL)).isEqualTo(2);
    assertThat(s.value(ScaleliteMetrics.SPOOL_BYTES)).isEqualTo(8);
    // The tests' clock is an hour ahead of the files.
    assertThat(s.value(ScaleliteMetrics.SPOOL_OLDEST)).isBetween(3599.0, 3660.0);
    assertThat(s.value(ScaleliteMetrics.PUBLISHED)).isEqualTo(2);
    assertThat(s.value(ScaleliteMetrics.BY_FORMAT, "video", "published")).isEqualTo(1);
    assertThat(s.value(ScaleliteMetrics.BY_FORMAT, "presentation", "unpublished")).isEqualTo(1);
    assertThat(s.value(ScaleliteMetrics.IMPORTERS)).isEqualTo(1);
    assertThat(s.value(ScaleliteMetrics.POLLERS)).isEqualTo(1);
    assertThat(s.value(ScaleliteMetrics.RECORDINGS_UP)).isEqualTo(1);
    assertThat(s.value(ScaleliteMetrics.LAST_RUN)).isPositive();
    assertThat(s.metrics()).allSatisfy(m -> assertThat(ScaleliteMetrics.all()).contains(m));
  }

  @Test
  void withoutAnImporterRecordingsAreNotUp() throws IOException {
    Files.createDirectories(root.resolve("var/scalelite-recordings/spool"));
    Samples s = collect("", "");
    assertThat(s.value(ScaleliteMetrics.RECORDINGS_UP)).isZero();
    assertThat(s.value(ScaleliteMetrics.SPOOL)).isZero();
    assertThat(s.value(ScaleliteMetrics.SPOOL_OLDEST)).isZero();
  }

  @Test
  void aMissingSpoolIsNoEmptySpool() throws IOException {
    Files.createDirectories(root.resolve("var/scalelite-recordings/published"));
    process(41, "ruby", "ruby", "rake", "recordings:watch");
    Samples s = collect("", "");
    assertThat(s.value(ScaleliteMetrics.RECORDINGS_UP)).isZero();
    assertThat(s.metrics()).doesNotContain(ScaleliteMetrics.SPOOL, ScaleliteMetrics.PUBLISHED);
  }

  @Test
  void aPasswordInTheAddressIsRefused() {
    Section options = Section.parse("agent.yaml", "redis: redis://:hunter2@lb/0\ntimeout: 1m\n");
    new ScaleliteExporter().open(options, context()).close();
    assertThatThrownBy(options::finish)
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("redis_password_file")
        .hasMessageContaining("timeout must be above 0 and at most 8s")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void suitsHostsOfScalelite() throws IOException {
    Section none = Section.parse("agent.yaml", "");
    assertThat(new ScaleliteExporter().presenceBelow(root, none).on()).isFalse();
    Section url = Section.parse("agent.yaml", "url: https://lb.example.org");
    assertThat(new ScaleliteExporter().presenceBelow(root, url).on()).isTrue();
    Files.createDirectories(root.resolve("mnt/scalelite-recordings/var/bigbluebutton"));
    assertThat(new ScaleliteExporter().presenceBelow(root, none).on()).isTrue();
  }

  private ScaleliteSimulator simulator(Set<ChecksumAlgorithm> accepted) {
    return Await.result(ScaleliteSimulator.start(vertx, SECRET, accepted));
  }

  private Samples collect(String more) {
    return collect("secret: " + SECRET, more);
  }

  private Samples collect(String secret, String more) {
    Section options =
        Section.parse("agent.yaml", "url: " + scalelite.url() + "\n" + secret + "\n" + more);
    try (Collector collector = new ScaleliteExporter().open(options, context())) {
      options.finish();
      return Await.result(collector.collect());
    }
  }

  private CollectorContext context() {
    return new CollectorContext(vertx, Clock.offset(Clock.systemUTC(), Duration.ofHours(1)), root);
  }

  private void process(int pid, String comm, String... words) throws IOException {
    write(
        "proc/" + pid + "/stat",
        pid
            + " ("
            + comm
            + ") S 1 1 1 0 -1 4194560 100 0 0 0 5 5 0 0 20 0 1 0 100 1000000 200"
            + " 18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n");
    write("proc/" + pid + "/cmdline", String.join("\0", words) + "\0");
  }

  private void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
