package org.bbbfleet.alerts.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bbbfleet.alerts.policy.Policy.on;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.bbbfleet.alerts.action.ActionCall;
import org.bbbfleet.alerts.audit.EventKind;
import org.bbbfleet.alerts.guard.Pauses;
import org.bbbfleet.alerts.policy.Mode;
import org.bbbfleet.alerts.policy.Scope;
import org.bbbfleet.core.error.FleetException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps the healer from acting, or makes it ask. */
class GuardsTest {
  @TempDir Path directory;
  private Scene scene;

  @BeforeEach
  void open() {
    scene = new Scene(directory);
    scene.signals.broken.add("bbb-1");
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private double refusals(String guard) {
    return scene.meters.counter("fleet.guard.refusals", "guard", guard).count();
  }

  private void mode(Mode mode) {
    scene.policies =
        List.of(
            on(Scene.DEFUNCT)
                .step(ActionCall.restartUnit("freeswitch"), mode, Duration.ofSeconds(30))
                .thenAPerson());
  }

  private void healsAtOnce() {
    scene.shells.does =
        command -> {
          scene.signals.broken.clear();
          return 0;
        };
  }

  @Test
  void theNextIncidentWaitsForTheCooldown() {
    healsAtOnce();
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofSeconds(10));
    scene.resolve("bbb-1");
    scene.signals.broken.add("bbb-1");
    scene.post(Scene.notification("firing", "bbb-1", "2026-05-04T08:00:10Z"));
    scene.pass(Duration.ofMinutes(4).plusSeconds(40));
    assertThat(scene.state()).isEqualTo(IncidentState.GUARDING);
    assertThat(scene.incident().reason()).contains("cooldown 5m");
    assertThat(scene.shells.commands).hasSize(1);
    assertThat(refusals("cooldown")).isEqualTo(1);

    scene.pass(Duration.ofSeconds(15));
    assertThat(scene.shells.commands).hasSize(2);
    assertThat(scene.state()).isEqualTo(IncidentState.HEALED);
  }

  @Test
  void anotherDeadUnitOfTheHostDoesNotWaitForTheCooldown() {
    scene.policies = List.of(on(Scene.DEFUNCT).first(ActionCall.restartUnit()).thenAPerson());
    healsAtOnce();
    scene.start();
    for (String unit : List.of("nginx.service", "redis-server.service", "nginx.service")) {
      scene.signals.broken.add("bbb-1");
      Map<String, String> labels = Map.of("host", "bbb-1", "unit", unit);
      String startsAt = scene.clock.instant().toString();
      scene.post(Scene.notification("firing", "SofficeDefunct", labels, startsAt));
      scene.pass(Duration.ofSeconds(10));
    }
    assertThat(scene.shells.commands)
        .containsExactly(
            "bbb-1: restart-unit nginx.service", "bbb-1: restart-unit redis-server.service");
    assertThat(scene.incident().reason()).contains("cooldown 5m");
  }

  @Test
  void callsAPersonAfterTheAttemptsOfAnHourAndActsAgainAfterIt() {
    scene.policies =
        List.of(
            on(Scene.DEFUNCT)
                .first(ActionCall.nudgeSofficeParents())
                .cooldown(Duration.ofSeconds(1))
                .attemptsPerHour(2)
                .thenAPerson());
    healsAtOnce();
    scene.start();
    for (int i = 0; i < 3; i++) {
      scene.signals.broken.add("bbb-1");
      scene.post(Scene.notification("firing", "bbb-1", "2026-05-04T07:0" + i + ":00Z"));
      scene.pass(Duration.ofMinutes(2));
    }
    assertThat(scene.shells.commands).hasSize(2);
    assertThat(scene.state()).isEqualTo(IncidentState.ESCALATED);
    assertThat(scene.incident().reason()).contains("2 attempts in the last hour");
    assertThat(refusals("attempts")).isEqualTo(1);

    scene.pass(Duration.ofHours(1));
    scene.post(Scene.notification("firing", "bbb-1", "2026-05-04T07:30:00Z"));
    scene.settle();
    assertThat(scene.shells.commands).hasSize(3);
  }

  @Test
  void waitsForAHostThatSomebodyElseHas() {
    scene.leases().take("bbb-1", "run-7", "provisioning", Duration.ofMinutes(20));
    healsAtOnce();
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofMinutes(2));
    assertThat(scene.shells.commands).isEmpty();
    assertThat(scene.incident().reason()).isEqualTo("the host is taken by run-7 (provisioning)");
    assertThat(refusals("lease")).isEqualTo(1);

    scene.leases().release("bbb-1", "run-7");
    scene.pass(Duration.ofSeconds(7));
    assertThat(scene.state()).isEqualTo(IncidentState.HEALED);
  }

  @Test
  void holdsTheHostWhileItActsAndVerifies() {
    scene.policies =
        List.of(
            on(Scene.DEFUNCT)
                .step(ActionCall.nudgeSofficeParents(), Mode.AUTO, Duration.ofMinutes(9))
                .thenAPerson());
    scene.shells.does =
        command -> {
          assertThat(scene.leases().take("bbb-1", "run-7", "", Duration.ofMinutes(1))).isFalse();
          return 0;
        };
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofMinutes(8));
    assertThat(scene.shells.commands).hasSize(1);
    assertThat(scene.leases().take("bbb-1", "run-7", "", Duration.ofMinutes(1))).isFalse();
  }

  @Test
  void givesUpWaitingForTheHostAfterHalfAnHour() {
    scene.leases().take("bbb-1", "run-7", "provisioning", Duration.ofHours(20));
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofMinutes(31));
    assertThat(scene.state()).isEqualTo(IncidentState.ESCALATED);
  }

  @Test
  void doesNothingWhileTheHostIsPausedAndGoesOnWhenThePauseExpires() {
    healsAtOnce();
    scene.start();
    scene.healer.pause(
        Scope.host("bbb-1"), "ada", "disk swap", scene.clock.instant().plusSeconds(3600));
    scene.healer.pause(Scope.host("bbb-2"), "ada", "too", scene.clock.instant().plusSeconds(9000));
    scene.fire("bbb-1");
    scene.pass(Duration.ofMinutes(59));
    assertThat(scene.incident().reason()).contains("paused by ada").contains("disk swap");
    assertThat(scene.shells.commands).isEmpty();
    assertThat(refusals("pause")).isEqualTo(1);

    scene.pass(Duration.ofMinutes(2));
    assertThat(scene.shells.commands).hasSize(1);
    assertThat(scene.healer.pauses())
        .extracting(Pauses.Pause::scope)
        .containsExactly(Scope.host("bbb-2"));
  }

  @Test
  void aPauseOfTheFleetCoversEveryHostAndResumingEndsItAtOnce() {
    scene.start();
    scene.healer.pause(
        Scope.FLEET, "ada", "exams", scene.clock.instant().plus(Duration.ofHours(8)));
    scene.fire("bbb-1");
    scene.pass(Duration.ofMinutes(5));
    assertThat(scene.shells.commands).isEmpty();

    assertThat(scene.healer.resume(Scope.FLEET, "ada")).isTrue();
    assertThat(scene.healer.resume(Scope.FLEET, "ada")).isFalse();
    scene.settle();
    assertThat(scene.shells.commands).hasSize(1);
  }

  @Test
  void aPauseSurvivesTheHealer() {
    scene.start();
    scene.healer.pause(
        Scope.FLEET, "ada", "exams", scene.clock.instant().plus(Duration.ofHours(8)));
    scene.fire("bbb-1");
    scene.settle();
    scene.kill();
    scene.startAnother();
    scene.pass(Duration.ofHours(7));
    assertThat(scene.shells.commands).isEmpty();
  }

  @Test
  void aPauseNeedsOwnerReasonAndAnEndInTheFuture() {
    scene.start();
    assertThatThrownBy(
            () ->
                scene.healer.pause(
                    Scope.host("bbb-1"), " ", "why", scene.clock.instant().plusSeconds(9)))
        .isInstanceOf(FleetException.class)
        .hasMessageContaining("owner");
    assertThatThrownBy(
            () -> scene.healer.pause(Scope.host("bbb-1"), "ada", "why", scene.clock.instant()))
        .hasMessageContaining("future");
  }

  @Test
  void aProposalWaitsForApprovalAndThenActs() {
    mode(Mode.PROPOSE);
    healsAtOnce();
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofMinutes(5));
    assertThat(scene.state()).isEqualTo(IncidentState.WAITING_APPROVAL);
    assertThat(scene.shells.commands).isEmpty();
    assertThat(scene.leases().all()).isEmpty();

    scene.healer.approve(1, "ada", "class is over");
    scene.pass(Duration.ofSeconds(2));
    assertThat(scene.shells.commands).containsExactly("bbb-1: restart-unit freeswitch");
    assertThat(scene.state()).isEqualTo(IncidentState.HEALED);
    assertThat(scene.texts()).contains("APPROVAL approved by ada: class is over");
    assertThatThrownBy(() -> scene.healer.approve(1, "ada", "again"))
        .hasMessageContaining("waits for no answer");
    assertThatThrownBy(() -> scene.healer.approve(99, "ada", "what"))
        .hasMessageContaining("no incident 99");
  }

  @Test
  void anApprovedStepIsStillGuarded() {
    mode(Mode.PROPOSE);
    scene.start().fire("bbb-1");
    scene.settle();
    scene.signals.broken.clear();
    scene.healer.approve(1, "ada", "go");
    scene.settle();
    assertThat(scene.state()).isEqualTo(IncidentState.RESOLVED);
    assertThat(scene.shells.commands).isEmpty();
  }

  @Test
  void aRejectedProposalIsAPersonsBusiness() {
    mode(Mode.PROPOSE);
    scene.start().fire("bbb-1");
    scene.settle();
    scene.healer.reject(1, "ada", "exam running");
    scene.pass(Duration.ofHours(1));
    assertThat(scene.state()).isEqualTo(IncidentState.ESCALATED);
    assertThat(scene.incident().reason()).isEqualTo("rejected by ada: exam running");
    assertThat(scene.shells.commands).isEmpty();
  }

  @Test
  void aProposalThatNobodyAnswersIsEscalatedAndCanStillBeApproved() {
    mode(Mode.PROPOSE);
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofMinutes(11));
    assertThat(scene.state()).isEqualTo(IncidentState.ESCALATED);
    scene.healer.approve(1, "ada", "now I see it");
    scene.settle();
    assertThat(scene.shells.commands).hasSize(1);
  }

  @Test
  void anApprovalCountsOnce() {
    mode(Mode.PROPOSE);
    scene.shells.reachable = false;
    scene.start().fire("bbb-1");
    scene.settle();
    scene.healer.approve(1, "ada", "go");
    scene.pass(Duration.ofMinutes(30));
    assertThat(scene.state()).isEqualTo(IncidentState.ESCALATED);
    assertThat(scene.healer.incident(1).orElseThrow().attempts()).hasSize(1);
  }

  @Test
  void actsByItselfOnlyIfNoMeetingRunsForCertain() {
    mode(Mode.AUTO_IF_NO_MEETING);
    scene.start().fire("bbb-1");
    scene.settle();
    assertThat(scene.state()).isEqualTo(IncidentState.WAITING_APPROVAL);
    assertThat(scene.incident().reason()).contains("not known");

    scene.signals.broken.add("bbb-2");
    scene.signals.meetings.put("bbb-2", 9.0);
    scene.fire("bbb-2");
    scene.settle();
    assertThat(scene.incident().reason()).contains("9 meetings with 9 people (API, 4 s ago)");
    assertThat(scene.shells.commands).isEmpty();
    assertThat(refusals("meetings")).isEqualTo(2);

    scene.resolve("bbb-2");
    scene.signals.meetings.put("bbb-2", 0.0);
    scene.post(Scene.notification("firing", "bbb-2", "2026-05-04T07:59:30Z"));
    scene.settle();
    assertThat(scene.shells.commands).containsExactly("bbb-2: restart-unit freeswitch");
  }

  @Test
  void onlyObservesWhatItMayOnlyObserve() {
    mode(Mode.OBSERVE);
    scene.start().fire("bbb-1");
    scene.settle();
    assertThat(scene.shells.commands).isEmpty();
    assertThat(scene.incident().reason())
        .isEqualTo("restart-unit freeswitch was not done: the policy only observes");
  }

  @Test
  void doesNothingInTheDark() {
    scene.signals.answers = false;
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofMinutes(4));
    assertThat(scene.state()).isEqualTo(IncidentState.GUARDING);
    scene.pass(Duration.ofMinutes(2));
    assertThat(scene.state()).isEqualTo(IncidentState.ESCALATED);
    assertThat(scene.shells.commands).isEmpty();
    assertThat(scene.kinds()).hasSizeLessThan(6);
  }

  @Test
  void aStopBetweenTheGuardsAndTheActionHoldsItBack() {
    healsAtOnce();
    scene.start().fire("bbb-1");
    while (scene.healer.incidents(1).isEmpty() || scene.state() != IncidentState.ACTING) {
      assertThat(scene.scheduler.step()).isTrue();
    }
    scene.healer.stopAll("ada", "fire drill");
    scene.pass(Duration.ofMinutes(5));
    assertThat(scene.shells.commands).isEmpty();
    assertThat(scene.kinds()).doesNotContain(EventKind.ACTION_STARTED);
    assertThat(scene.state()).isEqualTo(IncidentState.GUARDING);
    assertThat(scene.leases().holder("bbb-1")).isEmpty();
    scene.healer.startAgain("ada", "over");
    scene.pass(Duration.ofMinutes(1));
    assertThat(scene.shells.commands).containsExactly("bbb-1: soffice-nudge");
  }

  @Test
  void aStopOrPauseWhileTheHostIsBeingReachedHoldsTheRequestBack() {
    healsAtOnce();
    scene.shells.connecting = () -> scene.healer.stopAll("ada", "fire drill");
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofMinutes(5));
    assertThat(scene.shells.commands).isEmpty();
    assertThat(scene.texts())
        .contains("held back before the request left: stop: healing is stopped by ada");
    scene.shells.connecting =
        () ->
            scene.healer.pause(
                Scope.parse("fleet"), "ada", "look", scene.clock.instant().plusSeconds(600));
    scene.healer.startAgain("ada", "over");
    scene.pass(Duration.ofMinutes(5));
    assertThat(scene.shells.commands).isEmpty();
    assertThat(scene.incident().reason()).contains("paused by ada");
    scene.shells.connecting = () -> {};
    scene.pass(Duration.ofMinutes(10));
    assertThat(scene.shells.commands).as("the same step").containsExactly("bbb-1: soffice-nudge");
    assertThat(scene.incident().attempts()).isEqualTo(1);
  }

  @Test
  void twoGuardsThatHoldBackInTurnComeToTheirLimits() {
    scene.start();
    // Prometheus does not answer and another has the host, in turn.
    scene.signals.answers = false;
    scene.fire("bbb-1");
    scene.settle();
    for (int i = 0; i < 60 && scene.state() != IncidentState.ESCALATED; i++) {
      scene.pass(Duration.ofSeconds(20));
      scene.signals.answers = !scene.signals.answers;
      if (scene.signals.answers) {
        scene.leases().take("bbb-1", "run-1", "provision", Duration.ofSeconds(30));
      }
    }
    assertThat(scene.state()).isEqualTo(IncidentState.ESCALATED);
    assertThat(scene.incident().reason()).contains("could not see for 5 min");
    assertThat(scene.texts().split("signal …", -1)).as("each is said once").hasSize(2);
    assertThat(scene.shells.commands).isEmpty();
  }
}
