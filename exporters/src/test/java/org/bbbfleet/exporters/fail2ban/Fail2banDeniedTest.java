package org.bbbfleet.exporters.fail2ban;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.testing.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who may not ask fail2ban does not know how it is. */
final class Fail2banDeniedTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    Await.result(vertx.close());
  }

  private Samples collect(String script) {
    Section options =
        Section.of("test", Map.of("client", List.of("sh", "-c", script), "timeout", "10s"));
    CollectorContext context = new CollectorContext(vertx, Clock.systemUTC(), Path.of("/"));
    try (Collector collector = new Fail2banExporter().open(options, context)) {
      return Await.result(collector.collect());
    }
  }

  @Test
  void aServerThatMayNotBeAskedIsNotDown() {
    assertThatThrownBy(
            () ->
                collect(
                    "echo 'Permission denied to socket: /var/run/fail2ban/fail2ban.sock, (you must"
                        + " be root)' >&2; exit 255"))
        .hasMessageContaining("may not ask");
  }

  @Test
  void aServerThatDoesNotAnswerIsDown() {
    assertThat(
            collect("echo 'Failed to access socket path: x. Is fail2ban running?' >&2; exit 255")
                .value(Fail2banMetrics.UP))
        .isZero();
  }
}
