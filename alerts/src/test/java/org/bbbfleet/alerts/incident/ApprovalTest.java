package org.bbbfleet.alerts.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bbbfleet.alerts.policy.Policy.on;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bbbfleet.alerts.action.ActionCall;
import org.bbbfleet.alerts.policy.Mode;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.policy.Scope;
import org.bbbfleet.core.error.FleetException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person approves is what is done: that action, with those values, in that episode. */
class ApprovalTest {
  private static final String PARENT = "bbb-1: soffice-restart-parent";
  private static final String UNIT = "bbb-1: restart-unit bbb-web.service";

  @TempDir Path directory;
  private Scene scene;

  @BeforeEach
  void open() {
    scene = new Scene(directory);
    scene.signals.broken.add("bbb-1");
    scene.policies = List.of(step(ActionCall.restartSofficeParents(), Mode.PROPOSE));
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private static Policy step(ActionCall call, Mode mode) {
    return on(Scene.DEFUNCT).step(call, mode, Duration.ofSeconds(30)).thenAPerson();
  }

  private void anotherServiceWith(Policy policy) {
    scene.kill();
    scene.policies = List.of(policy);
    scene.startAnother();
    scene.pass(Duration.ofSeconds(2));
  }

  private void assertThatItAsks(String question) {
    assertThat(scene.state()).isEqualTo(IncidentState.WAITING_APPROVAL);
    assertThat(scene.incident().reason()).startsWith(question);
  }

  @Test
  void whatWasApprovedIsNotAnotherStep() {
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofSeconds(5));
    assertThatItAsks("approve soffice-restart-parent?");
    anotherServiceWith(step(ActionCall.restartUnit("bbb-web.service"), Mode.PROPOSE));
    scene.healer.approve(1, "ada", "restart that parent");
    scene.pass(Duration.ofSeconds(5));
    assertThat(scene.shells.commands).isEmpty();
    assertThatItAsks("approve restart-unit bbb-web.service?");
    assertThat(scene.incident().reason()).endsWith("; what ada approved was another step");
    scene.healer.approve(1, "ada", "that, too");
    scene.pass(Duration.ofSeconds(2));
    assertThat(scene.shells.commands).containsExactly(UNIT);
  }

  @Test
  void whoSawTheQuestionBeforeAnswersNotTheOneThatIsAskedNow() {
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofSeconds(5));
    Optional<Instant> before = scene.healer.asked(1);
    assertThat(before).isPresent();
    anotherServiceWith(step(ActionCall.restartUnit("bbb-web.service"), Mode.PROPOSE));
    scene.healer.approve(1, before, "ada", "restart that parent");
    scene.pass(Duration.ofSeconds(5));
    assertThatItAsks("approve restart-unit bbb-web.service?");
    assertThatThrownBy(() -> scene.healer.approve(1, before, "ben", "that parent, yes"))
        .isInstanceOf(FleetException.class)
        .hasMessageContaining("asks something else by now")
        .hasMessageContaining("restart-unit bbb-web.service");
    scene.pass(Duration.ofSeconds(5));
    assertThat(scene.shells.commands).isEmpty();
    scene.healer.approve(1, scene.healer.asked(1), "ben", "that, too");
    scene.pass(Duration.ofSeconds(2));
    assertThat(scene.shells.commands).containsExactly(UNIT);
  }

  @Test
  void whatWasApprovedIsNotTheSameWithOtherValues() {
    scene.policies = List.of(step(ActionCall.restartUnit("x.service"), Mode.PROPOSE));
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofSeconds(5));
    scene.healer.pause(Scope.FLEET, "eve", "look", scene.clock.instant().plusSeconds(60));
    scene.healer.approve(1, "ada", "go");
    scene.pass(Duration.ofSeconds(5));
    anotherServiceWith(step(ActionCall.restartUnit("bbb-web.service"), Mode.PROPOSE));
    scene.pass(Duration.ofMinutes(2));
    assertThat(scene.shells.commands).isEmpty();
    assertThatItAsks("approve restart-unit bbb-web.service?");
  }

  @Test
  void aLateApprovalIsNotForAnotherStep() {
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofMinutes(15));
    assertThat(scene.state()).isEqualTo(IncidentState.ESCALATED);
    anotherServiceWith(step(ActionCall.restartUnit("bbb-web.service"), Mode.PROPOSE));
    scene.healer.approve(1, "ada", "now I see it");
    scene.pass(Duration.ofSeconds(5));
    assertThat(scene.shells.commands).isEmpty();
    assertThatItAsks("approve restart-unit bbb-web.service?");
  }

  @Test
  void theSameStepOfAnotherServiceIsStillApproved() {
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofSeconds(5));
    anotherServiceWith(step(ActionCall.restartSofficeParents(), Mode.PROPOSE));
    scene.healer.approve(1, "ada", "go");
    scene.pass(Duration.ofSeconds(2));
    assertThat(scene.shells.commands).containsExactly(PARENT);
  }

  @Test
  void aQuestionFromBeforeWhatIsAskedWasKeptIsAskedAnew() {
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofSeconds(5));
    scene.store.jdbi().useHandle(handle -> handle.execute("update approval set call = ''"));
    scene.healer.approve(1, "ada", "go");
    scene.pass(Duration.ofSeconds(2));
    assertThat(scene.shells.commands).isEmpty();
    assertThatItAsks("approve soffice-restart-parent?");
  }

  @Test
  void aQuestionEndsWithItsEpisode() {
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofSeconds(5));
    scene.resolve("bbb-1");
    scene.settle();
    assertThat(scene.state()).isEqualTo(IncidentState.RESOLVED);
    scene.pass(Duration.ofMinutes(30));
    scene.fire("bbb-1");
    scene.pass(Duration.ofSeconds(2));
    assertThatItAsks("approve soffice-restart-parent?");
    // A whole patience, not what was left of the last.
    scene.pass(Duration.ofMinutes(9));
    assertThatItAsks("approve soffice-restart-parent?");
    scene.pass(Duration.ofMinutes(2));
    assertThat(scene.state()).isEqualTo(IncidentState.ESCALATED);
  }

  @Test
  void anApprovalEndsWithItsEpisode() {
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofSeconds(5));
    scene.healer.pause(Scope.FLEET, "eve", "look", scene.clock.instant().plusSeconds(3600));
    scene.healer.approve(1, "ada", "now is fine");
    scene.pass(Duration.ofSeconds(5));
    scene.resolve("bbb-1");
    scene.settle();
    assertThat(scene.state()).isEqualTo(IncidentState.RESOLVED);
    scene.pass(Duration.ofHours(2));
    scene.fire("bbb-1");
    scene.pass(Duration.ofSeconds(2));
    assertThat(scene.shells.commands).isEmpty();
    assertThatItAsks("approve soffice-restart-parent?");
  }

  @Test
  void whatWasPlannedAndNeverBegunBeginsAnewWithTheAlert() {
    scene.policies = List.of(step(ActionCall.restartSofficeParents(), Mode.AUTO));
    scene.shells.connecting = () -> scene.healer.stopAll("eve", "fire drill");
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofSeconds(5));
    assertThat(states()).containsExactly(Attempt.State.PLANNED);
    scene.resolve("bbb-1");
    scene.settle();
    assertThat(scene.state()).isEqualTo(IncidentState.RESOLVED);
    scene.shells.connecting = () -> {};
    scene.healer.startAgain("eve", "over");
    scene.fire("bbb-1");
    scene.pass(Duration.ofSeconds(2));
    assertThat(scene.shells.commands).containsExactly(PARENT);
  }

  private List<Attempt.State> states() {
    return attempts().stream().map(Attempt::state).toList();
  }

  private List<Attempt> attempts() {
    return scene.healer.incident(1).orElseThrow().attempts();
  }

  /** Held back when the connection stood: planned, and not begun. */
  private void planned(ActionCall call) {
    scene.policies = List.of(step(call, Mode.AUTO));
    scene.shells.connecting = () -> scene.healer.stopAll("eve", "fire drill");
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofSeconds(5));
    assertThat(states()).containsExactly(Attempt.State.PLANNED);
    scene.shells.connecting = () -> {};
  }

  @Test
  void whatIsDoneIsWhatIsRecorded() {
    planned(ActionCall.nudgeSofficeParents());
    anotherServiceWith(step(ActionCall.restartUnit("bbb-web.service"), Mode.AUTO));
    scene.healer.startAgain("eve", "over");
    scene.pass(Duration.ofSeconds(2));
    assertThat(scene.shells.commands).containsExactly(UNIT);
    assertThat(attempts()).hasSize(1);
    assertThat(attempts().get(0).action()).isEqualTo("restart-unit");
    assertThat(attempts().get(0).parameters()).isEqualTo(Map.of("unit", "bbb-web.service"));
  }

  @Test
  void aDrainInPlaceOfWhatWasPlannedIsADrain() {
    planned(ActionCall.nudgeSofficeParents());
    anotherServiceWith(step(ActionCall.drainAndRestart("1h"), Mode.AUTO));
    scene.healer.startAgain("eve", "over");
    scene.pass(Duration.ofSeconds(2));
    assertThatItAsks("approve drain ");
    scene.healer.approve(1, "ada", "go");
    scene.pass(Duration.ofMinutes(1));
    assertThat(attempts()).hasSize(1);
    assertThat(attempts().get(0).action()).isEqualTo("drain");
    assertThat(scene.texts()).doesNotContain("ClassCast");
  }

  /** The guards of the service that died let it pass; those of the next have not been asked. */
  @Test
  void whatAnotherServicePlannedIsPutBeforeTheGuards() {
    scene.policies = List.of(step(ActionCall.nudgeSofficeParents(), Mode.AUTO));
    scene.start().fire("bbb-1");
    while (!scene.texts().contains("guards pass")) {
      assertThat(scene.scheduler.step()).isTrue();
    }
    assertThat(scene.state()).isEqualTo(IncidentState.ACTING);
    anotherServiceWith(step(ActionCall.restartSofficeParents(), Mode.PROPOSE));
    assertThat(scene.shells.commands).isEmpty();
    assertThatItAsks("approve soffice-restart-parent?");
  }
}
