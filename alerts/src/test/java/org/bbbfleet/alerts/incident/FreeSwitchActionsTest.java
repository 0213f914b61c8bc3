package org.bbbfleet.alerts.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done to FreeSWITCH over minutes: nobody who speaks is cut off for it. */
class FreeSwitchActionsTest {
  @TempDir Path directory;
  private Scene scene;
  private int channels;
  private boolean mute;
  private int run = 1;
  private final List<String> orphans = new ArrayList<>();
  private final List<String> done = new ArrayList<>();

  @BeforeEach
  void open() {
    scene = new Scene(directory);
    scene.shells.does = this::answer;
    scene.start();
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private int answer(String command) {
    String[] words = command.split(" ", -1);
    return switch (words[0]) {
      case "fs-channels" ->
          mute
              ? say(1, "FreeSWITCH did not do status")
              : say(channels == 0 ? 3 : 0, "channels " + channels + "\nrun r" + run);
      case "fs-restart" -> {
        if (!words[1].equals("r" + run)) {
          yield say(3, "FreeSWITCH was restarted already");
        }
        if (channels > 0) {
          yield say(64, "refused: " + channels + " channels are open");
        }
        run++;
        done.add("restart");
        yield say(0, "restarted freeswitch.service");
      }
      case "fs-orphans" ->
          orphans.isEmpty()
              ? say(3, "every conference belongs to a meeting")
              : say(0, "orphan " + String.join("\norphan ", orphans));
      case "fs-end-conference" -> {
        done.add("end " + words[1]);
        orphans.remove(words[1]);
        yield say(0, "hung up conference " + words[1]);
      }
      default -> throw new AssertionError(command);
    };
  }

  private int say(int status, String text) {
    scene.shells.output = text;
    return status;
  }

  private void order(String action, String name, String value) {
    scene.healer.heal(
        new HealOrder(
            action, Map.of(name, value), "bbb-1", "ada", "it is mute", HealOrder.Kind.GUARDED));
    scene.settle();
  }

  private String output() {
    return scene.healer.incident(1).orElseThrow().attempts().get(0).output();
  }

  @Test
  void waitsUntilNobodyIsInItAndRestartsOnce() {
    channels = 4;
    order("freeswitch-restart-when-empty", "deadline", "15m");
    scene.pass(Duration.ofMinutes(10));
    assertThat(done).isEmpty();
    assertThat(scene.incident().reason()).contains("4 channels; waits until");
    channels = 0;
    scene.pass(Duration.ofMinutes(1));
    assertThat(done).containsExactly("restart");
    assertThat(scene.incident().reason()).endsWith(": done");
    assertThat(scene.leases().all()).isEmpty();
  }

  @Test
  void leavesItAloneWhenItIsNeverEmptyOrDoesNotSay() {
    channels = 4;
    order("freeswitch-restart-when-empty", "deadline", "15m");
    scene.pass(Duration.ofMinutes(5));
    mute = true;
    scene.pass(Duration.ofMinutes(11));
    assertThat(done).isEmpty();
    assertThat(output()).contains("not restarted: how many channels is not known");
    assertThat(scene.incident().reason()).endsWith(": nothing to do");
  }

  @Test
  void killedWhileItRestartsItDoesNotRestartAgain() {
    scene.shells.does =
        command -> {
          int status = answer(command);
          if (command.startsWith("fs-restart")) {
            scene.kill();
          }
          return status;
        };
    // What was done can't be written any more.
    order("freeswitch-restart-when-empty", "deadline", "15m");
    scene.shells.does = this::answer;
    scene.startAnother();
    scene.pass(Duration.ofMinutes(1));
    assertThat(done).containsExactly("restart");
    assertThat(scene.incident().reason()).endsWith(": nothing to do");
  }

  @Test
  void endsOnlyConferencesThatHadNoMeetingAllTheTime() {
    orphans.addAll(List.of("70001", "70002"));
    order("freeswitch-end-orphans", "minutes", "2");
    scene.pass(Duration.ofMinutes(1));
    assertThat(done).isEmpty();
    // One belongs to a meeting after all, another comes.
    orphans.remove("70002");
    scene.pass(Duration.ofSeconds(20));
    orphans.addAll(List.of("70002", "70003"));
    scene.pass(Duration.ofMinutes(2));
    assertThat(done).containsExactly("end 70001");
    assertThat(output()).contains("hung up conference 70001");
  }

  @Test
  void endsNothingWhenEveryConferenceHasItsMeeting() {
    order("freeswitch-end-orphans", "minutes", "2");
    scene.pass(Duration.ofMinutes(5));
    assertThat(done).isEmpty();
    assertThat(scene.incident().reason()).endsWith(": nothing to do");
  }

  @Test
  void aStopBetweenTwoConferencesLeavesTheSecondAlone() {
    orphans.addAll(List.of("70001", "70002"));
    scene.shells.does =
        command -> {
          int status = answer(command);
          if (command.startsWith("fs-end-conference 70001")) {
            scene.healer.stopAll("eve", "fire drill");
          }
          return status;
        };
    order("freeswitch-end-orphans", "minutes", "2");
    scene.pass(Duration.ofMinutes(10));
    assertThat(done).containsExactly("end 70001");
    assertThat(scene.incident().reason()).contains("held back: stop").contains("fire drill");
    scene.healer.startAgain("eve", "over");
    scene.pass(Duration.ofMinutes(1));
    assertThat(done).containsExactly("end 70001", "end 70002");
    assertThat(output()).contains("conference 70001", "conference 70002");
    assertThat(scene.incident().reason()).endsWith(": done");
  }

  @Test
  void aStopWhileTheHostIsBeingReachedHoldsTheRestartBack() {
    channels = 4;
    order("freeswitch-restart-when-empty", "deadline", "15m");
    channels = 0;
    // The first is asked how many are open, the second is to restart.
    int[] connections = {0};
    scene.shells.connecting =
        () -> {
          if (++connections[0] == 2) {
            scene.healer.stopAll("eve", "fire drill");
          }
        };
    scene.pass(Duration.ofMinutes(2));
    assertThat(done).isEmpty();
    assertThat(scene.incident().reason()).contains("held back: stop");
    scene.healer.startAgain("eve", "over");
    scene.pass(Duration.ofMinutes(1));
    assertThat(done).containsExactly("restart");
  }
}
