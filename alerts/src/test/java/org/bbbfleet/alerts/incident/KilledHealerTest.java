package org.bbbfleet.alerts.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.alerts.action.Outcome;
import org.bbbfleet.alerts.audit.EventKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A healer that dies at any moment is continued by the next one; no action is done twice. */
class KilledHealerTest {
  @TempDir Path directory;
  private Scene scene;

  @BeforeEach
  void open() {
    scene = new Scene(directory);
    scene.signals.broken.add("bbb-1");
    scene.shells.does =
        command -> {
          scene.signals.broken.clear();
          return 0;
        };
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void killedRightAfterTheJournal() {
    scene.start().fire("bbb-1");
    scene.kill();
    scene.startAnother();
    scene.pass(Duration.ofSeconds(2));
    assertThat(scene.state()).isEqualTo(IncidentState.HEALED);
    assertThat(scene.shells.commands).containsExactly("bbb-1: soffice-nudge");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void killedAfterAnyPieceOfWork(int pieces) {
    scene.start().fire("bbb-1");
    for (int i = 0; i < pieces; i++) {
      if (!scene.scheduler.step()) {
        scene.clock.advance(Duration.ofSeconds(1));
      }
    }
    scene.kill();
    scene.clock.advance(Duration.ofSeconds(20));
    scene.startAnother();
    scene.pass(Duration.ofSeconds(10));
    assertThat(scene.state()).isEqualTo(IncidentState.HEALED);
    assertThat(scene.shells.commands).containsExactly("bbb-1: soffice-nudge");
    assertThat(scene.leases().all()).isEmpty();
  }

  @Test
  void killedWhileTheActionRan() {
    scene.shells.does =
        command -> {
          scene.signals.broken.clear();
          scene.kill();
          return 0;
        };
    scene.start().fire("bbb-1");
    scene.settle();
    scene.shells.does = command -> 0;
    scene.startAnother();
    scene.pass(Duration.ofSeconds(2));
    assertThat(scene.state()).isEqualTo(IncidentState.HEALED);
    assertThat(scene.shells.commands).containsExactly("bbb-1: soffice-nudge");
    List<Attempt> attempts = scene.healer.incident(1).orElseThrow().attempts();
    assertThat(attempts).hasSize(1);
    assertThat(attempts.get(0).outcome()).contains(Outcome.CUT_OFF);
  }

  @Test
  void killedWhileTheActionRanInVainTakesTheNextStep() {
    scene.shells.does =
        command -> {
          scene.kill();
          return 0;
        };
    scene.start().fire("bbb-1");
    scene.settle();
    scene.shells.does = command -> 0;
    scene.startAnother();
    scene.pass(Duration.ofSeconds(31));
    assertThat(scene.shells.commands)
        .containsExactly("bbb-1: soffice-nudge", "bbb-1: soffice-restart-parent");
  }

  @Test
  void nothingIsLostWhenItIsKilledAgainAndAgain() {
    scene.shells.does = command -> 0;
    scene.start().fire("bbb-1");
    for (int i = 0; i < 30; i++) {
      scene.scheduler.step();
      scene.kill();
      scene.clock.advance(Duration.ofSeconds(3));
      scene.startAnother();
    }
    scene.pass(Duration.ofMinutes(10));
    assertThat(scene.shells.commands)
        .containsExactly("bbb-1: soffice-nudge", "bbb-1: soffice-restart-parent");
    assertThat(scene.state()).isEqualTo(IncidentState.ESCALATED);
    assertThat(scene.kinds().stream().filter(EventKind.OPENED::equals)).hasSize(1);
  }

  @Test
  void escalatedAndWaitingIncidentsAreTakenUpAgain() {
    scene.shells.does = command -> 0;
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofMinutes(2));
    assertThat(scene.state()).isEqualTo(IncidentState.ESCALATED);
    scene.kill();
    scene.signals.broken.clear();
    scene.startAnother();
    scene.settle();
    assertThat(scene.state()).isEqualTo(IncidentState.RESOLVED);
  }
}
