package org.bbbfleet.alerts.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bbbfleet.alerts.policy.Policy.on;

import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bbbfleet.alerts.audit.AuditHead;
import org.bbbfleet.alerts.audit.AuditTrail;
import org.bbbfleet.alerts.audit.EventKind;
import org.bbbfleet.alerts.audit.HealingEvent;
import org.bbbfleet.alerts.escalation.Channel;
import org.bbbfleet.alerts.escalation.EscalationConfig;
import org.bbbfleet.alerts.intake.AlertSink.Sent;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.store.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person is reached, by Alertmanager or without it, and is left alone when it is over. */
class EscalationTest {
  @TempDir Path directory;
  private final FakeAlerts alertmanager = new FakeAlerts("alertmanager");
  private final FakeAlerts prometheus = new FakeAlerts("prometheus");
  private final FakeAlerts mail = new FakeAlerts("mail");
  private EscalationConfig.Alertmanager calls = EscalationConfig.Alertmanager.CALLS;
  private Scene scene;

  @BeforeEach
  void open() {
    scene = new Scene(directory);
    scene.signals.broken.add("bbb-1");
    outside(EscalationConfig.Use.FALLBACK, List.of(mail));
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private void outside(EscalationConfig.Use use, List<Channel> channels) {
    EscalationConfig standard = EscalationConfig.standard();
    scene.outside =
        new Outside(
            List.of(alertmanager),
            List.of(alertmanager),
            Optional.of(prometheus),
            channels,
            new EscalationConfig(
                URI.create("http://mon-1:9780/"),
                calls,
                use,
                standard.patience(),
                standard.repost(),
                standard.again(),
                standard.silentAfter()));
  }

  private void escalate() {
    scene.shells.output = "password=hunter2 tried";
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofSeconds(61));
    assertThat(scene.state()).isEqualTo(IncidentState.ESCALATED);
  }

  private Sent last() {
    return alertmanager.sent.get(alertmanager.sent.size() - 1);
  }

  @Test
  void aPersonIsCalledThroughAlertmanagerWithEvidenceAndLinks() {
    escalate();
    assertThat(alertmanager.sent).hasSize(1);
    Sent sent = last();
    assertThat(sent.labels())
        .containsEntry("alertname", "BbbFleetEscalated")
        .containsEntry("alert", "SofficeDefunct")
        .containsEntry("host", "bbb-1")
        .containsEntry("incident", "1")
        .containsEntry("severity", "critical");
    assertThat(sent.annotations().get("summary"))
        .isEqualTo(
            "SofficeDefunct on bbb-1: no step helped: soffice-nudge (done),"
                + " soffice-restart-parent (done)");
    assertThat(sent.annotations().get("seen")).contains("host=bbb-1", "1 sample of the rule");
    assertThat(sent.annotations().get("done")).contains("soffice-nudge {}: done");
    assertThat(sent.annotations().get("output")).isEqualTo("password=(secret) tried");
    assertThat(sent.annotations().get("console")).isEqualTo("http://mon-1:9780/#incident-1");
    assertThat(sent.annotations().get("runbook_url"))
        .isEqualTo("http://mon-1:9780/runbooks/soffice");
    AuditHead noted = AuditHead.parse(sent.annotations().get("audit_head"));
    assertThat(new AuditTrail(scene.store, scene.clock).verify(List.of(noted)).intact()).isTrue();
    assertThat(Duration.between(scene.clock.instant(), sent.endsAt()))
        .isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5));
    assertThat(mail.calls).isEmpty();
    assertThat(scene.kinds()).contains(EventKind.CALLED);
  }

  @Test
  void itIsKeptAliveUntilItIsOverAndThenEnded() {
    escalate();
    scene.pass(Duration.ofMinutes(10));
    assertThat(alertmanager.sent).hasSizeBetween(10, 11);
    for (int i = 1; i < alertmanager.sent.size(); i++) {
      assertThat(alertmanager.sent.get(i).labels()).isEqualTo(last().labels());
      assertThat(alertmanager.sent.get(i).startsAt()).isEqualTo(last().startsAt());
    }
    assertThat(last().endsAt()).isAfter(scene.clock.instant().plusSeconds(180));
    scene.resolve("bbb-1");
    scene.pass(Duration.ofSeconds(15));
    assertThat(scene.state()).isEqualTo(IncidentState.RESOLVED);
    assertThat(last().endsAt()).isBeforeOrEqualTo(scene.clock.instant());
    int before = alertmanager.sent.size();
    scene.pass(Duration.ofMinutes(10));
    assertThat(alertmanager.sent).hasSize(before);
    assertThat(scene.kinds().stream().filter(EventKind.CALLED::equals)).hasSize(1);
  }

  @Test
  void whoTakesItIsNotCalledAnyMore() {
    escalate();
    scene.healer.take(1, "anna", "I look at it");
    scene.settle();
    assertThat(last().endsAt()).isBeforeOrEqualTo(scene.clock.instant());
    int before = alertmanager.sent.size();
    scene.pass(Duration.ofMinutes(10));
    assertThat(alertmanager.sent).hasSize(before);
    HealingEvent taken =
        scene.healer.eventsAfter(0, 1000).stream()
            .filter(e -> e.kind() == EventKind.TAKEN)
            .findFirst()
            .orElseThrow();
    assertThat(taken.who()).isEqualTo("anna");
    assertThat(taken.why()).isEqualTo("I look at it");
    assertThatThrownBy(() -> scene.healer.take(1, "ben", "me too"))
        .isInstanceOf(FleetException.class)
        .hasMessageContaining("somebody has it");
    assertThatThrownBy(() -> scene.healer.take(9, "ben", "me too"))
        .hasMessageContaining("no incident 9");
  }

  @Test
  void withoutAlertmanagerPeopleAreCalledDirectlyOnceAndToldWhenItIsOver() {
    alertmanager.answers = false;
    escalate();
    assertThat(mail.calls).as("Alertmanager has a minute").isEmpty();
    scene.pass(Duration.ofMinutes(2));
    assertThat(mail.calls).hasSize(1);
    Channel.Call call = mail.calls.get(0);
    assertThat(call.subject()).startsWith("BBB Fleet needs you: SofficeDefunct on bbb-1");
    assertThat(call.text())
        .contains("seen:", "done:", "http://mon-1:9780/#incident-1", "fleet take 1")
        .doesNotContain("hunter2");
    scene.pass(Duration.ofHours(3));
    assertThat(mail.calls.stream().filter(c -> c.subject().contains("SofficeDefunct"))).hasSize(1);
    scene.resolve("bbb-1");
    scene.pass(Duration.ofMinutes(1));
    assertThat(mail.calls.get(mail.calls.size() - 1).status()).isEqualTo("resolved");
    int before = mail.calls.size();
    scene.pass(Duration.ofMinutes(30));
    assertThat(mail.calls).hasSize(before);
  }

  @Test
  void anAlertmanagerThatStopsAnsweringLaterLosesNothing() {
    escalate();
    alertmanager.answers = false;
    scene.pass(Duration.ofMinutes(3));
    assertThat(mail.calls.stream().filter(c -> c.subject().contains("SofficeDefunct"))).hasSize(1);
    alertmanager.answers = true;
    scene.pass(Duration.ofMinutes(1));
    assertThat(last().endsAt()).isAfter(scene.clock.instant());
  }

  @Test
  void aChannelThatFailsIsTriedAgain() {
    alertmanager.answers = false;
    mail.answers = false;
    escalate();
    scene.pass(Duration.ofMinutes(4));
    assertThat(mail.calls).isEmpty();
    mail.answers = true;
    scene.pass(Duration.ofSeconds(61));
    assertThat(mail.calls).isNotEmpty();
  }

  @Test
  void aStormIsOneMessage() {
    scene.policies = List.of(on(Scene.DEFUNCT).onlyAPerson("the test says so"));
    alertmanager.answers = false;
    scene.start();
    for (int i = 0; i < 50; i++) {
      scene.post(
          Scene.notification(
              "firing",
              "SofficeDefunct",
              Map.of("host", "bbb-1", "n", "" + i),
              "2026-05-04T07:59:00Z"));
    }
    scene.pass(Duration.ofMinutes(2));
    assertThat(mail.calls).hasSize(1);
    assertThat(mail.calls.get(0).subject()).contains("50 incidents");
    assertThat(mail.calls.get(0).text()).contains("and 30 more").hasSizeLessThan(100_000);
  }

  @Test
  void nobodyOfAGreatStormIsForgottenBehindTheFirst() {
    int many = 520;
    scene.policies = List.of(on(Scene.DEFUNCT).onlyAPerson("the test says so"));
    alertmanager.answers = false;
    List<String> hosts = IntStream.rangeClosed(1, many).mapToObj(i -> "h-" + i).toList();
    scene.signals.broken.addAll(hosts);
    scene.start().fireAll(hosts);
    scene.pass(Duration.ofMinutes(3));
    assertThat(mail.calls.stream().flatMap(call -> call.escalations().stream()).distinct())
        .hasSize(many);
  }

  @Test
  void directChannelsMayBeUsedAlways() {
    outside(EscalationConfig.Use.ALWAYS, List.of(mail));
    escalate();
    assertThat(mail.calls).hasSize(1);
    assertThat(alertmanager.sent).hasSize(1);
  }

  @Test
  void aLateApprovalEndsTheCall() {
    escalate();
    scene.kill();
    scene.startAnother();
    scene.pass(Duration.ofMinutes(1));
    assertThat(last().labels()).as("goes on after a restart").containsEntry("incident", "1");
    scene.signals.broken.clear();
    scene.pass(Duration.ofMinutes(2));
    assertThat(scene.state()).isEqualTo(IncidentState.RESOLVED);
    assertThat(last().endsAt()).isBeforeOrEqualTo(scene.clock.instant());
  }

  @Test
  void aPersonIsCalledWhenPrometheusIsSilent() {
    prometheus.answers = false;
    scene.start().pass(Duration.ofMinutes(4));
    assertThat(alertmanager.sent).isEmpty();
    scene.pass(Duration.ofMinutes(2));
    assertThat(last().labels())
        .containsEntry("alert", "SystemSilent")
        .containsEntry("system", "prometheus");
    assertThat(mail.calls).isEmpty();
    prometheus.answers = true;
    scene.pass(Duration.ofMinutes(1));
    assertThat(last().endsAt()).isBeforeOrEqualTo(scene.clock.instant());
    assertThat(scene.texts()).contains("prometheus answers again");
    int before = alertmanager.sent.size();
    scene.pass(Duration.ofMinutes(10));
    assertThat(alertmanager.sent).hasSize(before);
  }

  @Test
  void aPersonIsCalledDirectlyWhenAlertmanagerIsSilent() {
    alertmanager.answers = false;
    scene.start().pass(Duration.ofMinutes(6));
    assertThat(mail.calls).hasSize(1);
    assertThat(mail.calls.get(0).text()).contains("alertmanager has not answered for 5 min");
    scene.pass(Duration.ofHours(1));
    assertThat(mail.calls).hasSize(1);
    alertmanager.answers = true;
    scene.pass(Duration.ofMinutes(1));
    assertThat(scene.texts()).contains("alertmanager answers again");
  }

  @Test
  void nobodyToCallIsSaidInTheTrail() {
    outside(EscalationConfig.Use.FALLBACK, new ArrayList<>());
    alertmanager.answers = false;
    escalate();
    scene.pass(Duration.ofMinutes(2));
    assertThat(scene.texts()).contains("nobody could be called: no direct channel is configured");
    assertThat(
            scene
                .meters
                .counter("fleet.escalations", "channel", "none", "result", "failed")
                .count())
        .isPositive();
  }

  @Test
  void whereAlertmanagerCallsNobodyItsAcceptanceIsNotEnough() {
    calls = EscalationConfig.Alertmanager.SHOWS;
    outside(EscalationConfig.Use.FALLBACK, List.of(mail));
    escalate();
    assertThat(mail.calls).hasSize(1);
    assertThat(alertmanager.sent).as("it is shown there, too").hasSize(1);
    assertThat(scene.healer.waysToPeople()).isEqualTo(1);
    assertThat(scene.texts())
        .contains("a person is called by mail")
        .doesNotContain("a person is called through");
    scene.pass(Duration.ofHours(3));
    assertThat(mail.calls).hasSize(1);
    scene.pass(Duration.ofHours(2));
    assertThat(mail.calls).as("nobody took it").hasSize(2);
    prometheus.answers = false;
    scene.pass(Duration.ofMinutes(6));
    assertThat(mail.calls.get(2).subject()).isEqualTo("BBB Fleet is blind: prometheus");
  }

  @Test
  void whereNobodyIsCalledThatIsCountedAndSaid() {
    calls = EscalationConfig.Alertmanager.SHOWS;
    outside(EscalationConfig.Use.FALLBACK, List.of());
    escalate();
    scene.pass(Duration.ofMinutes(2));
    assertThat(scene.healer.waysToPeople()).isZero();
    assertThat(scene.meters.get("fleet.escalation.ways").gauge().value()).isZero();
    assertThat(scene.texts()).contains("nobody could be called: no direct channel is configured");
  }

  @Test
  void whoTakesItIsToldAndNotThatItIsOver() {
    alertmanager.answers = false;
    escalate();
    scene.pass(Duration.ofMinutes(2));
    scene.healer.take(1, "anna", "I look at it");
    scene.pass(Duration.ofMinutes(1));
    Channel.Call last = mail.calls.get(mail.calls.size() - 1);
    assertThat(last.status()).isEqualTo("taken");
    assertThat(last.subject()).isEqualTo("BBB Fleet: taken by anna: SofficeDefunct on bbb-1");
    assertThat(scene.state()).isEqualTo(IncidentState.ESCALATED);
  }

  @Test
  void whatCanNotBeWrittenIsRememberedSoThatNobodyIsCalledAgainAndAgain() {
    alertmanager.answers = false;
    escalate();
    disk("create trigger full before update on escalation begin select raise(abort, 'full'); end");
    scene.pass(Duration.ofMinutes(30));
    assertThat(mail.calls.stream().filter(c -> c.subject().contains("SofficeDefunct"))).hasSize(1);
    assertThat(scene.texts()).doesNotContain("a person is called by mail");
    disk("drop trigger full");
    scene.pass(Duration.ofMinutes(2));
    assertThat(scene.texts()).contains("a person is called by mail");
    scene.kill();
    scene.startAnother();
    scene.pass(Duration.ofMinutes(30));
    assertThat(mail.calls.stream().filter(c -> c.subject().contains("SofficeDefunct"))).hasSize(1);
  }

  @Test
  void anEndThatCanNotBeWrittenIsToldOnce() {
    alertmanager.answers = false;
    escalate();
    scene.pass(Duration.ofMinutes(2));
    scene.resolve("bbb-1");
    disk(
        "create trigger full before update of closed_at on escalation begin select raise(abort, 'full'); end");
    scene.pass(Duration.ofMinutes(10));
    assertThat(mail.calls.stream().filter(c -> c.status().equals("resolved"))).hasSize(1);
    disk("drop trigger full");
    scene.pass(Duration.ofMinutes(10));
    assertThat(mail.calls.stream().filter(c -> c.status().equals("resolved"))).hasSize(1);
  }

  @Test
  void whoWasEscalatedBeforeEscalationsWereKeptIsNotForgotten() throws Exception {
    escalate();
    scene.kill();
    Store old = Store.open(directory.resolve("fleet.db"));
    String migration;
    try (InputStream text =
        Store.class.getResourceAsStream("/db/migration/V141__nobody_forgotten.sql")) {
      migration = new String(text.readAllBytes(), StandardCharsets.UTF_8);
    }
    old.jdbi()
        .useHandle(
            handle -> {
              handle.execute("delete from escalation");
              handle.execute(migration.substring(0, migration.indexOf(';')));
            });
    old.close();
    int before = alertmanager.sent.size();
    scene.startAnother();
    scene.pass(Duration.ofSeconds(20));
    assertThat(alertmanager.sent).hasSizeGreaterThan(before);
    assertThat(last().labels()).containsEntry("incident", "1");
  }

  private void disk(String sql) {
    scene.store.jdbi().useHandle(handle -> handle.execute(sql));
  }
}
