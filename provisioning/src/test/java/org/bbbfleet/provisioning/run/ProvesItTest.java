package org.bbbfleet.provisioning.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bbbfleet.core.promql.Selector.metric;
import static org.bbbfleet.provisioning.resource.Resources.file;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.rules.Evidence;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.rules.Severity;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.inventory.Inventory;
import org.bbbfleet.core.shell.LocalShell;
import org.bbbfleet.core.shell.Shells;
import org.bbbfleet.core.store.Leases;
import org.bbbfleet.core.store.Store;
import org.bbbfleet.exporters.thirdparty.Prometheus;
import org.bbbfleet.provisioning.resource.Artifact;
import org.bbbfleet.provisioning.role.Artifacts;
import org.bbbfleet.provisioning.role.Declaration;
import org.bbbfleet.provisioning.role.Fleet;
import org.bbbfleet.provisioning.role.FleetSecrets;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Role;
import org.bbbfleet.provisioning.role.Watched;
import org.bbbfleet.provisioning.testing.TestHost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a changed host's alert rules say decides, too; by a Prometheus that is a small server. The
 * hosts are one directory, so they come one after another.
 */
class ProvesItTest {
  /** That nothing is seen to work is no fault where there may be nothing. */
  private static final Rule DOWN =
      new Rule(
              "WebDown",
              metric(Prometheus.UP).with("job", "web").is(0),
              Duration.ofMinutes(1),
              Severity.CRITICAL,
              new Evidence.FromScrape("web"),
              "It is down.",
              "It is down.",
              "Look.")
          .wellWhen(metric(Prometheus.UP).with("job", "web").is(7));

  /** How the scrapes of the host look to Prometheus. */
  private enum Scrapes {
    FRESH,
    OLD,
    NONE,
    FAILING
  }

  @TempDir Path directory;
  private TestHost machine;
  private Store store;
  private HttpServer server;
  private ExecutorService threads;
  private volatile Scrapes scrapes = Scrapes.FRESH;
  private volatile boolean onlyAfterMonitoring;
  private volatile boolean monitoringIsReached = true;
  private final List<String> queries = Collections.synchronizedList(new ArrayList<>());
  private final List<String> told = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void open() throws IOException {
    machine = new TestHost(directory);
    store = Store.open(directory.resolve("store/fleet.db"));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    threads = Executors.newFixedThreadPool(4);
    server.setExecutor(threads);
    server.createContext("/ok", exchange -> answer(exchange, "ok"));
    server.createContext("/api/v1/query", this::query);
    server.start();
    Files.createFile(directory.resolve("set-up"));
  }

  @AfterEach
  void close() {
    server.stop(0);
    threads.shutdownNow();
    store.close();
    machine.close();
  }

  private static void answer(HttpExchange exchange, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private void query(HttpExchange exchange) throws IOException {
    String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
    String promql = URLDecoder.decode(form.replaceAll("^query=|&.*", ""), StandardCharsets.UTF_8);
    queries.add(promql);
    boolean knows = !onlyAfterMonitoring || told.contains("finished mon");
    double now = System.currentTimeMillis() / 1000.0;
    String host = "\"host\":\"a\",\"job\":\"web\"";
    String sample =
        !knows || scrapes == Scrapes.NONE
            ? ""
            : promql.contains("timestamp(")
                ? scrapes == Scrapes.FAILING
                    ? ""
                    : value(host, now, now - (scrapes == Scrapes.OLD ? 120 : 0))
                : promql.startsWith("(up{host=")
                        || scrapes == Scrapes.FAILING
                        || promql.startsWith("up")
                    ? value(host, now, scrapes == Scrapes.FAILING ? 0 : 1)
                    : "";
    answer(
        exchange,
        "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":["
            + sample
            + "]}}");
  }

  private static String value(String labels, double at, double value) {
    return "{\"metric\":{" + labels + "},\"value\":[" + at + ",\"" + value + "\"]}";
  }

  private final class Small implements Role {
    private final String name;
    private final Duration within;

    Small(String name, Duration within) {
      this.name = name;
      this.within = within;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public List<String> groups() {
      return List.of(name);
    }

    @Override
    public List<Watched.Job> jobs() {
      return List.of(Watched.job(name, server.getAddress().getPort(), "/ok"));
    }

    @Override
    public List<Policy> remedies() {
      return name.equals("web") ? List.of(Policy.on(DOWN).onlyAPerson("a test")) : List.of();
    }

    @Override
    public Declaration on(HostView host) {
      return Declaration.role(name)
          .needs(
              file(machine.path(host.host().name() + ".conf"), "x\n")
                  .owner(machine.user())
                  .group(machine.group()))
          .wellWithin(within);
    }
  }

  private RunReport run(Duration within, Serial serial, String... hosts) {
    List<Host> all =
        List.of(
            new Host("a", List.of("web"), Map.of()),
            new Host("mon", List.of("prometheus"), Map.of()));
    Fleet fleet =
        new Fleet(
            new Inventory(all, List.of(), List.of()),
            List.of(new Small("web", within), new Small("prometheus", Duration.ofSeconds(20))),
            new FleetSecrets(directory),
            new Artifacts(new Artifact(Path.of("x"), "0".repeat(64)), Map.of()),
            host -> List.of("known"));
    Shells shells =
        host -> {
          if (host.name().equals("mon") && !monitoringIsReached) {
            throw new FleetException(ErrorCategory.UNREACHABLE, "mon: no route");
          }
          return new LocalShell(host.name());
        };
    RunListener listener =
        new RunListener() {
          @Override
          public void warned(Host host, String message) {
            told.add(message);
          }

          @Override
          public void finished(HostReport report) {
            told.add("finished " + report.host());
          }
        };
    return new Provisioner(
            shells,
            Leases.in(store, Clock.systemUTC()),
            OnceMarks.inMemory(),
            Clock.systemUTC(),
            machine.layout(),
            machine.path("set-up"))
        .run(
            RunReport.Kind.APPLY,
            fleet,
            Stream.of(hosts)
                .map(name -> all.stream().filter(h -> h.name().equals(name)).findFirst().get())
                .toList(),
            RunOptions.by("me").serial(serial).forks(1),
            listener,
            new RunControl());
  }

  private HostReport changed(Duration within) {
    return run(within, Serial.ALL, "a").hosts().get(0);
  }

  @Test
  void aChangedHostWhoseRulesAreWellIsWellAndAnUnchangedOneAsksNobody() {
    HostReport first = changed(Duration.ofSeconds(20));
    assertThat(first.failure()).isEmpty();
    assertThat(first.state()).isEqualTo(HostReport.State.CHANGED);
    assertThat(first.signalsWell()).containsExactly("web", "rules×1");
    assertThat(queries)
        .isNotEmpty()
        .allMatch(
            q ->
                q.endsWith(" and on (host) label_replace(vector(1), \"host\", \"a\", \"\", \"\")"));
    queries.clear();
    assertThat(changed(Duration.ZERO).state()).isEqualTo(HostReport.State.OK);
    assertThat(queries).isEmpty();
  }

  @Test
  void aBrokenRuleFailsTheHostWithItsEvidence() {
    scrapes = Scrapes.FAILING;
    HostReport report = changed(Duration.ZERO);
    assertThat(report.state()).isEqualTo(HostReport.State.FAILED);
    assertThat(report.failure())
        .startsWith("a: not well: web after 0 s: alert WebDown: 1 sample of the rule:");
    assertThat(directory.resolve("a.conf")).exists();
  }

  @Test
  void noDataIsNotWell() {
    scrapes = Scrapes.NONE;
    assertThat(changed(Duration.ZERO).failure())
        .contains("alert WebDown: not known: no data of job web on a");
  }

  @Test
  void whatWasMeasuredBeforeTheChangesIsNotWell() {
    scrapes = Scrapes.OLD;
    assertThat(changed(Duration.ZERO).failure()).contains("WebDown: not known: old data");
  }

  @Test
  void aPrometheusThatDoesNotAnswerIsNoSignOfHealth() {
    server.removeContext("/api/v1/query");
    assertThat(changed(Duration.ZERO).failure()).contains("PROTOCOL: Prometheus on mon");
  }

  @Test
  void aPrometheusWhoseHostIsNotReachedIsNoSignOfHealth() {
    monitoringIsReached = false;
    assertThat(changed(Duration.ZERO).failure()).contains("UNREACHABLE: mon: no route");
  }

  @Test
  void aFleetWhosePrometheusIsNotThereYetIsToldSo() throws IOException {
    Files.delete(directory.resolve("set-up"));
    HostReport report = changed(Duration.ZERO);
    assertThat(report.state()).isEqualTo(HostReport.State.CHANGED);
    assertThat(told.get(0))
        .isEqualTo("a: its alert rules were not read from Prometheus on mon: it is not set up");
  }

  @Test
  void aHostIsReadWhenThePrometheusOfItsBatchIsDone() {
    onlyAfterMonitoring = true;
    RunReport report = run(Duration.ofSeconds(20), Serial.ALL, "a", "mon");
    assertThat(report.hosts())
        .extracting(HostReport::state)
        .containsExactly(HostReport.State.CHANGED, HostReport.State.CHANGED);
    assertThat(report.hosts().get(0).signalsWell()).containsExactly("web", "rules×1");
    assertThat(told).containsExactly("finished mon", "finished a");
  }

  @Test
  void whatIsReadAfterTheBatchCanStillFailAndStopsTheNext() {
    onlyAfterMonitoring = true;
    scrapes = Scrapes.FAILING;
    RunReport report = run(Duration.ZERO, Serial.ALL, "a", "mon");
    assertThat(report.failed()).extracting(HostReport::host).containsExactly("a");
    assertThat(report.failed().get(0).advice()).contains("--limit a");
    assertThat(report.state()).isEqualTo(RunState.FAILED);
  }

  @Test
  void aPrometheusOfALaterBatchIsNotWaitedFor() {
    onlyAfterMonitoring = true;
    RunReport report = run(Duration.ZERO, Serial.parse("1"), "a", "mon");
    assertThat(report.failed()).isEmpty();
    assertThat(told.get(0)).contains("it comes later in this run");
  }

  @Test
  void aPrometheusThatFailsInTheRunIsSaidAndFailsOnlyItself() {
    onlyAfterMonitoring = true;
    monitoringIsReached = false;
    RunReport report = run(Duration.ZERO, Serial.ALL, "a", "mon");
    assertThat(report.failed()).extracting(HostReport::host).containsExactly("mon");
    assertThat(told)
        .contains("a: its alert rules were not read from Prometheus on mon: its host failed");
  }
}
