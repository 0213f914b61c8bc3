package org.bbbfleet.alerts.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bbbfleet.alerts.policy.Budget;
import org.bbbfleet.alerts.policy.Storm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Five hundred hosts break at once. */
class StormTest {
  private static final int HOSTS = 500;
  private static final String[] NAMES =
      IntStream.rangeClosed(1, HOSTS).mapToObj(i -> "bbb-" + i).toArray(String[]::new);

  @TempDir Path directory;
  private Scene scene;

  @BeforeEach
  void open() {
    scene = new Scene(directory);
    scene.fleet = Scene.fleet(NAMES);
    for (String name : NAMES) {
      scene.signals.up.put(name, 1.0);
    }
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private Set<String> touched() {
    return scene.shells.commands.stream()
        .map(command -> command.substring(0, command.indexOf(':')))
        .collect(Collectors.toSet());
  }

  private void breakAll(int count) {
    scene.signals.broken.addAll(Set.of(java.util.Arrays.copyOf(NAMES, count)));
    scene.fireAll(List.of(NAMES).subList(0, count));
  }

  @Test
  void atMostTheBudgetIsTouchedAndAPersonIsTold() {
    scene.start();
    breakAll(HOSTS);
    scene.pass(Duration.ofMinutes(9));
    assertThat(touched()).hasSizeLessThanOrEqualTo(Budget.STANDARD.limit(HOSTS));
    assertThat(scene.texts()).contains("storm: ").contains("until it is calm");
    // The storm is told once, not five hundred times.
    assertThat(scene.texts().split("from 20 on nothing is done", -1)).hasSize(2);
  }

  @Test
  void oneByOneTheBudgetHolds() {
    scene.start();
    // Too few to be a storm, and too many for the budget.
    for (int i = 0; i < 14; i++) {
      scene.signals.broken.add(NAMES[i]);
      scene.fire(NAMES[i]);
      scene.pass(Duration.ofSeconds(20));
    }
    assertThat(touched()).hasSize(Budget.STANDARD.limit(HOSTS));
    scene.pass(Duration.ofMinutes(10));
    assertThat(touched()).hasSizeGreaterThan(Budget.STANDARD.limit(HOSTS));
  }

  @Test
  void theStormOutlivesTheHealer() {
    scene.start();
    breakAll(Storm.STANDARD.threshold(HOSTS));
    scene.settle();
    int before = touched().size();
    scene.kill();
    // Long enough for the incidents to be no longer new.
    scene.clock.advance(Duration.ofMinutes(11));
    scene.startAnother();
    scene.settle();
    assertThat(touched()).hasSize(before);
    scene.pass(Duration.ofMinutes(16));
    assertThat(touched().size()).isGreaterThan(before);
  }

  @Test
  void aStormThatAWrongClockWroteDoesNotLastForEver() {
    scene.start();
    breakAll(Storm.STANDARD.threshold(HOSTS));
    scene.settle();
    scene
        .store
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "update healing_storm set until = ?",
                    scene.clock.instant().plus(Duration.ofDays(400)).toEpochMilli()));
    scene.pass(Duration.ofHours(1));
    assertThat(scene.healer.incidents(500)).anyMatch(i -> i.attempts() > 0 || i.state() == IncidentState.ESCALATED);
  }
}
