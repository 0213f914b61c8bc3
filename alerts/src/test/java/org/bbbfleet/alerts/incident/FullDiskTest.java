package org.bbbfleet.alerts.incident;

import static org.assertj.core.api.Assertions.assertThat;
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

/** A full file system holds back every step but one that gives it space or does without it. */
class FullDiskTest {
  @TempDir Path directory;
  private Scene scene;

  @BeforeEach
  void open() {
    scene = new Scene(directory);
    scene.signals.broken.add("bbb-1");
    scene.signals.full.add("bbb-1");
    // Whether it may act by itself is not the question here.
    scene.pipeline =
        guards -> guards.stream().filter(guard -> !guard.name().equals("mode")).toList();
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void nothingElseIsTriedOnAFullFileSystem() {
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofMinutes(2));
    assertThat(scene.shells.commands).isEmpty();
  }

  @Test
  void whatGivesItSpaceIsDone() {
    scene.policies =
        List.of(
            on(Scene.DEFUNCT)
                .step(ActionCall.freeDiskSpace(), Mode.PROPOSE, Duration.ofSeconds(15))
                .thenAPerson());
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofSeconds(10));
    assertThat(scene.shells.commands).containsExactly("bbb-1: free-disk-space any");
  }

  @Test
  void redisIsFailedOverToAnotherDisk() {
    scene.policies =
        List.of(
            on(Scene.DEFUNCT)
                .step(
                    new ActionCall("redis-failover", Map.of("name", "demo")),
                    Mode.PROPOSE,
                    Duration.ofSeconds(15))
                .thenAPerson());
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofSeconds(10));
    assertThat(scene.shells.commands).containsExactly("bbb-1: redis-failover demo");
  }
}
