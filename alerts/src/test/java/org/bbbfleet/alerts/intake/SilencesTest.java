package org.bbbfleet.alerts.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.bbbfleet.alerts.guard.RecentSilences;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Silences, in the form of Alertmanager's API v2. */
class SilencesTest {
  private static final String ANSWER =
      """
      [{"id":"a","status":{"state":"active"},"createdBy":"ada","comment":"swap","updatedAt":"x",
        "startsAt":"2026-05-04T07:00:00.000Z","endsAt":"2026-05-04T09:00:00.000Z","matchers":[
         {"name":"host","value":"bbb-[12]","isRegex":true,"isEqual":true},
         {"name":"severity","value":"info","isRegex":false,"isEqual":false}]},
       {"id":"b","status":{"state":"expired"},"createdBy":"eve","comment":"old",
        "startsAt":"2026-05-04T07:00:00.000Z","endsAt":"2026-05-04T07:30:00.000Z","matchers":[
         {"name":"host","value":".*","isRegex":true}]}]
      """;

  private final AtomicReference<String> answer = new AtomicReference<>(ANSWER);
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-05-04T08:00:00Z"));
  private HttpServer server;
  private RecentSilences silences;
  private Vertx vertx;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext(
        "/am/api/v2/silences",
        exchange -> {
          asked.incrementAndGet();
          byte[] bytes = answer.get().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    vertx = Vertx.vertx();
    Clock clock =
        new Clock() {
          @Override
          public java.time.ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(java.time.ZoneId zone) {
            return this;
          }

          @Override
          public Instant instant() {
            return now.get();
          }
        };
    silences =
        new RecentSilences(
            List.of(
                () -> {
                  throw new FleetException(ErrorCategory.UNREACHABLE, "the first member is away");
                },
                api(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/am/"), clock)
                    ::silences),
            clock);
  }

  private AlertmanagerApi api(URI base, Clock clock) {
    return new AlertmanagerApi(
        new JsonApi(vertx, "Alertmanager", base, Optional.empty(), Duration.ofSeconds(5)), clock);
  }

  @AfterEach
  void stop() throws Exception {
    server.stop(0);
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private boolean covered(Map<String, String> labels) {
    return silences.active().stream().anyMatch(silence -> silence.covers(labels));
  }

  @Test
  void onlyActiveSilencesWhoseMatchersAllFitCover() {
    assertThat(covered(Map.of("host", "bbb-1", "severity", "warning"))).isTrue();
    assertThat(covered(Map.of("host", "bbb-1"))).isTrue();
    assertThat(covered(Map.of("host", "bbb-1", "severity", "info"))).isFalse();
    assertThat(covered(Map.of("host", "bbb-12"))).isFalse();
    assertThat(covered(Map.of("host", "db-1"))).isFalse();
  }

  @Test
  void whatItSaidIsGoodForSomeSeconds() {
    covered(Map.of());
    covered(Map.of());
    assertThat(asked).hasValue(1);
    now.set(now.get().plusSeconds(6));
    answer.set("[]");
    assertThat(covered(Map.of("host", "bbb-1"))).isFalse();
    assertThat(asked).hasValue(2);
  }

  @Test
  void noAnswerIsNotNoSilence() {
    answer.set("<html>");
    assertThatThrownBy(() -> silences.active()).isInstanceOf(FleetException.class);
    server.stop(0);
    now.set(now.get().plusSeconds(60));
    assertThatThrownBy(() -> silences.active())
        .isInstanceOf(FleetException.class)
        .hasMessageContaining("Alertmanager at http://127.0.0.1");
  }
}
