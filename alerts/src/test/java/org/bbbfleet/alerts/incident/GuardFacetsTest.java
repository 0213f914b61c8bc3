package org.bbbfleet.alerts.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bbbfleet.alerts.incident.WithoutGuardTest.CALM;
import static org.bbbfleet.alerts.incident.WithoutGuardTest.WIDE;
import static org.bbbfleet.alerts.incident.WithoutGuardTest.overrides;
import static org.bbbfleet.alerts.incident.WithoutGuardTest.restart;
import static org.bbbfleet.alerts.incident.WithoutGuardTest.safety;

import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.bbbfleet.alerts.action.Impact;
import org.bbbfleet.alerts.audit.EventKind;
import org.bbbfleet.alerts.guard.Decision;
import org.bbbfleet.alerts.guard.Guard;
import org.bbbfleet.alerts.guard.Proposal;
import org.bbbfleet.alerts.guard.Silences;
import org.bbbfleet.alerts.policy.Budget;
import org.bbbfleet.alerts.policy.MaintenanceWindow;
import org.bbbfleet.alerts.policy.Mode;
import org.bbbfleet.alerts.policy.Scope;
import org.bbbfleet.alerts.policy.Shipped;
import org.bbbfleet.alerts.policy.Storm;
import org.bbbfleet.core.error.FleetException;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What guards do besides deciding: the last word in the transaction, the last look when the
 * connection stands, and that they hold people back, too. Each of these is taken from one guard
 * alone, and then what it is there for happens.
 */
class GuardFacetsTest {
  private static final Storm ANY =
      new Storm(1, 100, 1, Duration.ofMinutes(10), Duration.ofMinutes(15));
  private static final Budget ONE = new Budget(1, 100, 1, Duration.ofMinutes(10));

  @TempDir Path directory;

  /** Something that a guard does besides deciding. */
  private enum Facet {
    CONFIRMS(Facet::confirms),
    LOOKS_LAST(Guard::hasTheLastWord),
    HOLDS_PEOPLE_BACK(Guard::holdsPeopleBack);

    private final Predicate<Guard> has;

    Facet(Predicate<Guard> has) {
      this.has = has;
    }

    private static boolean confirms(Guard guard) {
      return Arrays.stream(guard.getClass().getDeclaredMethods())
          .anyMatch(method -> method.getName().equals("confirm"));
    }
  }

  /** A guard without one of its facets. */
  private record Blunt(Guard guard, Facet without) implements Guard {
    @Override
    public String name() {
      return guard.name();
    }

    @Override
    public String passesWhen() {
      return guard.passesWhen();
    }

    @Override
    public String otherwise() {
      return guard.otherwise();
    }

    @Override
    public Decision decide(Proposal proposal) {
      return guard.decide(proposal);
    }

    @Override
    public Decision look(Proposal proposal) {
      return guard.look(proposal);
    }

    @Override
    public Decision confirm(Handle handle, Proposal proposal) {
      return without == Facet.CONFIRMS ? Decision.pass("") : guard.confirm(handle, proposal);
    }

    @Override
    public boolean hasTheLastWord() {
      return without != Facet.LOOKS_LAST && guard.hasTheLastWord();
    }

    @Override
    public boolean holdsPeopleBack() {
      return without != Facet.HOLDS_PEOPLE_BACK && guard.holdsPeopleBack();
    }
  }

  /**
   * A moment in which a facet of a guard decides about bbb-1.
   *
   * @param set before the healer starts
   * @param happens at the last moment, or before a person orders
   */
  private record Moment(Facet facet, String guard, Consumer<Scene> set, Consumer<Scene> happens) {
    @Override
    public String toString() {
      return guard + " " + facet;
    }
  }

  private static Consumer<Scene> stops() {
    return scene -> scene.healer.stopAll("eve", "fire drill");
  }

  private static Consumer<Scene> pauses() {
    return scene ->
        scene.healer.pause(
            Scope.host("bbb-1"), "eve", "disk swap", scene.clock.instant().plusSeconds(7200));
  }

  /** Another host breaks and is worked on. */
  private static Consumer<Scene> another() {
    return scene -> {
      scene.signals.broken.add("bbb-2");
      scene.fire("bbb-2");
      scene.settle();
    };
  }

  private static Consumer<Scene> limits(Budget budget, Storm storm, MaintenanceWindow... windows) {
    return scene ->
        safety(
            scene,
            overrides(budget, storm, windows),
            Silences.NONE,
            new Shipped("proxy", restart(Mode.AUTO)));
  }

  /** Three hosts, of which one at a time may be worked on. */
  private static Consumer<Scene> exclusive() {
    return scene -> {
      scene.signals.up.put("bbb-3", 1.0);
      scene.fleet = Scene.proxies(1, "bbb-1", "bbb-2", "bbb-3");
      limits(WIDE, CALM).accept(scene);
    };
  }

  private static Consumer<Scene> silenced() {
    Silences.Matcher here =
        new Silences.Matcher(
            "host", "bbb-1", Silences.Matcher.Kind.TEXT, Silences.Matcher.Sense.FITS);
    Silences.Silence silence =
        new Silences.Silence(
            "1", "ada", "swap", new ManualClock().instant().plusSeconds(7200), List.of(here));
    return scene ->
        safety(
            scene,
            overrides(WIDE, CALM),
            () -> List.of(silence),
            new Shipped("", restart(Mode.AUTO)));
  }

  private static MaintenanceWindow window() {
    return new MaintenanceWindow(
        "monday",
        MaintenanceWindow.Kind.HANDS_OFF,
        EnumSet.of(DayOfWeek.MONDAY),
        LocalTime.of(7, 0),
        LocalTime.of(10, 0),
        ZoneOffset.UTC,
        List.of(Scope.host("bbb-1")),
        Impact.HARMLESS,
        "f:1");
  }

  static Stream<Moment> moments() {
    Consumer<Scene> nothing = scene -> {};
    return Stream.of(
        new Moment(Facet.CONFIRMS, "stop", nothing, stops()),
        new Moment(Facet.CONFIRMS, "pause", nothing, pauses()),
        new Moment(Facet.CONFIRMS, "exclusive", exclusive(), another()),
        new Moment(Facet.CONFIRMS, "budget", limits(ONE, CALM), another()),
        new Moment(Facet.LOOKS_LAST, "stop", nothing, stops()),
        new Moment(Facet.LOOKS_LAST, "pause", nothing, pauses()),
        new Moment(
            Facet.LOOKS_LAST, "clock", nothing, scene -> scene.clock.jump(Duration.ofHours(1))),
        new Moment(
            Facet.HOLDS_PEOPLE_BACK, "known-host", s -> s.fleet = Scene.fleet("bbb-2"), nothing),
        new Moment(Facet.HOLDS_PEOPLE_BACK, "stop", nothing, stops()),
        new Moment(Facet.HOLDS_PEOPLE_BACK, "pause", nothing, pauses()),
        new Moment(Facet.HOLDS_PEOPLE_BACK, "maintenance", limits(WIDE, CALM, window()), nothing),
        new Moment(Facet.HOLDS_PEOPLE_BACK, "silence", silenced(), nothing),
        new Moment(Facet.HOLDS_PEOPLE_BACK, "storm", limits(WIDE, ANY), another()),
        new Moment(Facet.HOLDS_PEOPLE_BACK, "exclusive", exclusive(), another()),
        new Moment(Facet.HOLDS_PEOPLE_BACK, "budget", limits(ONE, CALM), another()),
        new Moment(
            Facet.HOLDS_PEOPLE_BACK,
            "lease",
            nothing,
            scene -> scene.leases().take("bbb-1", "run-7", "provisioning", Duration.ofHours(2))));
  }

  /** Something happens once, when all guards have passed and nothing is written yet. */
  private record Interlude(Runnable happens, AtomicBoolean over) implements Guard {
    @Override
    public String name() {
      return "interlude";
    }

    @Override
    public String passesWhen() {
      return "always";
    }

    @Override
    public String otherwise() {
      return "";
    }

    @Override
    public Decision decide(Proposal proposal) {
      if (!over.getAndSet(true)) {
        happens.run();
      }
      return Decision.pass("");
    }
  }

  /** A scene whose guards are whole but for one facet of one, at the end of the moment. */
  private Scene after(Moment moment, boolean whole) {
    Scene scene = new Scene(directory.resolve(whole ? "whole" : "blunt"));
    moment.set().accept(scene);
    scene.pipeline =
        all -> {
          List<Guard> guards = new ArrayList<>();
          for (Guard guard : all) {
            boolean same = whole || !guard.name().equals(moment.guard());
            guards.add(same ? guard : new Blunt(guard, moment.facet()));
          }
          if (moment.facet() == Facet.CONFIRMS) {
            guards.add(new Interlude(() -> moment.happens().accept(scene), new AtomicBoolean()));
          }
          return guards;
        };
    scene.start();
    if (moment.facet() == Facet.HOLDS_PEOPLE_BACK) {
      moment.happens().accept(scene);
      return scene;
    }
    if (moment.facet() == Facet.LOOKS_LAST) {
      scene.shells.connecting =
          () -> {
            scene.shells.connecting = () -> {};
            moment.happens().accept(scene);
          };
    }
    scene.signals.broken.add("bbb-1");
    scene.fire("bbb-1");
    scene.settle();
    return scene;
  }

  private static void order(Scene scene) {
    scene.healer.heal(
        new HealOrder(
            "restart-unit",
            Map.of("unit", "x.service"),
            "bbb-1",
            "ada",
            "it hangs",
            HealOrder.Kind.GUARDED));
    scene.settle();
  }

  private static boolean begun(Scene scene) {
    return scene.healer.eventsAfter(0, 1000).stream()
        .anyMatch(e -> e.kind() == EventKind.ACTION_STARTED && e.host().equals("bbb-1"));
  }

  private static boolean left(Scene scene) {
    return scene.shells.commands.stream().anyMatch(command -> command.startsWith("bbb-1: "));
  }

  @ParameterizedTest
  @MethodSource("moments")
  void itAloneHoldsBack(Moment moment) {
    String says = moment.guard() + (moment.facet() == Facet.LOOKS_LAST ? ": " : " … ");
    try (Scene scene = after(moment, true)) {
      switch (moment.facet()) {
        case CONFIRMS -> assertThat(begun(scene)).isFalse();
        case LOOKS_LAST -> assertThat(left(scene)).isFalse();
        case HOLDS_PEOPLE_BACK -> {
          assertThatThrownBy(() -> order(scene))
              .isInstanceOf(FleetException.class)
              .hasMessageStartingWith(moment.guard() + ": ");
          assertThat(begun(scene)).isFalse();
          says = "not done: " + moment.guard() + ": ";
        }
      }
      assertThat(scene.texts()).contains(says);
    }
    try (Scene scene = after(moment, false)) {
      switch (moment.facet()) {
        case CONFIRMS -> assertThat(begun(scene)).isTrue();
        case LOOKS_LAST -> assertThat(left(scene)).isTrue();
        case HOLDS_PEOPLE_BACK -> {
          order(scene);
          assertThat(begun(scene)).isTrue();
        }
      }
    }
  }

  @Test
  void everyFacetOfEveryGuardHasItsMoment() {
    List<String> facets = new ArrayList<>();
    try (Scene scene = new Scene(directory)) {
      scene.pipeline =
          all -> {
            for (Facet facet : Facet.values()) {
              all.stream()
                  .filter(facet.has)
                  .forEach(guard -> facets.add(guard.name() + " " + facet));
            }
            return all;
          };
      scene.start();
    }
    assertThat(moments().map(Moment::toString)).containsExactlyInAnyOrderElementsOf(facets);
  }
}
