package org.bbbfleet.exporters.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.MeterRegistryMetrics;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.Exporter;
import org.bbbfleet.exporters.testing.Await;
import org.bbbfleet.exporters.testing.Http;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Scrapers that do not read, and too many at once. */
class ScrapesTest {
  /** So many that the kernel's buffers can't hold the page for a reader that does not read. */
  private static final int SERIES = 60_000;

  private final Vertx vertx = Vertx.vertx();
  private final MeterRegistryMetrics meters = new MeterRegistryMetrics();
  private final List<Socket> sockets = new ArrayList<>();
  private Agent agent;

  private static final class Large implements Exporter {
    private static final Metric METRIC = Metric.gauge("fake_large", "A long page.", "which");
    private static final String LONG = "x".repeat(200);

    @Override
    public String name() {
      return "large";
    }

    @Override
    public List<Metric> metrics() {
      return List.of(METRIC);
    }

    @Override
    public Presence presenceBelow(Path root, Section options) {
      return Presence.on("always");
    }

    @Override
    public Duration interval() {
      return Duration.ofHours(1);
    }

    @Override
    public Collector open(Section options, CollectorContext context) {
      return () -> {
        Samples samples = new Samples();
        for (int i = 0; i < SERIES; i++) {
          samples.put(METRIC, i, LONG + i);
        }
        return Future.succeededFuture(samples);
      };
    }
  }

  @BeforeEach
  void start() {
    Section section = Section.parse("agent.yaml", "listen: 127.0.0.1:0");
    agent =
        Await.result(
            Agent.start(
                AgentOptions.of(() -> AgentConfig.of(section, List.of(new Large())))
                    .withMostScrapes(2),
                meters,
                new CollectorContext(vertx, Clock.systemUTC(), Path.of("/"), "1")));
    Await.until("measured", () -> Http.get(agent.port(), "/-/ready").statusCode() == 200);
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    Await.result(agent.stop());
    Await.result(vertx.close());
    meters.close();
  }

  @Test
  void scrapesAboveTheLimitAreTurnedAwayUntilOneEnds() throws IOException {
    scrapeReadingTheStatusOnly("30");
    scrapeReadingTheStatusOnly("30");
    assertThat(status()).isEqualTo(503);
    assertThat(Http.get(agent.port(), "/-/healthy").statusCode()).isEqualTo(200);
    sockets.get(0).close();
    Await.until("one place is free", () -> status() == 200);
    assertThat(Http.get(agent.port(), "/metrics").body())
        .containsPattern("fleet_agent_scrapes_refused_total\\{reason=\"limit\",} [1-9]");
  }

  @Test
  void whoDoesNotReadWithinItsOwnTimeoutLosesTheConnection() throws IOException {
    scrapeReadingTheStatusOnly("0.7");
    scrapeReadingTheStatusOnly("0.7");
    Await.until(
        "both were ended",
        () ->
            status() == 200
                && Http.get(agent.port(), "/metrics")
                    .body()
                    .contains("fleet_agent_scrapes_refused_total{reason=\"timeout\",} 2.0\n"));
    InputStream in = sockets.get(0).getInputStream();
    assertThat(drained(in)).as("what the kernel had taken, then the end").isLessThan(10_000_000);
  }

  @Test
  void aTimeoutThatIsNoNumberIsRefused() {
    for (String header : List.of("soon", "-1", "NaN", "")) {
      assertThat(Http.get(agent.port(), "/metrics", ScrapeTimeout.HEADER, header).statusCode())
          .as(header)
          .isEqualTo(400);
    }
    assertThat(ScrapeTimeout.of("10")).contains(Duration.ofMillis(9500));
    assertThat(ScrapeTimeout.of("0.3")).contains(Duration.ofMillis(300));
    assertThat(ScrapeTimeout.of("1e9")).contains(Duration.ofSeconds(30));
  }

  private void scrapeReadingTheStatusOnly(String timeout) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.setSoTimeout(20_000);
    sockets.add(socket);
    socket.connect(new InetSocketAddress("127.0.0.1", agent.port()), 5000);
    socket
        .getOutputStream()
        .write(
            ("GET /metrics HTTP/1.1\r\nHost: agent\r\n"
                    + ScrapeTimeout.HEADER
                    + ": "
                    + timeout
                    + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    byte[] begin = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
    assertThat(new String(begin, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
  }

  private int status() {
    return Http.get(agent.port(), "/metrics").statusCode();
  }

  private static long drained(InputStream in) {
    long bytes = 0;
    byte[] buffer = new byte[64 * 1024];
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        bytes += n;
      }
    } catch (IOException e) {
      return bytes; // a reset is an end, too
    }
    return bytes;
  }
}
