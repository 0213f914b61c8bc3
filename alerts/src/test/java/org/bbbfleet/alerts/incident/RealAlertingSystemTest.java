package org.bbbfleet.alerts.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.bbbfleet.alerts.action.HostActions.Effect;
import org.bbbfleet.alerts.audit.AuditTrail;
import org.bbbfleet.alerts.escalation.EscalationConfig;
import org.bbbfleet.alerts.escalation.MailChannel;
import org.bbbfleet.alerts.escalation.MailConfig;
import org.bbbfleet.alerts.intake.AlertmanagerApi;
import org.bbbfleet.alerts.intake.Fingerprint;
import org.bbbfleet.alerts.intake.JsonApi;
import org.bbbfleet.alerts.intake.KnownAlert;
import org.bbbfleet.alerts.intake.PrometheusAlerts;
import org.bbbfleet.alerts.verify.Prometheus;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.store.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real Prometheus, Alertmanager and SMTP: what a broken webhook loses is found by asking, and a
 * person gets mail, through Alertmanager and without it.
 */
@Tag("system")
@Timeout(120)
class RealAlertingSystemTest {
  private static final String RULES =
      """
      groups:
      - name: test
        rules:
        - alert: ThingBroken
          expr: thing_broken > 0
          labels: {severity: warning}
      """;

  @TempDir Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final List<String> notifications = Collections.synchronizedList(new ArrayList<>());
  private final Clock clock = Clock.systemUTC();
  private volatile int broken;
  private RealAlerting real;
  private Store store;
  private Prometheus prometheus;
  private AlertmanagerApi alertmanager;
  private Healer healer;

  @BeforeEach
  void start() throws Exception {
    real = new RealAlerting(directory);
    HttpServer exporter =
        listen(
            vertx
                .createHttpServer()
                .requestHandler(
                    request -> request.response().end("thing_broken " + broken + "\n")));
    // The path to the healer is broken: each notification is lost.
    HttpServer hook =
        listen(
            vertx
                .createHttpServer()
                .requestHandler(
                    request ->
                        request
                            .body()
                            .onSuccess(
                                body -> {
                                  notifications.add(body.toString());
                                  request.response().setStatusCode(404).end();
                                })));
    real.startSmtp();
    real.startAlertmanager(URI.create("http://127.0.0.1:" + hook.actualPort() + "/hook"));
    real.startPrometheus(exporter.actualPort(), RULES);
    store = Store.open(directory.resolve("fleet.db"));
    prometheus = new Prometheus(vertx, real.prometheus(), Duration.ofSeconds(2));
    alertmanager =
        new AlertmanagerApi(
            new JsonApi(
                vertx,
                "Alertmanager",
                real.alertmanager(),
                Optional.empty(),
                Duration.ofSeconds(2)),
            clock);
    healer =
        Healer.start(
            new HealerNeeds(
                new HealerConfig(
                    new Secret("let-me-in"),
                    Effect.DRY_RUN,
                    Duration.ofMinutes(10),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    Duration.ofMillis(500),
                    Duration.ofMinutes(5),
                    4,
                    Duration.ofDays(1)),
                store,
                Safety.of(List.of(), Scene.fleet()),
                Scene.fleet(),
                new FakeShells(),
                prometheus,
                clock,
                new SimpleMeterRegistry(),
                outside()),
            vertx);
  }

  private Outside outside() {
    return new Outside(
        List.of(alertmanager),
        List.of(alertmanager),
        Optional.of(
            new PrometheusAlerts(
                new JsonApi(
                    vertx,
                    "Prometheus",
                    real.prometheus(),
                    Optional.empty(),
                    Duration.ofSeconds(2)),
                clock)),
        List.of(
            new MailChannel(
                new MailConfig(
                    "127.0.0.1",
                    real.smtpPort,
                    MailConfig.Tls.OFFERED,
                    Optional.empty(),
                    "fleet@example.org",
                    List.of("night@example.org")),
                clock)),
        new EscalationConfig(
            URI.create("http://mon-1:9780/"),
            EscalationConfig.Alertmanager.CALLS,
            EscalationConfig.Use.FALLBACK,
            Duration.ofSeconds(1),
            Duration.ofSeconds(20),
            Duration.ofHours(4),
            Duration.ofMinutes(5)));
  }

  private static HttpServer listen(HttpServer server) throws Exception {
    return server
        .listen(0, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() throws Exception {
    healer.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    store.close();
    real.close();
  }

  private void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime())
          .as(() -> "waited too long for " + what + "\n" + healer.incidents(9) + real.mails())
          .isLessThan(end);
      LockSupport.parkNanos(50_000_000);
    }
  }

  private boolean newest(IncidentState state) {
    return healer.incidents(1).stream().anyMatch(incident -> incident.state() == state);
  }

  @Test
  void whatIsLostIsFoundAndAPersonIsReached() throws Exception {
    broken = 1;
    await("the lost notification", () -> newest(IncidentState.ESCALATED));
    KnownAlert known =
        alertmanager.alerts().stream()
            .filter(one -> one.alert().name().equals("ThingBroken"))
            .findFirst()
            .orElseThrow();
    assertThat(known.alert().fingerprint())
        .as("our fingerprint is Alertmanager's")
        .isEqualTo(Fingerprint.of(known.alert().labels()));
    assertThat(healer.incidents(9)).hasSize(1);
    await("mail by Alertmanager", () -> real.mails().contains("needs you: ThingBroken on bbb-1"));
    assertThat(real.mails())
        .contains("To: ops@example.org", "http://mon-1:9780/#incident-1", "seen: labels");

    broken = 0;
    await("the lost resolve", () -> newest(IncidentState.RESOLVED));
    assertThat(healer.incident(1).orElseThrow().events())
        .anySatisfy(event -> assertThat(event.text()).contains("Alertmanager: resolved"));
    assertThat(notifications)
        .as("the call for a person never comes back to the healer")
        .isNotEmpty()
        .noneMatch(body -> body.contains("BbbFleetEscalated"));
    assertThat(new AuditTrail(store, clock).verify(List.of()).intact()).isTrue();

    real.stopAlertmanager();
    broken = 1;
    await("the alert in Prometheus alone", () -> healer.incidents(9).size() == 2);
    await("mail without Alertmanager", () -> real.mails().contains("To: night@example.org"));
    assertThat(real.mails()).contains("BBB Fleet needs you: ThingBroken on bbb-1");
  }
}
