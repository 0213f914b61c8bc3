package org.bbbfleet.alerts.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
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
}
