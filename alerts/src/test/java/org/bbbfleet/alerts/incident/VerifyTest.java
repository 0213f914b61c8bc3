package org.bbbfleet.alerts.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bbbfleet.alerts.policy.Policy.on;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.alerts.action.ActionCall;
import org.bbbfleet.alerts.rules.Evidence;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.rules.Severity;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.promql.Selector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Success is a signal that stays well, not one that was once. */
class VerifyTest {
  @TempDir Path directory;
  private Scene scene;

  @BeforeEach
  void open() {
    scene = new Scene(directory);
    scene.config = scene.config.wellFor(Duration.ofSeconds(10));
    scene.signals.broken.add("bbb-1");
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private void mendsAtOnce() {
    scene.shells.does =
        command -> {
          scene.signals.broken.clear();
          return 0;
        };
  }

  @Test
  void isHealedOnlyAfterBeingWellForAWhile() {
    mendsAtOnce();
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofMillis(10_500));
    assertThat(scene.state()).isEqualTo(IncidentState.VERIFYING);
    scene.pass(Duration.ofSeconds(1));
    assertThat(scene.state()).isEqualTo(IncidentState.HEALED);
    assertThat(scene.texts()).contains("well after 1.0 s; must last 10.0 s");
  }

  @Test
  void whatBreaksAgainBeforeThatWasNotHealed() {
    mendsAtOnce();
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofSeconds(6));
    scene.signals.broken.add("bbb-1");
    scene.pass(Duration.ofSeconds(2));
    scene.signals.broken.clear();
    scene.pass(Duration.ofSeconds(6));
    assertThat(scene.state()).as("the time begins anew").isEqualTo(IncidentState.VERIFYING);
    assertThat(scene.texts()).contains("did not stay well for 10.0 s: BROKEN");
    scene.pass(Duration.ofSeconds(5));
    assertThat(scene.state()).isEqualTo(IncidentState.HEALED);
  }

  @Test
  void missingDataInterruptsBeingWell() {
    mendsAtOnce();
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofSeconds(6));
    scene.signals.hasData = false;
    scene.pass(Duration.ofSeconds(6));
    assertThat(scene.state()).isEqualTo(IncidentState.VERIFYING);
    scene.signals.hasData = true;
    scene.pass(Duration.ofSeconds(9));
    assertThat(scene.state()).isEqualTo(IncidentState.VERIFYING);
    scene.pass(Duration.ofSeconds(3));
    assertThat(scene.state()).isEqualTo(IncidentState.HEALED);
  }

  @Test
  void whatFlapsUntilTheStepsTimeIsOverGetsTheNextStep() {
    scene.start().fire("bbb-1");
    for (int i = 0; i < 6; i++) {
      scene.pass(Duration.ofSeconds(3));
      scene.signals.broken.clear();
      scene.pass(Duration.ofSeconds(3));
      scene.signals.broken.add("bbb-1");
    }
    assertThat(scene.shells.commands)
        .containsExactly("bbb-1: soffice-nudge", "bbb-1: soffice-restart-parent");
  }

  @Test
  void whatBecomesWellAtTheLastMomentGetsItsTime() {
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofSeconds(28));
    scene.signals.broken.clear();
    scene.pass(Duration.ofSeconds(9));
    assertThat(scene.state()).isEqualTo(IncidentState.VERIFYING);
    scene.pass(Duration.ofSeconds(4));
    assertThat(scene.state()).isEqualTo(IncidentState.HEALED);
    assertThat(scene.shells.commands).containsExactly("bbb-1: soffice-nudge");
  }

  @Test
  void beingWellIsRememberedAcrossAKill() {
    mendsAtOnce();
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofSeconds(6));
    scene.kill();
    scene.startAnother();
    scene.pass(Duration.ofSeconds(5));
    assertThat(scene.state()).isEqualTo(IncidentState.HEALED);
  }

  @Test
  void aRuleThatLooksBackGetsTheTimeUntilItsWindowHasDrained() {
    Rule rule =
        new Rule(
            "SofficeDefunct",
            Selector.metric(Metric.gauge("soffice_defunct", "Defunct processes."))
                .maxOverTime(Duration.ofMinutes(5))
                .above(0),
            Duration.ofSeconds(10),
            Severity.WARNING,
            new Evidence.FromCollector("soffice"),
            "s",
            "d",
            "r");
    scene.policies =
        List.of(
            on(rule)
                .first(ActionCall.nudgeSofficeParents())
                .then(ActionCall.restartSofficeParents())
                .thenAPerson());
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofSeconds(299));
    assertThat(scene.shells.commands)
        .as("still firing only because of what was before the step")
        .containsExactly("bbb-1: soffice-nudge");
    scene.pass(Duration.ofSeconds(5));
    assertThat(scene.shells.commands)
        .containsExactly("bbb-1: soffice-nudge", "bbb-1: soffice-restart-parent");
  }

  @Test
  void aHealedAlertThatOnlyDrainsIsNotEscalated() {
    mendsAtOnce();
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofSeconds(15));
    assertThat(scene.state()).isEqualTo(IncidentState.HEALED);
    scene.signals.broken.add("bbb-1");
    scene.fire("bbb-1");
    scene.pass(Duration.ofMinutes(4));
    assertThat(scene.state()).isEqualTo(IncidentState.HEALED);
    scene.pass(Duration.ofMinutes(2));
    scene.fire("bbb-1");
    scene.settle();
    assertThat(scene.state()).isEqualTo(IncidentState.ESCALATED);
  }

  @Test
  void aClockThatIsSetBackDoesNotKeepItWaiting() {
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofSeconds(5));
    scene.kill();
    scene.clock.advance(Duration.ofHours(-1));
    scene.signals.broken.clear();
    scene.startAnother();
    scene.pass(Duration.ofSeconds(13));
    assertThat(scene.state()).isEqualTo(IncidentState.HEALED);
  }

  @Test
  void aResolveNeverInterruptsAStepThatRuns() {
    scene.shells.does =
        command -> {
          scene.resolve("bbb-1");
          scene.signals.broken.clear();
          return 0;
        };
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofSeconds(5));
    assertThat(scene.state()).isEqualTo(IncidentState.VERIFYING);
    scene.pass(Duration.ofSeconds(10));
    assertThat(scene.state()).isEqualTo(IncidentState.HEALED);
    assertThat(scene.shells.commands).containsExactly("bbb-1: soffice-nudge");
  }

  @Test
  void anEndThatIsToldBeforeItsBeginningOpensNothing() {
    scene.start().resolve("bbb-1");
    scene.settle();
    scene.fire("bbb-1");
    scene.pass(Duration.ofMinutes(1));
    assertThat(scene.healer.incidents(9)).isEmpty();
    scene.pass(Duration.ofMinutes(5));
    scene.fire("bbb-1");
    scene.settle();
    assertThat(scene.healer.incidents(9)).as("it goes on firing").hasSize(1);
  }
}
