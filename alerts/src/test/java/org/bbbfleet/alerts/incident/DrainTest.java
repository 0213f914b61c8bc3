package org.bbbfleet.alerts.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.bbbfleet.alerts.FleetView;
import org.bbbfleet.alerts.action.ActionCall;
import org.bbbfleet.alerts.action.Impact;
import org.bbbfleet.alerts.audit.EventKind;
import org.bbbfleet.alerts.guard.Silences;
import org.bbbfleet.alerts.policy.MaintenanceWindow;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.policy.Scope;
import org.bbbfleet.alerts.policy.Shipped;
import org.bbbfleet.core.inventory.Host;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A drain over hours, past deaths of the service and everything that the hosts do wrong. */
class DrainTest {
  @TempDir Path directory;
  private Scene scene;
  private World world;

  /** A BigBlueButton server behind a Scalelite, as the healer's script tells of them. */
  private static final class World {
    private int boot = 1;
    private int web = 1;
    private int meetings;
    private String state = "enabled";
    private boolean scaleliteDown;
    private boolean hostDown;
    private boolean joinFails;
    private boolean workIsLost;
    private Runnable afterWork = () -> {};
    private final List<String> done = new ArrayList<>();
    private String said = "";

    private int answer(String command) {
      String[] words = command.split(" ");
      if (words[0].startsWith("scalelite-")) {
        return scaleliteDown ? say(1, "Scalelite does not tell its servers") : scalelite(words);
      }
      if (hostDown) {
        return say(255, "no answer");
      }
      return switch (words[0]) {
        case "bbb-about" -> say(0, "name bbb-1.example.org\nboot b" + boot + "\nweb w" + web);
        case "bbb-meetings" -> say(meetings == 0 ? 3 : 0, "meetings " + meetings);
        case "bbb-restart" -> work(words, "w" + web, () -> web++);
        case "bbb-reboot" -> work(words, "b" + boot, () -> boot++);
        case "bbb-probe" ->
            joinFails ? say(1, "the API did not do join") : say(0, "created a meeting\nended it");
        default -> throw new AssertionError(command);
      };
    }

    private int scalelite(String[] words) {
      switch (words[0]) {
        case "scalelite-server" -> {}
        case "scalelite-cordon" -> {
          if (!state.equals("enabled")) {
            return say(3, "cordoned already");
          }
          done.add("cordon");
          state = "cordoned";
        }
        case "scalelite-enable" -> {
          if (state.equals("enabled")) {
            return say(3, "enabled already");
          }
          done.add("enable");
          state = "enabled";
        }
        default -> throw new AssertionError(words[0]);
      }
      return say(0, "state " + state + "\nonline online\nload 3.0");
    }

    private int work(String[] words, String now, Runnable work) {
      if (!words[1].equals(now)) {
        return say(3, "already");
      }
      if (meetings > 0 && words[2].equals("empty")) {
        return say(64, "refused: " + meetings + " meetings run");
      }
      if (!workIsLost) {
        assertThat(state).as("nothing is restarted that takes meetings").isNotEqualTo("enabled");
        done.add(words[0] + " " + words[2]);
        work.run();
        afterWork.run();
      }
      return say(0, "did it");
    }

    private int say(int status, String text) {
      said = text;
      return status;
    }
  }

  private static FleetView fleet(String... balancers) {
    List<Host> hosts = new ArrayList<>();
    hosts.add(new Host("bbb-1", List.of("bbb"), Map.of()));
    hosts.add(new Host("bbb-2", List.of("bbb"), Map.of()));
    for (String balancer : balancers) {
      hosts.add(new Host(balancer, List.of("scalelite"), Map.of()));
    }
    return new FleetView() {
      @Override
      public Optional<Host> host(String name) {
        return hosts.stream().filter(host -> host.name().equals(name)).findFirst();
      }

      @Override
      public List<Host> hosts() {
        return hosts;
      }

      @Override
      public List<String> roles(String host) {
        return host.startsWith("bbb") ? List.of("bigbluebutton") : List.of("scalelite");
      }

      @Override
      public int minServing(String role) {
        return role.equals("bigbluebutton") ? 1 : 0;
      }
    };
  }

  @BeforeEach
  void open() {
    scene = new Scene(directory);
    scene.fleet = fleet("lb");
    world = new World();
    scene.shells.does = this::answer;
    scene.start();
  }

  private int answer(String command) {
    int status = world.answer(command);
    scene.shells.output = world.said;
    return status;
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private long order(String then, String atDeadline) {
    return scene
        .healer
        .heal(
            new HealOrder(
                "drain",
                Map.of("deadline", "1h", "then", then, "at_deadline", atDeadline, "leave", "1"),
                "bbb-1",
                "ada",
                "new kernel",
                HealOrder.Kind.GUARDED))
        .incident();
  }

  private String reason() {
    return scene.incident().reason();
  }

  private String output() {
    return scene.healer.incident(1).orElseThrow().attempts().get(0).output();
  }

  @ParameterizedTest
  @CsvSource({"restart, bbb-restart empty", "reboot, bbb-reboot empty"})
  void takesOutWaitsWorksProbesAndPutsBack(String then, String work) {
    world.meetings = 2;
    order(then, "give-up");
    scene.pass(Duration.ofMinutes(40));
    assertThat(world.done).containsExactly("cordon");
    assertThat(scene.leases().holder("bbb-1")).isPresent();
    assertThat(scene.incident().state()).isEqualTo(IncidentState.ACTING);
    assertThat(reason()).contains("2 meetings; waits until");
    assertThat(scene.healer.drains())
        .singleElement()
        .satisfies(
            drain -> {
              assertThat(drain.host()).isEqualTo("bbb-1");
              assertThat(drain.running()).isTrue();
              assertThat(drain.phase()).isEqualTo("waits for its meetings to end");
              assertThat(drain.until().orElseThrow()).isAfter(drain.since());
              assertThat(drain.told()).startsWith("2 meetings");
            });
    world.meetings = 0;
    scene.pass(Duration.ofMinutes(2));
    assertThat(scene.healer.drains()).isEmpty();
    assertThat(world.done).containsExactly("cordon", work, "enable");
    assertThat(reason()).isEqualTo("by hand by ada: done");
    assertThat(output()).contains("a meeting began and ended; takes meetings again");
    assertThat(scene.leases().all()).isEmpty();
    assertThat(new Activity(scene.store).outOfService()).isEmpty();
    assertThat(scene.kinds()).contains(EventKind.ACTION_GOES_ON);
  }

  @Test
  void isEmptyOnlyWhenItStaysEmpty() {
    order("restart", "give-up");
    scene.pass(Duration.ofSeconds(5));
    // Placed just before the cordon, and seen only now.
    world.meetings = 1;
    scene.pass(Duration.ofMinutes(5));
    assertThat(world.done).containsExactly("cordon");
    world.meetings = 0;
    scene.pass(Duration.ofMinutes(1));
    assertThat(world.done).endsWith("bbb-restart empty", "enable");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
  void killedAfterAnyAnswerItGoesOnAndWorksOnce(int calls) {
    int[] left = {calls};
    scene.shells.does =
        command -> {
          int status = answer(command);
          if (--left[0] == 0) {
            scene.kill();
          }
          return status;
        };
    order("reboot", "give-up");
    scene.pass(Duration.ofMinutes(3));
    scene.startAnother();
    scene.pass(Duration.ofMinutes(10));
    assertThat(world.done).containsExactly("cordon", "bbb-reboot empty", "enable");
    assertThat(scene.incident().state()).isEqualTo(IncidentState.RESOLVED);
    assertThat(new Activity(scene.store).outOfService()).isEmpty();
  }

  @Test
  void killedAgainAndAgainItWorksOnce() {
    order("restart", "give-up");
    for (int i = 0; i < 60; i++) {
      scene.scheduler.step();
      scene.kill();
      scene.clock.advance(Duration.ofSeconds(11));
      scene.startAnother();
    }
    scene.pass(Duration.ofMinutes(5));
    assertThat(world.done).containsExactly("cordon", "bbb-restart empty", "enable");
  }

  @Test
  void givesUpAtTheDeadlineAndPutsBackWhatItTookOut() {
    world.meetings = 3;
    order("restart", "give-up");
    scene.pass(Duration.ofMinutes(62));
    assertThat(world.done).containsExactly("cordon", "enable");
    assertThat(reason()).contains("failed");
    assertThat(output()).contains("gave up after 1h: 3 meetings; nothing was restarted");
    assertThat(new Activity(scene.store).outOfService()).isEmpty();
  }

  @Test
  void endsMeetingsAtTheDeadlineWhenToldSo() {
    world.meetings = 3;
    order("reboot", "end-meetings");
    scene.pass(Duration.ofMinutes(59));
    assertThat(world.done).containsExactly("cordon");
    scene.pass(Duration.ofMinutes(3));
    assertThat(world.done).containsExactly("cordon", "bbb-reboot anyway", "enable");
  }

  @Test
  void aCordonThatIsLostIsMadeAgain() {
    world.meetings = 1;
    order("restart", "give-up");
    scene.pass(Duration.ofMinutes(1));
    world.state = "enabled";
    scene.pass(Duration.ofMinutes(1));
    assertThat(world.done).containsExactly("cordon", "cordon");
    assertThat(scene.texts()).contains("sends meetings again; it is taken out once more");
  }

  @Test
  void waitsForScaleliteThatIsDownMidWay() {
    world.afterWork = () -> world.scaleliteDown = true;
    order("restart", "give-up");
    scene.pass(Duration.ofMinutes(20));
    assertThat(world.done).containsExactly("cordon", "bbb-restart empty");
    assertThat(reason()).contains("not yet put back into Scalelite");
    world.scaleliteDown = false;
    scene.pass(Duration.ofMinutes(1));
    assertThat(world.done).containsExactly("cordon", "bbb-restart empty", "enable");
    assertThat(reason()).endsWith("done");
  }

  @Test
  void saysThatItStaysOutWhenScaleliteStaysDown() {
    world.afterWork = () -> world.scaleliteDown = true;
    order("restart", "give-up");
    scene.pass(Duration.ofHours(1));
    assertThat(output()).contains("stays out of Scalelite until: fleet undrain");
    assertThat(new Activity(scene.store).outOfService()).containsExactly("bbb-1");
    assertThat(scene.healer.drains())
        .singleElement()
        .satisfies(
            drain -> {
              assertThat(drain.running()).isFalse();
              assertThat(drain.phase()).isEqualTo("is out of Scalelite");
            });
  }

  @Test
  void aServerThatIsNotWellAfterwardsStaysOut() {
    world.joinFails = true;
    order("restart", "give-up");
    scene.pass(Duration.ofHours(1));
    assertThat(world.done).containsExactly("cordon", "bbb-restart empty");
    assertThat(output()).contains("is not well after its restart", "did not do join");
    assertThat(new Activity(scene.store).outOfService()).containsExactly("bbb-1");
    world.joinFails = false;
    scene.healer.heal(
        new HealOrder("undrain", Map.of(), "bbb-1", "eve", "mended", HealOrder.Kind.GUARDED));
    scene.pass(Duration.ofMinutes(1));
    assertThat(world.done).endsWith("enable");
    assertThat(new Activity(scene.store).outOfService()).isEmpty();
  }

  @Test
  void aRebootMayTakeLongAndItsRequestMayBeLost() {
    world.workIsLost = true;
    order("reboot", "give-up");
    scene.pass(Duration.ofMinutes(2));
    assertThat(reason()).contains("asked again");
    world.workIsLost = false;
    scene.pass(Duration.ofSeconds(10));
    world.hostDown = true;
    scene.pass(Duration.ofMinutes(12));
    assertThat(world.done).containsExactly("cordon", "bbb-reboot empty");
    world.hostDown = false;
    scene.pass(Duration.ofMinutes(1));
    assertThat(world.done).containsExactly("cordon", "bbb-reboot empty", "enable");
  }

  @Test
  void aHostThatDoesNotComeBackStaysOut() {
    world.afterWork = () -> world.hostDown = true;
    order("reboot", "give-up");
    scene.pass(Duration.ofMinutes(30));
    assertThat(world.done).containsExactly("cordon", "bbb-reboot empty");
    assertThat(output()).contains("is not back after 20 min; it stays out of Scalelite");
    assertThat(new Activity(scene.store).outOfService()).containsExactly("bbb-1");
  }

  @Test
  void whatAnAdminCordonedIsLeftSo() {
    world.state = "disabled";
    order("restart", "give-up");
    scene.pass(Duration.ofMinutes(2));
    assertThat(world.done).containsExactly("bbb-restart empty");
    assertThat(output()).contains("was disabled in Scalelite before, and is left so");
  }

  @Test
  void isHeldUntilItIsGivenBack() {
    order("hold", "give-up");
    scene.pass(Duration.ofMinutes(1));
    assertThat(world.done).containsExactly("cordon");
    assertThat(output()).contains("takes no new ones until: fleet undrain bbb-1");
    assertThat(scene.leases().all()).as("an admin may provision it").isEmpty();
    assertThat(new Activity(scene.store).outOfService()).containsExactly("bbb-1");
  }

  @Test
  void isCalledOffByAPerson() {
    world.meetings = 1;
    order("restart", "give-up");
    scene.pass(Duration.ofMinutes(1));
    assertThat(scene.healer.callOff("bbb-1", "eve", "exam")).hasValue(1);
    scene.pass(Duration.ofMinutes(1));
    assertThat(world.done).containsExactly("cordon", "enable");
    assertThat(output()).contains("called off by eve: exam");
    assertThat(scene.healer.callOff("bbb-1", "eve", "exam")).isEmpty();
  }

  @Test
  void aStopHoldsTheRestartBackAndNotTheUndoing() {
    world.meetings = 1;
    order("restart", "give-up");
    scene.pass(Duration.ofMinutes(1));
    scene.healer.stopAll("eve", "fire drill");
    world.meetings = 0;
    scene.pass(Duration.ofMinutes(10));
    assertThat(world.done).containsExactly("cordon");
    assertThat(reason()).contains("held back: stop").contains("fire drill");
    scene.healer.startAgain("eve", "over");
    scene.pass(Duration.ofMinutes(1));
    assertThat(world.done).containsExactly("cordon", "bbb-restart empty", "enable");
  }

  /** Stops everything as soon as the connection stands by which something would be asked. */
  private void stopsWhenConnectedAfter(String told) {
    boolean[] stopped = {false};
    scene.shells.connecting =
        () -> {
          if (!stopped[0] && scene.texts().contains(told)) {
            stopped[0] = true;
            scene.healer.stopAll("eve", "fire drill");
          }
        };
  }

  @ParameterizedTest
  @CsvSource({"restart, bbb-restart empty", "reboot, bbb-reboot empty"})
  void aStopWhileTheHostIsBeingReachedHoldsTheRestartBack(String then, String work) {
    stopsWhenConnectedAfter(then + " begins");
    order(then, "give-up");
    scene.pass(Duration.ofMinutes(10));
    assertThat(world.done).containsExactly("cordon");
    assertThat(reason()).contains("held back: stop").contains("fire drill");
    scene.healer.startAgain("eve", "over");
    scene.pass(Duration.ofMinutes(1));
    assertThat(world.done).containsExactly("cordon", work, "enable");
  }

  @Test
  void aStopWhileTheBalancerIsBeingReachedHoldsTheCordonBack() {
    stopsWhenConnectedAfter("bbb-1.example.org is enabled in Scalelite");
    order("restart", "give-up");
    scene.pass(Duration.ofMinutes(10));
    assertThat(world.done).isEmpty();
    assertThat(reason()).contains("held back: stop");
    scene.healer.startAgain("eve", "over");
    scene.pass(Duration.ofMinutes(2));
    assertThat(world.done).containsExactly("cordon", "bbb-restart empty", "enable");
  }

  @Test
  void whatItNeverTookOutItDoesNotPutBack() {
    stopsWhenConnectedAfter("bbb-1.example.org is enabled in Scalelite");
    order("restart", "give-up");
    scene.pass(Duration.ofMinutes(10));
    // During the stop an admin takes the server out by hand.
    world.state = "cordoned";
    scene.pass(Duration.ofHours(2));
    assertThat(world.done).isEmpty();
    assertThat(world.state).isEqualTo("cordoned");
    assertThat(output()).contains("was not taken out");
  }

  @Test
  void aStopAfterADeathHoldsTheSecondRequestBack() {
    scene.shells.does =
        command -> {
          if (!command.startsWith("bbb-restart") || world.workIsLost) {
            return answer(command);
          }
          world.workIsLost = true;
          int status = answer(command);
          scene.healer.stopAll("eve", "fire drill");
          scene.kill();
          return status;
        };
    order("restart", "give-up");
    scene.pass(Duration.ofMinutes(3));
    world.workIsLost = false;
    scene.shells.does = this::answer;
    scene.startAnother();
    scene.pass(Duration.ofMinutes(10));
    assertThat(world.done).containsExactly("cordon");
    assertThat(reason()).contains("not back yet");
    scene.healer.startAgain("eve", "over");
    scene.pass(Duration.ofMinutes(1));
    assertThat(world.done).containsExactly("cordon", "bbb-restart empty", "enable");
  }

  @Test
  void aStopHoldsBackWhatIsGivenBack() {
    order("hold", "give-up");
    scene.pass(Duration.ofMinutes(1));
    scene.shells.connecting = () -> scene.healer.stopAll("eve", "fire drill");
    scene.healer.heal(
        new HealOrder("undrain", Map.of(), "bbb-1", "ada", "mended", HealOrder.Kind.GUARDED));
    scene.pass(Duration.ofMinutes(5));
    assertThat(world.done).containsExactly("cordon");
    assertThat(reason()).contains("held back: stop");
    scene.shells.connecting = () -> {};
    scene.healer.startAgain("eve", "over");
    scene.pass(Duration.ofMinutes(1));
    assertThat(world.done).containsExactly("cordon", "enable");
  }

  @Test
  void asksNothingOfAHostThatAnotherHolds() {
    world.meetings = 1;
    order("restart", "give-up");
    scene.pass(Duration.ofMinutes(1));
    scene.kill();
    scene.clock.advance(Duration.ofMinutes(10));
    world.meetings = 0;
    scene.startAnother();
    scene.leases().take("bbb-1", "run-7", "provisioning", Duration.ofMinutes(4));
    int before = scene.shells.commands.size();
    scene.pass(Duration.ofMinutes(3));
    assertThat(scene.shells.commands).hasSize(before);
    assertThat(reason()).contains("another has the host");
    scene.leases().release("bbb-1", "run-7");
    scene.pass(Duration.ofMinutes(1));
    assertThat(world.done).containsExactly("cordon", "bbb-restart empty", "enable");
  }

  @Test
  void withoutScaleliteNothingIsTouched() {
    scene.close();
    scene = new Scene(directory.resolve("alone"));
    scene.fleet = fleet();
    scene.shells.does = this::answer;
    scene.start();
    order("restart", "end-meetings");
    scene.pass(Duration.ofMinutes(1));
    assertThat(output()).contains("no host of the inventory carries scalelite");
    assertThat(world.done).isEmpty();
  }

  @Test
  void oneAtATime() {
    world.meetings = 1;
    order("restart", "give-up");
    scene.pass(Duration.ofMinutes(1));
    assertThatThrownBy(
            () ->
                scene.healer.heal(
                    new HealOrder(
                        "drain",
                        Map.of(
                            "deadline",
                            "1h",
                            "then",
                            "hold",
                            "at_deadline",
                            "give-up",
                            "leave",
                            "1"),
                        "bbb-2",
                        "ada",
                        "x",
                        HealOrder.Kind.GUARDED)))
        .hasMessageContaining("exclusive: bigbluebutton is being worked on on bbb-1");
  }

  @Test
  void whoApprovedItOutsideItsWindowIsNotAskedAgainMidWay() {
    // It is Monday, 08:00.
    MaintenanceWindow sunday =
        new MaintenanceWindow(
            "sunday",
            MaintenanceWindow.Kind.ONLY_THEN,
            EnumSet.of(DayOfWeek.SUNDAY),
            LocalTime.of(2, 0),
            LocalTime.of(4, 0),
            ZoneOffset.UTC,
            List.of(Scope.host("bbb-1")),
            Impact.DISRUPTIVE,
            "f:1");
    drainByPolicy(
        scene ->
            WithoutGuardTest.safety(
                scene,
                WithoutGuardTest.overrides(WithoutGuardTest.WIDE, WithoutGuardTest.CALM, sunday),
                Silences.NONE,
                new Shipped("", scene.policies.get(0))));
    scene.pass(Duration.ofMinutes(4));
    assertThat(world.done).containsExactly("cordon", "bbb-restart empty", "enable");
  }

  /** A policy whose only step is a drain; its alert fires, and a person approves. */
  private void drainByPolicy() {
    drainByPolicy(scene -> {});
  }

  private void drainByPolicy(Consumer<Scene> but) {
    scene.close();
    scene = new Scene(directory.resolve("policy"));
    scene.fleet = fleet("lb");
    scene.policies =
        List.of(Policy.on(Scene.DEFUNCT).first(ActionCall.drainAndRestart("3h")).thenAPerson());
    scene.shells.does = this::answer;
    scene.signals.broken.add("bbb-1");
    world.afterWork = () -> scene.signals.broken.clear();
    but.accept(scene);
    scene.start().fire("bbb-1");
    scene.pass(Duration.ofMinutes(2));
    assertThat(scene.state()).isEqualTo(IncidentState.WAITING_APPROVAL);
    assertThat(world.done).isEmpty();
    scene.healer.approve(1, "ada", "tonight");
  }

  @Test
  void aPolicysDrainIsApprovedAndSeenToHaveHelped() {
    world.meetings = 1;
    drainByPolicy();
    scene.pass(Duration.ofMinutes(2));
    assertThat(world.done).containsExactly("cordon");
    assertThat(scene.healer.drains())
        .singleElement()
        .satisfies(drain -> assertThat(drain.incident()).isEqualTo(1));
    world.meetings = 0;
    scene.pass(Duration.ofMinutes(2));
    assertThat(world.done).containsExactly("cordon", "bbb-restart empty", "enable");
    assertThat(scene.state()).isEqualTo(IncidentState.HEALED);
  }

  @Test
  void aPolicysDrainThatLeavesTheServerOutIsForAPersonThoughTheAlertIsOver() {
    world.joinFails = true;
    drainByPolicy();
    scene.pass(Duration.ofMinutes(30));
    assertThat(world.done).containsExactly("cordon", "bbb-restart empty");
    assertThat(scene.state()).isEqualTo(IncidentState.ESCALATED);
    assertThat(reason()).contains("bbb-1 stays out of service").contains("fleet undrain bbb-1");
    scene.resolve("bbb-1");
    scene.pass(Duration.ofMinutes(5));
    assertThat(scene.state()).isEqualTo(IncidentState.ESCALATED);

    world.joinFails = false;
    scene.healer.heal(
        new HealOrder("undrain", Map.of(), "bbb-1", "ada", "mended", HealOrder.Kind.GUARDED));
    scene.pass(Duration.ofMinutes(3));
    assertThat(world.done).endsWith("enable");
    assertThat(scene.healer.incident(1).orElseThrow().incident().state())
        .isEqualTo(IncidentState.RESOLVED);
  }
}
