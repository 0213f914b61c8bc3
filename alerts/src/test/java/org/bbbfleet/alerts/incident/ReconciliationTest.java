package org.bbbfleet.alerts.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bbbfleet.alerts.policy.Policy.on;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bbbfleet.alerts.escalation.Escalation;
import org.bbbfleet.alerts.escalation.EscalationConfig;
import org.bbbfleet.alerts.intake.Alert;
import org.bbbfleet.alerts.intake.KnownAlert;
import org.bbbfleet.alerts.intake.KnownAlert.State;
import org.bbbfleet.alerts.intake.PrometheusAlerts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a notification did not tell is found by asking; who does not answer ends nothing. */
class ReconciliationTest {
  @TempDir Path directory;
  private final FakeAlerts alertmanager = new FakeAlerts("alertmanager");
  private final FakeAlerts prometheus = new FakeAlerts("prometheus");
  private Scene scene;

  @BeforeEach
  void open() {
    scene = new Scene(directory);
    scene.policies = List.of(on(Scene.DEFUNCT).onlyAPerson("the test says so"));
    scene.outside =
        new Outside(
            List.of(alertmanager),
            List.of(),
            Optional.of(prometheus),
            List.of(),
            EscalationConfig.standard());
    scene.signals.broken.add("bbb-1");
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private void lists(String host) {
    alertmanager.lists(host, State.ACTIVE);
    prometheus.alerts.add(new KnownAlert(FakeAlerts.alert(host), State.ACTIVE));
  }

  private void forget() {
    alertmanager.alerts.clear();
    prometheus.alerts.clear();
  }

  private int count() {
    return scene.healer.incidents(100).size();
  }

  @Test
  void aLostNotificationIsFoundByAskingTwice() {
    lists("bbb-1");
    scene.start().pass(Duration.ofSeconds(29));
    assertThat(count()).as("it may just be under way").isZero();
    scene.pass(Duration.ofSeconds(2));
    assertThat(count()).isEqualTo(1);
    assertThat(scene.incident().labels()).containsEntry("host", "bbb-1");
    assertThat(scene.texts()).contains("found by asking: its notification was lost");
    assertThat(scene.meters.counter("fleet.reconciliation.notifications.lost").count())
        .isEqualTo(1);

    scene.fire("bbb-1");
    scene.pass(Duration.ofMinutes(10));
    assertThat(count()).as("the notification came after all").isEqualTo(1);
    assertThat(scene.meters.counter("fleet.reconciliation.notifications.lost").count())
        .isEqualTo(1);
  }

  @Test
  void whatWasNotifiedIsNotOpenedAgain() {
    lists("bbb-1");
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofMinutes(10));
    assertThat(count()).isEqualTo(1);
    assertThat(scene.state()).isEqualTo(IncidentState.ESCALATED);
  }

  @ParameterizedTest
  @EnumSource(names = {"SUPPRESSED", "PENDING"})
  void whatIsSilencedOrNotFiringYetOpensNothing(State state) {
    alertmanager.lists("bbb-1", state);
    prometheus.alerts.add(new KnownAlert(FakeAlerts.alert("bbb-1"), State.ACTIVE));
    scene.start().pass(Duration.ofMinutes(5));
    assertThat(count()).isZero();
  }

  @Test
  void aLostResolveEndsTheIncidentWhenBothAgreeAndTheSignalIsWell() {
    lists("bbb-1");
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofMinutes(1));
    assertThat(scene.state()).isEqualTo(IncidentState.ESCALATED);
    forget();
    scene.signals.broken.clear();
    scene.pass(Duration.ofSeconds(70));
    assertThat(scene.state()).isEqualTo(IncidentState.RESOLVED);
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void aLostResolveOfAnAlertWithoutPolicyEndsItToo() {
    scene.policies = List.of();
    lists("bbb-1");
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofMinutes(1));
    assertThat(scene.state()).isEqualTo(IncidentState.ESCALATED);
    forget();
    scene.pass(Duration.ofSeconds(29));
    assertThat(scene.state()).as("seen once").isEqualTo(IncidentState.ESCALATED);
    scene.pass(Duration.ofSeconds(70));
    assertThat(scene.state()).isEqualTo(IncidentState.RESOLVED);
    assertThat(scene.meters.counter("fleet.reconciliation.resolves.lost").count()).isEqualTo(1);
  }

  @Test
  void anAlertmanagerThatIsDownEndsNothing() {
    scene.policies = List.of();
    scene.start().fire("bbb-1");
    alertmanager.answers = false;
    scene.pass(Duration.ofMinutes(30));
    assertThat(scene.state()).isEqualTo(IncidentState.ESCALATED);
  }

  @Test
  void aPrometheusThatIsDownEndsNothing() {
    scene.policies = List.of();
    scene.start().fire("bbb-1");
    prometheus.answers = false;
    scene.pass(Duration.ofMinutes(30));
    assertThat(scene.state()).isEqualTo(IncidentState.ESCALATED);
  }

  @Test
  void aPrometheusOrAlertmanagerThatHasJustStartedEndsNothing() {
    scene.policies = List.of();
    scene.start().fire("bbb-1");
    prometheus.uptime = Duration.ofMinutes(4);
    scene.pass(Duration.ofMinutes(5));
    assertThat(scene.state()).isEqualTo(IncidentState.ESCALATED);
    prometheus.uptime = Duration.ofMinutes(6);
    alertmanager.uptime = Duration.ofMinutes(4);
    scene.pass(Duration.ofMinutes(5));
    assertThat(scene.state()).isEqualTo(IncidentState.ESCALATED);
    alertmanager.uptime = Duration.ofMinutes(6);
    scene.pass(Duration.ofMinutes(2));
    assertThat(scene.state()).isEqualTo(IncidentState.RESOLVED);
  }

  @Test
  void anAlertThatVanishedBecauseNothingIsMeasuredAnyMoreIsNotOver() {
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofSeconds(5));
    scene.signals.hasData = false;
    scene.pass(Duration.ofMinutes(30));
    assertThat(scene.state()).isEqualTo(IncidentState.ESCALATED);
    assertThat(scene.incident().resolvedAt()).isEmpty();
  }

  @Test
  void whileAlertmanagerIsDownPrometheusIsBelievedAndTheSameAlertIsAdoptedLater() {
    alertmanager.answers = false;
    Map<String, String> labels =
        new TreeMap<>(Map.of("alertname", "SofficeDefunct", "host", "bbb-1"));
    prometheus.alerts.add(
        new KnownAlert(
            new Alert(
                PrometheusAlerts.PREFIX + "1",
                Instant.parse("2026-05-04T07:58:50Z"),
                Alert.Status.FIRING,
                labels),
            State.ACTIVE));
    scene.start().pass(Duration.ofSeconds(31));
    assertThat(count()).isEqualTo(1);

    alertmanager.answers = true;
    alertmanager.lists("bbb-1", State.ACTIVE);
    scene.fire("bbb-1");
    scene.pass(Duration.ofMinutes(5));
    assertThat(count()).as("one fault, one incident").isEqualTo(1);
    assertThat(scene.texts()).contains("Alertmanager tells of it now, too");

    scene.resolve("bbb-1");
    scene.settle();
    assertThat(scene.state()).isEqualTo(IncidentState.RESOLVED);
  }

  @Test
  void whatWasCutOffIsFetchedAtOnce() {
    lists("bbb-1");
    lists("bbb-2");
    scene.start().pass(Duration.ofSeconds(1));
    assertThat(count()).isZero();
    scene.healer.missing();
    scene.settle();
    assertThat(count()).isEqualTo(2);
  }

  @Test
  void whatIsToldToBeMissingDuringAPassIsFetchedByTheNext() {
    scene.start().settle();
    alertmanager.whenAsked =
        () -> {
          alertmanager.whenAsked = () -> {};
          // Listed after the answer under way: this pass can't know it.
          lists("bbb-1");
          scene.healer.missing();
        };
    scene.healer.missing();
    scene.settle();
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void theCallForAPersonIsNeverAnIncident() {
    Map<String, String> labels = Map.of("alertname", Escalation.ALERT, "host", "bbb-1");
    alertmanager.alerts.add(
        new KnownAlert(new Alert("f", Instant.EPOCH, Alert.Status.FIRING, labels), State.ACTIVE));
    scene.start().pass(Duration.ofMinutes(2));
    scene.post(
        Scene.notification(
            "firing", Escalation.ALERT, Map.of("host", "bbb-1"), "2026-05-04T07:59:00Z"));
    scene.settle();
    assertThat(count()).isZero();
  }
}
