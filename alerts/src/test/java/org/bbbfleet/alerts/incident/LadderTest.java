package org.bbbfleet.alerts.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bbbfleet.alerts.policy.Policy.on;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.bbbfleet.alerts.action.ActionCall;
import org.bbbfleet.alerts.action.HostActions.Effect;
import org.bbbfleet.alerts.action.Outcome;
import org.bbbfleet.alerts.audit.EventKind;
import org.bbbfleet.alerts.audit.HealingEvent;
import org.bbbfleet.alerts.policy.Policy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From a notification to the end of its incident. */
class LadderTest {
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

  @Test
  void healsByTheSecondStepWhenTheFirstDoesNotHelp() {
    scene.shells.does =
        command -> {
          if (command.equals("soffice-restart-parent")) {
            scene.signals.broken.clear();
          }
          return 0;
        };
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofSeconds(29));
    assertThat(scene.shells.commands).containsExactly("bbb-1: soffice-nudge");
    assertThat(scene.state()).isEqualTo(IncidentState.VERIFYING);

    scene.pass(Duration.ofSeconds(5));
    assertThat(scene.shells.commands)
        .containsExactly("bbb-1: soffice-nudge", "bbb-1: soffice-restart-parent");
    assertThat(scene.state()).isEqualTo(IncidentState.HEALED);
    assertThat(scene.incident().reason()).isEqualTo("healed in 31.0 s, 2 attempts");
    assertThat(scene.leases().all()).isEmpty();

    scene.resolve("bbb-1");
    scene.settle();
    assertThat(scene.state()).isEqualTo(IncidentState.HEALED);
    assertThat(scene.kinds())
        .containsExactly(
            EventKind.OPENED,
            EventKind.GUARD,
            EventKind.ACTION_STARTED,
            EventKind.ACTION_FINISHED,
            EventKind.VERIFICATION,
            EventKind.GUARD,
            EventKind.ACTION_STARTED,
            EventKind.ACTION_FINISHED,
            EventKind.VERIFICATION,
            EventKind.HEALED,
            EventKind.RESOLVED);
    assertThat(
            scene
                .meters
                .counter("fleet.attempts", "action", "soffice-nudge", "outcome", "done")
                .count())
        .isEqualTo(1);
    assertThat(
            scene
                .meters
                .timer("fleet.time.to.heal")
                .totalTime(java.util.concurrent.TimeUnit.SECONDS))
        .isEqualTo(31);
    assertThat(scene.meters.get("fleet.incidents").gauges())
        .allSatisfy(gauge -> assertThat(gauge.value()).isZero());
  }

  @Test
  void neverTakesMissingDataForHealth() {
    scene.shells.does =
        command -> {
          scene.signals.hasData = false;
          return 0;
        };
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofMinutes(4));
    assertThat(scene.state()).isEqualTo(IncidentState.GUARDING);
    scene.pass(Duration.ofMinutes(3));
    assertThat(scene.state()).isEqualTo(IncidentState.ESCALATED);
    assertThat(scene.shells.commands).containsExactly("bbb-1: soffice-nudge");
  }

  @Test
  void neverTakesOldDataForHealth() {
    scene.shells.does =
        command -> {
          scene.signals.broken.clear();
          scene.signals.age = Duration.ofMinutes(2);
          return 0;
        };
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofSeconds(29));
    assertThat(scene.state()).isEqualTo(IncidentState.VERIFYING);
    scene.signals.age = Duration.ZERO;
    scene.pass(Duration.ofSeconds(1));
    assertThat(scene.state()).isEqualTo(IncidentState.HEALED);
  }

  @Test
  void callsAPersonWhenNoStepHelpsAndEndsWhenTheAlertIsOver() {
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofSeconds(61));
    assertThat(scene.state()).isEqualTo(IncidentState.ESCALATED);
    assertThat(scene.incident().reason())
        .isEqualTo("no step helped: soffice-nudge (done), soffice-restart-parent (done)");
    assertThat(scene.leases().all()).isEmpty();

    scene.resolve("bbb-1");
    scene.settle();
    assertThat(scene.state()).isEqualTo(IncidentState.RESOLVED);
  }

  @Test
  void endsAnEscalatedIncidentThatIsWellEvenIfTheResolveWasLost() {
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofMinutes(2));
    scene.signals.broken.clear();
    scene.pass(Duration.ofMinutes(1));
    assertThat(scene.state()).isEqualTo(IncidentState.RESOLVED);
    assertThat(scene.incident().reason()).startsWith("well again, after: no step helped");
  }

  @Test
  void doesNothingToWhatIsWellByItself() {
    scene.signals.broken.clear();
    scene.start().fire("bbb-1");
    scene.settle();
    assertThat(scene.state()).isEqualTo(IncidentState.RESOLVED);
    assertThat(scene.shells.commands).isEmpty();
  }

  @Test
  void anotherHostsTroubleIsNotThisHosts() {
    scene.signals.broken.clear();
    scene.signals.broken.add("bbb-2");
    scene.start().fire("bbb-1");
    scene.settle();
    assertThat(scene.state()).isEqualTo(IncidentState.RESOLVED);
  }

  @Test
  void recordsAndEscalatesAnAlertWithoutPolicy() {
    scene
        .start()
        .post(
            Scene.notification(
                "firing", "Strange", Map.of("host", "bbb-1"), "2026-05-04T07:59:00Z"));
    scene.settle();
    assertThat(scene.state()).isEqualTo(IncidentState.ESCALATED);
    assertThat(scene.incident().reason()).isEqualTo("no policy for Strange");
  }

  @Test
  void leavesToAPersonWhatOnlyAPersonMayDo() {
    scene.policies = List.of(on(Scene.DEFUNCT).onlyAPerson("it is delicate"));
    scene.start().fire("bbb-1");
    scene.settle();
    assertThat(scene.incident().reason()).isEqualTo("only a person may act: it is delicate");
    assertThat(scene.shells.commands).isEmpty();
  }

  @Test
  void touchesNoHostThatTheInventoryLacks() {
    scene.signals.broken.add("stranger");
    scene.start().fire("stranger");
    scene.settle();
    assertThat(scene.state()).isEqualTo(IncidentState.ESCALATED);
    assertThat(scene.shells.commands).isEmpty();
  }

  @Test
  void goesOnToTheNextStepWhenTheHostRefusesOrCanNotBeReached() {
    scene.shells.does = command -> command.equals("soffice-nudge") ? 64 : 0;
    scene.start().fire("bbb-1");
    scene.settle();
    assertThat(scene.shells.commands).hasSize(2);
    assertThat(scene.state()).isEqualTo(IncidentState.VERIFYING);

    scene.shells.reachable = false;
    scene.signals.broken.add("bbb-2");
    scene.fire("bbb-2");
    scene.settle();
    assertThat(scene.state()).isEqualTo(IncidentState.ESCALATED);
    assertThat(scene.incident().reason()).contains("not reached");
    assertThat(scene.shells.commands).hasSize(2);
  }

  @Test
  void aResolveDoesNotInterruptAStep() {
    scene.shells.does =
        command -> {
          scene.resolve("bbb-1");
          scene.signals.broken.clear();
          return 0;
        };
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofSeconds(2));
    assertThat(scene.state()).isEqualTo(IncidentState.HEALED);
    assertThat(scene.kinds()).endsWith(EventKind.HEALED, EventKind.RESOLVED);
  }

  @Test
  void whatIsOverBeforeAnythingWasDoneIsLeftAlone() {
    scene.signals.answers = false;
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofSeconds(20));
    scene.resolve("bbb-1");
    scene.settle();
    assertThat(scene.state()).isEqualTo(IncidentState.RESOLVED);
    assertThat(scene.shells.commands).isEmpty();
  }

  @Test
  void callsAPersonWhenAHealedAlertStillFiresAfterTheCooldown() {
    scene.shells.does =
        command -> {
          scene.signals.broken.clear();
          return 0;
        };
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofMinutes(1));
    assertThat(scene.state()).isEqualTo(IncidentState.HEALED);
    scene.signals.broken.add("bbb-1");
    scene.fire("bbb-1");
    scene.pass(Duration.ofMinutes(1));
    assertThat(scene.state()).isEqualTo(IncidentState.HEALED);

    scene.pass(Duration.ofMinutes(5));
    scene.fire("bbb-1");
    scene.settle();
    assertThat(scene.state()).isEqualTo(IncidentState.ESCALATED);
    assertThat(scene.shells.commands).hasSize(1);
  }

  @Test
  void beginsAgainWhenAnAlertThatEndedUntriedFiresOn() {
    scene.signals.broken.clear();
    scene.start().fire("bbb-1");
    scene.resolve("bbb-1");
    scene.settle();
    assertThat(scene.state()).isEqualTo(IncidentState.RESOLVED);

    scene.signals.broken.add("bbb-1");
    scene.fire("bbb-1");
    scene.settle();
    assertThat(scene.shells.commands).isNotEmpty();
    assertThat(scene.state()).isEqualTo(IncidentState.VERIFYING);
  }

  @Test
  void theSameNotificationAgainChangesNothing() {
    scene.start();
    for (int i = 0; i < 20; i++) {
      scene.fire("bbb-1");
    }
    scene.pass(Duration.ofSeconds(10));
    scene.fire("bbb-1");
    scene.pass(Duration.ofSeconds(1));
    assertThat(scene.healer.incidents(100)).hasSize(1);
    assertThat(scene.shells.commands).hasSize(1);
  }

  @Test
  void dryRunDescribesEveryStepAndTakesNone() {
    scene.config = scene.config.with(Effect.DRY_RUN);
    scene.start().fire("bbb-1");
    scene.settle();
    assertThat(scene.shells.commands)
        .containsExactly("bbb-1: dry-run soffice-nudge", "bbb-1: dry-run soffice-restart-parent");
    assertThat(scene.state()).isEqualTo(IncidentState.ESCALATED);
    assertThat(scene.healer.incident(1).orElseThrow().attempts())
        .allSatisfy(attempt -> assertThat(attempt.outcome()).contains(Outcome.DRY_RUN));
  }

  @Test
  void noticesAlertsThatWereCutOff() {
    scene.start().post("{\"truncatedAlerts\": 7, \"alerts\": []}");
    scene.settle();
    assertThat(scene.texts()).contains("NOTIFICATION 7 alerts were cut off");
  }

  @Test
  void aPollerReadsWhatAListenerHears() {
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofMinutes(2));
    List<HealingEvent> polled = new java.util.ArrayList<>();
    long last = 0;
    while (true) {
      List<HealingEvent> page = scene.healer.eventsAfter(last, 2);
      if (page.isEmpty()) {
        break;
      }
      polled.addAll(page);
      last = page.get(page.size() - 1).id();
    }
    assertThat(polled).isEqualTo(scene.heard).hasSizeGreaterThan(8);
    assertThat(scene.healer.incident(1).orElseThrow().events()).isEqualTo(polled);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a;reboot",
        "$(reboot)",
        "`reboot`",
        "a b",
        "a\nreboot",
        "*",
        "../x",
        "-n",
        "",
        "ünit",
        "a'b",
        "a\"b",
        "a\u0000b",
        "a|b",
        "a&b",
        "a>b",
        "\u202enimda",
        "$unit"
      })
  void noHostileLabelReachesAShell(String value) {
    scene.policies = List.of(on(Scene.DEFUNCT).first(ActionCall.restartUnit()).thenAPerson());
    scene
        .start()
        .post(
            Scene.notification(
                "firing",
                "SofficeDefunct",
                Map.of("host", "bbb-1", "unit", value),
                "2026-05-04T07:59:00Z"));
    scene.settle();
    assertThat(scene.state()).isEqualTo(IncidentState.ESCALATED);
    assertThat(scene.incident().reason()).contains("label unit is no good");
    assertThat(scene.texts()).doesNotContain("\u202e", "\u0000");
    assertThat(scene.shells.commands).isEmpty();
  }

  @Test
  void aLabelFillsAParameter() {
    Policy policy = on(Scene.DEFUNCT).first(ActionCall.restartUnit()).thenAPerson();
    scene.policies = List.of(policy);
    scene
        .start()
        .post(
            Scene.notification(
                "firing",
                "SofficeDefunct",
                Map.of("host", "bbb-1", "unit", "bbb-libreoffice@1.service"),
                "2026-05-04T07:59:00Z"));
    scene.settle();
    assertThat(scene.shells.commands)
        .containsExactly("bbb-1: restart-unit bbb-libreoffice@1.service");
  }
}
