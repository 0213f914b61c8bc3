package org.bbbfleet.alerts.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bbbfleet.alerts.policy.Policy.on;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.bbbfleet.alerts.action.ActionCall;
import org.bbbfleet.alerts.policy.Mode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What would happen now, said by the guards that would decide it. */
class ExplainTest {
  @TempDir Path directory;
  private Scene scene;

  @BeforeEach
  void open() {
    scene = new Scene(directory);
    scene.policies =
        List.of(
            on(Scene.DEFUNCT)
                .step(
                    ActionCall.restartUnit("freeswitch.service"),
                    Mode.AUTO_IF_NO_MEETING,
                    Duration.ofSeconds(60))
                .thenAPerson());
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private Explanation.Rung first() {
    return scene.healer.explain("SofficeDefunct", "bbb-1", Map.of()).steps().get(0);
  }

  @Test
  void saysThatMeetingsMakeItAsk() {
    scene.signals.broken.add("bbb-1");
    scene.signals.meetings.put("bbb-1", 9.0);
    scene.start();
    assertThat(first().verdict()).isEqualTo("ask");
    assertThat(first().guard()).isEqualTo("meetings");
    assertThat(first().because()).contains("9 meetings");
    scene.signals.meetings.put("bbb-1", 0.0);
    assertThat(first().verdict()).isEqualTo("act");
    assertThat(first().guards()).allMatch(answer -> answer.decision().equals("pass"));
  }

  @Test
  void itSaysWhatWouldHappenAndThatIsWhatHappens() {
    scene.signals.broken.add("bbb-1");
    scene.signals.meetings.put("bbb-1", 0.0);
    scene.start();
    assertThat(first().verdict()).isEqualTo("act");
    scene.fire("bbb-1");
    scene.settle();
    assertThat(scene.shells.commands).hasSize(1);
  }

  @Test
  void saysWhenThereIsNothingToDoAndWhatWouldBeDoneElse() {
    scene.signals.meetings.put("bbb-1", 0.0);
    scene.start();
    Explanation now = scene.healer.explain("SofficeDefunct", "bbb-1", Map.of());
    assertThat(now.well()).isTrue();
    assertThat(now.steps().get(0).verdict()).isEqualTo("act");
  }

  @Test
  void takesAndCountsNothing() {
    scene.signals.broken.add("bbb-1");
    scene.signals.meetings.put("bbb-1", 0.0);
    scene.start();
    first();
    assertThat(scene.leases().all()).isEmpty();
    assertThat(scene.shells.commands).isEmpty();
    assertThat(scene.healer.eventsAfter(0, 10)).isEmpty();
    assertThat(scene.meters.find("fleet.guard.decisions").counters()).isEmpty();
  }

  @Test
  void knowsOnlyAlertsAndHostsThatAreThere() {
    scene.start();
    assertThatThrownBy(() -> scene.healer.explain("SofficeDefunkt", "bbb-1", Map.of()))
        .hasMessageContaining("Did you mean SofficeDefunct?");
    assertThatThrownBy(() -> scene.healer.explain("SofficeDefunct", "bbb-3", Map.of()))
        .hasMessageContaining("Did you mean bbb-");
  }
}
