package org.bbbfleet.alerts.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bbbfleet.alerts.policy.Policy.on;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.alerts.action.ActionCall;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.policy.Scope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clocks jump; what holds the healer back does not get loose by that, and does not jam. */
class ClockTest {
  @TempDir Path directory;
  private Scene scene;

  @BeforeEach
  void open() {
    scene = new Scene(directory);
    scene.shells.does =
        command -> {
          scene.signals.broken.clear();
          return 0;
        };
    scene.signals.broken.add("bbb-1");
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofSeconds(10));
    assertThat(scene.shells.commands).hasSize(1);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private void again(String startsAt) {
    scene.signals.broken.add("bbb-1");
    scene.post(Scene.notification("firing", "bbb-1", startsAt));
  }

  /** The process ends, the clock is set, the next begins. */
  private void jump(Duration by) {
    scene.kill();
    scene.clock.advance(by);
    scene.startAnother();
  }

  @Test
  void aClockThatIsSetBackOpensNoCooldownAndClosesNoneForLonger() {
    jump(Duration.ofDays(-30));
    again("2026-05-04T08:00:30Z");
    scene.pass(Duration.ofMinutes(4));
    assertThat(scene.shells.commands).hasSize(1);
    scene.pass(Duration.ofMinutes(2));
    assertThat(scene.shells.commands).hasSize(2);
  }

  @Test
  void aRestartOpensNoCooldown() {
    jump(Duration.ofMinutes(1));
    again("2026-05-04T08:00:30Z");
    scene.pass(Duration.ofMinutes(3));
    assertThat(scene.shells.commands).hasSize(1);
  }

  @Test
  void theStopOutlivesRestartsAndOnlyAPersonEndsIt() {
    scene.healer.stopAll("ada", "fire drill");
    jump(Duration.ofDays(30));
    again("2026-06-04T08:00:30Z");
    scene.pass(Duration.ofHours(5));
    assertThat(scene.shells.commands).hasSize(1);
    assertThat(scene.healer.stopped()).isPresent();
    assertThat(scene.healer.startAgain("ada", "over")).isTrue();
    scene.settle();
    assertThat(scene.shells.commands).hasSize(2);
    assertThat(scene.texts()).contains("all healing stopped by ada: fire drill");
  }

  /** Someone sets the clock while the healer runs. */
  private void set(Duration by) {
    scene.clock.jump(by);
  }

  @Test
  void aClockThatIsSetAheadOpensNoCooldownEarly() {
    restart(on(Scene.DEFUNCT).first(ActionCall.nudgeSofficeParents()), Duration.ofHours(1));
    again("2026-05-04T08:10:00Z");
    set(Duration.ofHours(5));
    scene.pass(Duration.ofMinutes(14));
    assertThat(scene.incident().reason()).contains("the clock jumped 5h ahead");
    assertThat(scene.texts())
        .contains("NOTIFICATION the clock jumped 5h ahead; nothing is done by itself until ");
    scene.pass(Duration.ofMinutes(30));
    assertThat(scene.incident().reason()).contains("cooldown 1h");
    assertThat(scene.shells.commands).hasSize(1);
    scene.pass(Duration.ofMinutes(20));
    assertThat(scene.shells.commands).hasSize(2);
    assertThat(scene.meters.counter("fleet.healing.clock.jumps").count()).isEqualTo(1);
  }

  @Test
  void aClockThatIsSetAheadForgetsNoAttempts() {
    restart(
        on(Scene.DEFUNCT).first(ActionCall.nudgeSofficeParents()).attemptsPerHour(1),
        Duration.ofSeconds(1));
    again("2026-05-04T08:10:00Z");
    set(Duration.ofHours(2));
    scene.pass(Duration.ofMinutes(20));
    assertThat(scene.state()).isEqualTo(IncidentState.ESCALATED);
    assertThat(scene.incident().reason()).contains("1 attempts in the last hour");
    assertThat(scene.shells.commands).hasSize(1);
  }

  @Test
  void aClockThatIsSetBackJamsNothing() {
    again("2026-05-04T08:10:00Z");
    set(Duration.ofDays(-30));
    scene.pass(Duration.ofMinutes(14));
    assertThat(scene.shells.commands).hasSize(1);
    scene.pass(Duration.ofMinutes(3));
    assertThat(scene.shells.commands).hasSize(2);
    assertThat(scene.state()).isEqualTo(IncidentState.HEALED);
  }

  @Test
  void aStepKeepsItsTimeWhenTheClockIsSet() {
    scene.close();
    scene = new Scene(directory.resolve("other"));
    scene.signals.broken.add("bbb-1");
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofSeconds(2));
    assertThat(scene.state()).isEqualTo(IncidentState.VERIFYING);
    set(Duration.ofHours(1));
    scene.pass(Duration.ofSeconds(5));
    assertThat(scene.state()).isEqualTo(IncidentState.VERIFYING);
    scene.signals.broken.clear();
    scene.pass(Duration.ofSeconds(2));
    assertThat(scene.state()).isEqualTo(IncidentState.HEALED);
    assertThat(scene.shells.commands).hasSize(1);
  }

  @Test
  void aPauseKeepsItsLengthWhenTheClockIsSet() {
    scene.healer.pause(
        Scope.parse("fleet"), "ada", "repair", scene.clock.instant().plus(Duration.ofHours(1)));
    set(Duration.ofHours(3));
    again("2026-05-04T08:10:00Z");
    scene.pass(Duration.ofMinutes(50));
    assertThat(scene.incident().reason()).contains("paused by ada");
    scene.pass(Duration.ofMinutes(15));
    assertThat(scene.shells.commands).hasSize(2);
  }

  @Test
  void aHealerThatIsStartedAnewGoesOnToHoldBack() {
    set(Duration.ofMinutes(1));
    again("2026-05-04T08:10:00Z");
    scene.pass(Duration.ofMinutes(6));
    scene.kill();
    scene.startAnother();
    scene.pass(Duration.ofMinutes(7));
    assertThat(scene.incident().reason()).contains("the clock jumped 1m ahead");
    assertThat(scene.healer.clockHold()).isPresent();
    scene.pass(Duration.ofMinutes(3));
    assertThat(scene.shells.commands).hasSize(2);
  }

  @Test
  void slewingIsNoJump() {
    for (int i = 0; i < 3; i++) {
      set(Duration.ofSeconds(9));
      scene.pass(Duration.ofMinutes(1));
    }
    assertThat(scene.healer.clockHold()).isEmpty();
    set(Duration.ofSeconds(9));
    scene.pass(Duration.ofMinutes(1));
    assertThat(scene.healer.clockHold()).as("many small ones are a large one").isPresent();
  }

  private void restart(Policy.Ladder ladder, Duration cooldown) {
    scene.policies = List.of(ladder.cooldown(cooldown).thenAPerson());
    scene.kill();
    scene.startAnother();
  }
}
