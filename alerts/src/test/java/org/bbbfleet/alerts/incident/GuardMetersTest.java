package org.bbbfleet.alerts.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bbbfleet.alerts.guard.Guard;
import org.bbbfleet.alerts.policy.Scope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything that guards say is counted. */
class GuardMetersTest {
  @TempDir Path directory;
  private Scene scene;
  private List<String> guards;

  @BeforeEach
  void open() {
    scene = new Scene(directory);
    scene.signals.broken.add("bbb-1");
    scene.pipeline =
        all -> {
          guards = all.stream().map(Guard::name).toList();
          return all;
        };
    scene.start();
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private Map<String, Double> decisions() {
    Map<String, Double> counts = new TreeMap<>();
    for (Counter counter : scene.meters.find("fleet.guard.decisions").counters()) {
      counts.put(
          counter.getId().getTag("guard") + " " + counter.getId().getTag("decision"),
          counter.count());
    }
    return counts;
  }

  private Map<String, Double> refusals() {
    Map<String, Double> counts = new TreeMap<>();
    for (Counter counter : scene.meters.find("fleet.guard.refusals").counters()) {
      counts.put(counter.getId().getTag("guard"), counter.count());
    }
    return counts;
  }

  private Map<String, Double> allPassed() {
    Map<String, Double> counts = new TreeMap<>();
    guards.forEach(guard -> counts.put(guard + " pass", 1.0));
    return counts;
  }

  private void until(String text) {
    while (!scene.texts().contains(text)) {
      assertThat(scene.scheduler.step()).isTrue();
    }
  }

  @Test
  void thoseThatLetAStepPass() {
    scene.fire("bbb-1");
    until("guards pass");
    assertThat(decisions()).isEqualTo(allPassed());
    assertThat(refusals()).isEmpty();
  }

  @Test
  void thoseThatWereAskedBeforeOneMadeItWaitAndTheWaitOnce() {
    scene.healer.pause(Scope.FLEET, "ada", "look", scene.clock.instant().plusSeconds(60));
    scene.fire("bbb-1");
    scene.settle();
    Map<String, Double> paused =
        Map.of("known-host pass", 1.0, "stop pass", 1.0, "clock pass", 1.0, "pause wait", 1.0);
    assertThat(decisions()).isEqualTo(paused);
    // Asked again for another reason: it is the same wait.
    scene.healer.pause(Scope.host("bbb-1"), "ada", "more", scene.clock.instant().plusSeconds(90));
    scene.healer.resume(Scope.FLEET, "ada");
    scene.settle();
    assertThat(scene.incident().reason()).contains("more");
    assertThat(decisions()).isEqualTo(paused);
    assertThat(refusals()).isEqualTo(Map.of("pause", 1.0));
  }

  @Test
  void theLastWordBeforeAStepBegins() {
    scene.fire("bbb-1");
    until("guards pass");
    scene.healer.stopAll("eve", "fire drill");
    assertThat(scene.scheduler.step()).isTrue();
    scene.healer.startAgain("eve", "over");
    assertThat(scene.shells.commands).isEmpty();
    Map<String, Double> expected = allPassed();
    expected.put("stop wait", 1.0);
    assertThat(decisions()).isEqualTo(expected);
    assertThat(refusals()).isEqualTo(Map.of("stop", 1.0));
  }

  @Test
  void theLastLookWhenTheConnectionStands() {
    scene.shells.connecting = () -> scene.healer.stopAll("eve", "fire drill");
    scene.fire("bbb-1");
    until("held back before the request left");
    scene.healer.startAgain("eve", "over");
    assertThat(scene.shells.commands).isEmpty();
    assertThat(decisions()).containsEntry("stop wait", 1.0);
    assertThat(refusals()).isEqualTo(Map.of("stop", 1.0));
    scene.shells.connecting = () -> {};
    scene.pass(Duration.ofSeconds(1));
    assertThat(scene.shells.commands).containsExactly("bbb-1: soffice-nudge");
    assertThat(refusals()).isEqualTo(Map.of("stop", 1.0));
  }
}
