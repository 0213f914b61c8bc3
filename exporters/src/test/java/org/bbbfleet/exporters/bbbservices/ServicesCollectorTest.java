package org.bbbfleet.exporters.bbbservices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.error.ProblemsException;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.core.shell.Shell;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.testing.Await;
import org.bbbfleet.exporters.testing.FakeShell;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServicesCollectorTest {
  private final Vertx vertx = Vertx.vertx();

  @TempDir Path root;

  @BeforeEach
  void uptime() throws IOException {
    write("proc/uptime", "1000.50 2000.00\n");
  }

  @AfterEach
  void close() {
    Await.result(vertx.close());
  }

  @Test
  void eachServiceHasItsPeersNameAndItsOwn() {
    Samples s =
        collect(
            unit("bbb-web.service", "active", "enabled")
                + unit("bbb-webrtc-sfu.service", "failed", "enabled")
                + unit("bbb-html5-backend@1.service", "active", "static"));
    assertThat(s.value(peer("bbb-web"))).isEqualTo(1);
    assertThat(s.value(peer("bbb-webrtc-sfu"))).isZero();
    assertThat(s.value(ServicesMetrics.UP, "bbb-html5-backend@1")).isEqualTo(1);
    // The peers' script took bbb-html5-backend@1 for bbb-html5.
    assertThat(s.value(peer("bbb-html5"))).isNaN();
    assertThat(s.value(ServicesMetrics.STATE, "bbb-webrtc-sfu", "failed")).isEqualTo(1);
    assertThat(s.value(ServicesMetrics.RESTARTS, "bbb-web")).isEqualTo(2);
    assertThat(s.value(ServicesMetrics.MEMORY, "bbb-web")).isEqualTo(123456);
    assertThat(s.value(ServicesMetrics.STATE_SINCE, "bbb-web")).isEqualTo(999_400);
    assertThat(s.value(ServicesMetrics.LAST_RUN)).isEqualTo(1_000_000);
    assertThat(s.value(ServicesMetrics.LAST_DURATION)).isNotNegative();
  }

  @Test
  void whatIsInactiveIsNeverUp() {
    for (String state : new String[] {"inactive", "activating", "deactivating", "failed"}) {
      Samples s = collect(unit("nginx.service", state, "enabled"));
      assertThat(s.value(peer("nginx"))).as(state).isZero();
    }
  }

  @Test
  void whatIsNotThereIsAbsentNotDown() {
    Samples s =
        collect(
            unit("red5.service", "inactive", "").replace("=loaded", "=not-found")
                + unit("mongod.service", "inactive", "masked").replace("=loaded", "=masked")
                + unit("bbb-lti.service", "inactive", "disabled")
                + unit("bbb-once.service", "inactive", "enabled").replace("=simple", "=oneshot"));
    assertThat(s.metrics())
        .containsExactly(ServicesMetrics.LAST_RUN, ServicesMetrics.LAST_DURATION);
  }

  @Test
  void whatDoesOneThingAndEndsIsNotDownWhileItWorks() {
    String check = unit("bbb-fleet-check.service", "activating", "static");
    Samples s = collect(check.replace("=simple", "=oneshot"));
    assertThat(s.value(ServicesMetrics.UP, "bbb-fleet-check")).isNaN();
    assertThat(s.value(ServicesMetrics.STATE, "bbb-fleet-check", "activating")).isEqualTo(1);
    String failed = unit("bbb-fleet-check.service", "failed", "static");
    s = collect(failed.replace("=simple", "=oneshot"));
    assertThat(s.value(ServicesMetrics.UP, "bbb-fleet-check")).isZero();
  }

  @Test
  void aServiceKnownByAnAliasHasItsPeersName() {
    Samples s =
        collect(
            unit("redis.service", "active", "enabled")
                .replace("Names=redis.service", "Names=redis.service redis-server.service"));
    assertThat(s.value(peer("redis-server"))).isEqualTo(1);
    assertThat(s.value(ServicesMetrics.UP, "redis")).isEqualTo(1);
  }

  @Test
  void asksSystemdOnceForAll() {
    FakeShell shell = FakeShell.printing("");
    collect("", shell, FakeShell.printing(""));
    assertThat(shell.commands())
        .singleElement()
        .asString()
        .startsWith("LC_ALL=C exec systemctl show --no-pager --property=Id,Names,")
        .contains(" kurento-media-server.service ")
        .endsWith(" 'bbb-*.service'");
  }

  @Test
  void readsWhatRootLeftOfTheCheck() throws IOException {
    write(ServicesOptions.CHECK_FILE, "# Potential problems described below\n# Error: odd\n");
    Samples s = collect("");
    assertThat(s.value(ServicesMetrics.CHECK_SUCCESS)).isEqualTo(1);
    assertThat(s.value(ServicesMetrics.CHECK_PROBLEMS)).isEqualTo(1);
    assertThat(s.value(ServicesMetrics.CHECK_PROBLEM, "other_error")).isEqualTo(1);
    assertThat(s.value(ServicesMetrics.CHECK_TIMESTAMP)).isPositive();
    write(ServicesOptions.CHECK_FILE, "Need to be root to run this option\n");
    s = collect("");
    assertThat(s.value(ServicesMetrics.CHECK_SUCCESS)).isZero();
    assertThat(s.metrics()).doesNotContain(ServicesMetrics.CHECK_PROBLEMS);
  }

  @Test
  void aCommandIsRunBesideTheCollectionsAndRarely() {
    FakeShell units = FakeShell.printing("");
    FakeShell checks = FakeShell.printing("# Potential problems described below\n");
    Section options = Section.parse("agent.yaml", "check_command: [sudo, bbb-conf, --check]");
    try (Collector collector = new ServicesExporter().open(options, context(), units, checks)) {
      options.finish();
      Await.until(
          "the check's result is there",
          () -> Await.result(collector.collect()).value(ServicesMetrics.CHECK_SUCCESS) == 1);
      Await.result(collector.collect());
    }
    assertThat(checks.commands()).containsExactly("LC_ALL=C.UTF-8 exec sudo bbb-conf --check");
    assertThat(units.commands()).hasSizeGreaterThan(1);
  }

  @Test
  void nobodyRunsTheCheckUnlessToldTo() {
    FakeShell checks = FakeShell.printing("");
    Samples s = collect("", FakeShell.printing(""), checks);
    assertThat(checks.commands()).isEmpty();
    assertThat(s.metrics()).doesNotContain(ServicesMetrics.CHECK_SUCCESS);
  }

  @Test
  void tooFrequentChecksAreReported() {
    Section options = Section.parse("agent.yaml", "check_interval: 1m\ncheck_timeout: 2m");
    new ServicesExporter()
        .open(options, context(), FakeShell.printing(""), FakeShell.printing(""))
        .close();
    assertThatThrownBy(options::finish)
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("check_interval must be at least 10m")
        .hasMessageContaining("check_timeout must be above 0");
  }

  @Test
  void versionsAreThoseOfInstalledPackages() throws IOException {
    write(
        "var/lib/dpkg/status",
        """
        Package: bbb-web
        Status: install ok installed
        Version: 1:2.7-55

        Package: bbb-lti
        Status: deinstall ok config-files
        Version: 1:2.5-1

        Package: nginx
        Status: install ok installed
        Version: 1.18
        """);
    Samples s = collect("");
    assertThat(s.series(ServicesMetrics.PACKAGE)).containsExactly(List.of("bbb-web", "1:2.7-55"));
  }

  @Test
  void aHostilePackageListGivesNoHostileLabels() throws IOException {
    String entry = "Package: bbb-%s\nStatus: install ok installed\nVersion: %s\n\n";
    Map<String, String> versions =
        DpkgStatus.parse(
            new BufferedReader(
                new StringReader(
                    entry.formatted("a", "1\u0000\"}")
                        + entry.formatted("b", "9".repeat(1000))
                        + "Version: 1\nPackage: bbb-c\nVersion: 2\n\n"
                        + entry.formatted("d", "1.0"))));
    assertThat(versions).isEqualTo(Map.of("bbb-d", "1.0"));
  }

  @Test
  void passesOnTheSfusOwnMetrics() throws IOException {
    HttpServer sfu =
        Await.result(
            vertx
                .createHttpServer()
                .requestHandler(
                    r ->
                        r.response()
                            .end(
                                """
                                sfu_module_status{module="core"} 1
                                mediasoup_worker_crashes 2
                                mcs_requests_total{method="x\\"} y",other="z"} 5
                                nodejs_heap_size_total_bytes 12345
                                """))
                .listen(0, "127.0.0.1"));
    write(
        "usr/local/bigbluebutton/bbb-webrtc-sfu/config/default.yml",
        "clientPort: '3008'\nprometheus:\n  enabled: false\n  host: localhost\n  port: 3014\n");
    write(
        "etc/bigbluebutton/bbb-webrtc-sfu/production.yml",
        "prometheus:\n  enabled: true\n  port: " + sfu.actualPort() + "\n");
    Samples s = collect("");
    assertThat(s.value(ServicesMetrics.SFU_ENDPOINTS)).isEqualTo(1);
    assertThat(s.value(ServicesMetrics.SFU_UP, "mcs-core")).isEqualTo(1);
    assertThat(s.value(SfuMetrics.MODULE_STATUS, "core", "mcs-core")).isEqualTo(1);
    assertThat(s.value(SfuMetrics.WORKER_CRASHES, "mcs-core")).isEqualTo(2);
    assertThat(s.value(SfuMetrics.of("mcs_requests_total").orElseThrow(), "x___y", "mcs-core"))
        .isEqualTo(5);
    assertThat(s.metrics()).allSatisfy(m -> assertThat(ServicesMetrics.all()).contains(m));
    Await.result(sfu.close());
    s = collect("");
    assertThat(s.value(ServicesMetrics.SFU_UP, "mcs-core")).isZero();
    assertThat(s.metrics()).doesNotContain(SfuMetrics.WORKER_CRASHES);
  }

  @Test
  void aProcessOfTheSfuThatIsSilentTakesNothingFromAnothersCounters() throws IOException {
    HttpServer one = page("mediasoup_worker_crashes 5\n");
    HttpServer other = page("mediasoup_worker_crashes 3\n");
    write(
        "etc/bigbluebutton/bbb-webrtc-sfu/production.yml",
        "prometheus: {enabled: true, port: %d, main: {port: %d}}\n"
            .formatted(one.actualPort(), other.actualPort()));
    Samples s = collect("");
    assertThat(s.value(SfuMetrics.WORKER_CRASHES, "mcs-core")).isEqualTo(5);
    assertThat(s.value(SfuMetrics.WORKER_CRASHES, "main")).isEqualTo(3);
    Await.result(other.close());
    s = collect("");
    assertThat(s.value(SfuMetrics.WORKER_CRASHES, "mcs-core")).isEqualTo(5);
    assertThat(s.value(SfuMetrics.WORKER_CRASHES, "main")).isNaN();
  }

  private HttpServer page(String text) {
    return Await.result(
        vertx
            .createHttpServer()
            .requestHandler(r -> r.response().end(text))
            .listen(0, "127.0.0.1"));
  }

  @Test
  void anOldReleasesKurentoIsAskedItself() {
    Queue<String> asked = new ConcurrentLinkedQueue<>();
    HttpServer kurento =
        Await.result(
            vertx
                .createHttpServer()
                .webSocketHandler(
                    socket ->
                        socket.textMessageHandler(
                            text -> {
                              JsonObject call = new JsonObject(text);
                              asked.add(call.getString("method"));
                              JsonObject value = new JsonObject().put("sessionId", "s");
                              value.put(
                                  "value",
                                  call.getString("method").equals("ping")
                                      ? "pong"
                                      : new JsonArray().add("a").add("b"));
                              JsonObject answer = new JsonObject().put("id", call.getValue("id"));
                              socket.writeTextMessage(answer.put("result", value).encode());
                            }))
                .listen(0, "127.0.0.1"));
    String yaml = "kurento_url: ws://127.0.0.1:" + kurento.actualPort() + "/kurento";
    String unit = unit("kurento-media-server.service", "active", "enabled");
    Samples s = collect(yaml, FakeShell.printing(unit), FakeShell.printing(""));
    assertThat(s.value(ServicesMetrics.KURENTO_UP)).isEqualTo(1);
    assertThat(s.value(ServicesMetrics.KURENTO_PIPELINES)).isEqualTo(2);
    assertThat(s.value(ServicesMetrics.KURENTO_LAST_SCRAPE)).isEqualTo(1_000_000_000);
    assertThat(asked).startsWith("ping", "invoke");
    Await.result(kurento.close());
    s = collect(yaml, FakeShell.printing(unit), FakeShell.printing(""));
    assertThat(s.value(ServicesMetrics.KURENTO_UP)).isZero();
    assertThat(s.metrics())
        .doesNotContain(ServicesMetrics.KURENTO_PIPELINES, ServicesMetrics.KURENTO_LAST_SCRAPE);
    // Newer releases have none, and nobody hears that it is down.
    s = collect(yaml, FakeShell.printing(""), FakeShell.printing(""));
    assertThat(s.metrics()).doesNotContain(ServicesMetrics.KURENTO_UP);
  }

  @Test
  void saysWhenTheSfuOffersNoMetrics() throws IOException {
    write("usr/local/bigbluebutton/bbb-webrtc-sfu/config/default.yml", "clientPort: '3008'\n");
    assertThat(collect("").value(ServicesMetrics.SFU_ENDPOINTS)).isZero();
    write("etc/bigbluebutton/bbb-webrtc-sfu/production.yml", "{[ no yaml");
    assertThat(collect("").metrics()).doesNotContain(ServicesMetrics.SFU_ENDPOINTS);
  }

  @Test
  void findsEachProcessOfTheSfu() throws IOException {
    write(
        "usr/local/bigbluebutton/bbb-webrtc-sfu/config/default.yml",
        """
        prometheus:
          enabled: false
          host: localhost
          port: 3014
          path: '/metrics'
          main: {host: 0.0.0.0, port: 3016}
          audio: {host: '::1', port: '3024', path: '../../etc'}
        """);
    write("etc/bigbluebutton/bbb-webrtc-sfu/production.yml", "prometheus: {enabled: true}\n");
    assertThat(new SfuConfig(root).read().orElseThrow())
        .containsExactly(
            new SfuConfig.Endpoint("mcs-core", "http://127.0.0.1:3014/metrics"),
            new SfuConfig.Endpoint("main", "http://127.0.0.1:3016/metrics"),
            new SfuConfig.Endpoint("audio", "http://[::1]:3024/metrics"));
  }

  @Test
  void suitsHostsOfBigBlueButton() throws IOException {
    Section none = Section.parse("agent.yaml", "");
    assertThat(new ServicesExporter().presenceBelow(root, none).on()).isFalse();
    write("etc/bigbluebutton/bigbluebutton-release", "BIGBLUEBUTTON_RELEASE=2.7.3\n");
    assertThat(new ServicesExporter().presenceBelow(root, none).on()).isFalse();
    Files.createDirectories(root.resolve("run/systemd/system"));
    assertThat(new ServicesExporter().presenceBelow(root, none).on()).isTrue();
  }

  private static Metric peer(String service) {
    return ServicesMetrics.PEER_UP.get(service);
  }

  private Samples collect(String units) {
    return collect("", FakeShell.printing(units), FakeShell.printing(""));
  }

  private Samples collect(String yaml, Shell units, Shell checks) {
    Section options = Section.parse("agent.yaml", yaml);
    try (Collector collector = new ServicesExporter().open(options, context(), units, checks)) {
      options.finish();
      return Await.result(collector.collect());
    }
  }

  private CollectorContext context() {
    Clock clock = Clock.fixed(Instant.ofEpochSecond(1_000_000), ZoneOffset.UTC);
    return new CollectorContext(vertx, clock, root);
  }

  private void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static String unit(String id, String active, String enabled) {
    return """
        Type=simple
        NRestarts=2
        MemoryCurrent=123456
        Id=%s
        Names=%s
        LoadState=loaded
        ActiveState=%s
        UnitFileState=%s
        StateChangeTimestampMonotonic=400000000

        """
        .formatted(id, id, active, enabled);
  }
}
