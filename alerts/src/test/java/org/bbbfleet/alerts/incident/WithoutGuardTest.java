package org.bbbfleet.alerts.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bbbfleet.alerts.policy.Policy.on;

import io.micrometer.core.instrument.Counter;
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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bbbfleet.alerts.FleetView;
import org.bbbfleet.alerts.action.ActionCall;
import org.bbbfleet.alerts.action.Catalogue;
import org.bbbfleet.alerts.action.Impact;
import org.bbbfleet.alerts.audit.EventKind;
import org.bbbfleet.alerts.guard.Guard;
import org.bbbfleet.alerts.guard.Silences;
import org.bbbfleet.alerts.policy.Budget;
import org.bbbfleet.alerts.policy.MaintenanceWindow;
import org.bbbfleet.alerts.policy.Mode;
import org.bbbfleet.alerts.policy.Overrides;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.policy.PolicyBook;
import org.bbbfleet.alerts.policy.Scope;
import org.bbbfleet.alerts.policy.Setting;
import org.bbbfleet.alerts.policy.Shipped;
import org.bbbfleet.alerts.policy.Storm;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.core.inventory.Host;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What each guard is good for: with all of them nothing bad happens, because of this one; with all
 * but this one the very same does.
 */
class WithoutGuardTest {
  @TempDir Path directory;

  /**
   * Something that must not happen.
   *
   * @param says what the guard leaves in the story
   * @param set before the healer starts
   * @param happens after it
   * @param allowed how many actions may be begun
   */
  private record Danger(
      String guard, String says, Consumer<Scene> set, Consumer<Scene> happens, int allowed) {
    @Override
    public String toString() {
      return guard;
    }
  }

  private static final Rule NEEDED =
      new Rule(
          "DatabaseDown",
          Scene.DEFUNCT.broken(),
          Scene.DEFUNCT.pending(),
          Scene.DEFUNCT.severity(),
          Scene.DEFUNCT.evidence(),
          "s",
          "d",
          "r");

  static Policy restart(Mode mode) {
    return on(Scene.DEFUNCT)
        .step(ActionCall.restartUnit("x.service"), mode, Duration.ofSeconds(30))
        .thenAPerson();
  }

  private static Consumer<Scene> breaks(String... hosts) {
    return scene -> {
      scene.signals.broken.addAll(List.of(hosts));
      Stream.of(hosts).forEach(scene::fire);
      scene.pass(Duration.ofMinutes(2));
    };
  }

  static void safety(Scene scene, Overrides overrides, Silences silences, Shipped... shipped) {
    scene.safety =
        Optional.of(
            new Safety(
                new PolicyBook(List.of(shipped), overrides, Catalogue.load(), scene.fleet),
                silences,
                Optional.empty()));
  }

  static Overrides overrides(Budget budget, Storm storm, MaintenanceWindow... windows) {
    return new Overrides(
        Overrides.NONE.ceiling(),
        new Setting<>(budget, "test"),
        new Setting<>(storm, "test"),
        List.of(windows),
        Map.of(),
        Map.of());
  }

  /** Nothing is a storm, nothing exhausts the budget. */
  static final Budget WIDE = new Budget(1000, 100, 1000, Duration.ofMinutes(10));

  static final Storm CALM =
      new Storm(1000, 100, 1000, Duration.ofMinutes(10), Duration.ofMinutes(15));

  private static String[] hosts(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> "bbb-" + i).toArray(String[]::new);
  }

  private static void many(Scene scene, int count) {
    scene.fleet = Scene.fleet(hosts(count));
    Stream.of(hosts(count)).forEach(host -> scene.signals.up.put(host, 1.0));
  }

  /** Two hosts of one role, which stand in for each other and rest on a database. */
  private static FleetView pair(int minHealthy) {
    FleetView plain = Scene.fleet();
    return new FleetView() {
      @Override
      public Optional<Host> host(String name) {
        return plain.host(name);
      }

      @Override
      public List<Host> hosts() {
        return plain.hosts();
      }

      @Override
      public List<String> roles(String host) {
        return List.of("proxy", "database");
      }

      @Override
      public int minHealthy(String role) {
        return role.equals("proxy") ? minHealthy : 0;
      }

      @Override
      public List<String> needs(String role) {
        return role.equals("proxy") ? List.of("database") : List.of();
      }
    };
  }

  static Stream<Danger> dangers() {
    Silences.Silence silence =
        new Silences.Silence(
            "1",
            "ada",
            "swap",
            new ManualClock().instant().plusSeconds(7200),
            List.of(
                new Silences.Matcher(
                    "host", "bbb-.*", Silences.Matcher.Kind.PATTERN, Silences.Matcher.Sense.FITS)));
    MaintenanceWindow window =
        new MaintenanceWindow(
            "monday",
            MaintenanceWindow.Kind.HANDS_OFF,
            EnumSet.of(DayOfWeek.MONDAY),
            LocalTime.of(7, 0),
            LocalTime.of(10, 0),
            ZoneOffset.UTC,
            List.of(Scope.host("bbb-1")),
            Impact.HARMLESS,
            "f:1");
    return Stream.of(
        new Danger(
            "known-host",
            "known-host ✗ the inventory has no host bbb-9",
            s -> s.signals.up.put("bbb-9", 1.0),
            breaks("bbb-9"),
            0),
        new Danger(
            "stop",
            "stop … healing is stopped by ada",
            s -> {},
            breaksAfter(s -> s.healer.stopAll("ada", "fire drill")),
            0),
        new Danger(
            "clock",
            "clock … the clock jumped",
            s -> {},
            breaksAfter(s -> s.clock.jump(Duration.ofHours(1))),
            0),
        new Danger(
            "pause",
            "is paused by ada until",
            s -> {},
            breaksAfter(
                s ->
                    s.healer.pause(
                        Scope.group("bbb"), "ada", "swap", s.clock.instant().plusSeconds(7200))),
            0),
        new Danger(
            "maintenance",
            "maintenance … maintenance monday until",
            s ->
                safety(
                    s,
                    overrides(Budget.STANDARD, Storm.STANDARD, window),
                    Silences.NONE,
                    new Shipped("", Scene.LADDER)),
            breaks("bbb-1"),
            0),
        new Danger(
            "silence",
            "silence … silenced in Alertmanager by ada",
            s -> safety(s, Overrides.NONE, () -> List.of(silence), new Shipped("", Scene.LADDER)),
            breaks("bbb-1"),
            0),
        new Danger(
            "signal",
            "RESOLVED well by itself: nothing was done",
            s -> {},
            s -> {
              s.fire("bbb-1");
              s.pass(Duration.ofMinutes(2));
            },
            0),
        new Danger(
            "correlation",
            "correlation … 3 of 6 hosts are out of Prometheus' sight at once",
            s -> {
              many(s, 6);
              List.of("bbb-1", "bbb-2", "bbb-3").forEach(h -> s.signals.up.put(h, 0.0));
            },
            breaks("bbb-1"),
            0),
        new Danger(
            "storm",
            "storm … storm: ",
            s -> {
              many(s, 8);
              safety(
                  s, overrides(WIDE, Storm.STANDARD), Silences.NONE, new Shipped("", Scene.LADDER));
            },
            s -> {
              s.signals.broken.addAll(List.of(hosts(8)));
              // All in one moment, before any of them is worked on.
              Stream.of(hosts(8)).forEach(s::fire);
              s.pass(Duration.ofMinutes(2));
            },
            4),
        new Danger(
            "dependency",
            "dependency … needs database, which has incident 1",
            s -> {
              s.fleet = pair(0);
              safety(
                  s,
                  Overrides.NONE,
                  Silences.NONE,
                  new Shipped("proxy", Scene.LADDER),
                  new Shipped(
                      "database", on(NEEDED).onlyAPerson("it holds all the data there is")));
            },
            s -> {
              s.signals.broken.add("bbb-1");
              s.post(
                  Scene.notification(
                      "firing", "DatabaseDown", Map.of("host", "bbb-1"), "2026-05-04T07:59:00Z"));
              s.settle();
              breaks("bbb-1").accept(s);
            },
            0),
        new Danger(
            "cooldown",
            "cooldown … the last attempt was at",
            s ->
                s.shells.does =
                    command -> {
                      s.signals.broken.clear();
                      return 0;
                    },
            s -> {
              breaks("bbb-1").accept(s);
              s.signals.broken.add("bbb-1");
              s.post(Scene.notification("firing", "bbb-1", "2026-05-04T08:01:00Z"));
              s.pass(Duration.ofMinutes(1));
            },
            1),
        new Danger(
            "attempts",
            "attempts ✗ 2 attempts in the last day, 2 are allowed",
            s -> {
              s.policies =
                  List.of(
                      on(Scene.DEFUNCT)
                          .first(ActionCall.nudgeSofficeParents())
                          .cooldown(Duration.ofMinutes(1))
                          .attemptsPerHour(100)
                          .attemptsPerDay(2)
                          .thenAPerson());
              s.shells.does =
                  command -> {
                    s.signals.broken.clear();
                    return 0;
                  };
            },
            s -> {
              for (int i = 0; i < 5; i++) {
                s.signals.broken.add("bbb-1");
                s.post(Scene.notification("firing", "bbb-1", s.clock.instant().toString()));
                s.pass(Duration.ofHours(3));
              }
            },
            2),
        new Danger(
            "mode",
            "approve restart-unit x.service? the policy only proposes",
            s -> s.policies = List.of(restart(Mode.PROPOSE)),
            breaks("bbb-1"),
            0),
        new Danger(
            "meetings",
            "approve restart-unit x.service? meetings may be hurt",
            s -> s.policies = List.of(restart(Mode.AUTO_IF_NO_MEETING)),
            breaks("bbb-1"),
            0),
        new Danger(
            "exclusive",
            "exclusive … proxy is being worked on on bbb-1",
            s -> {
              s.fleet = pair(1);
              safety(s, Overrides.NONE, Silences.NONE, new Shipped("proxy", restart(Mode.AUTO)));
            },
            s -> {
              s.signals.broken.addAll(List.of("bbb-1", "bbb-2"));
              s.fire("bbb-1");
              s.settle();
              s.fire("bbb-2");
              s.settle();
            },
            1),
        new Danger(
            "budget",
            "budget … 3 hosts were touched in 10m, 3 are allowed",
            s -> {
              many(s, 8);
              safety(
                  s,
                  overrides(Budget.STANDARD, CALM),
                  Silences.NONE,
                  new Shipped("", restart(Mode.AUTO)));
            },
            breaks(hosts(8)),
            3),
        new Danger(
            "lease",
            "lease … the host is taken by run-7 (provisioning)",
            s -> s.leases().take("bbb-1", "run-7", "provisioning", Duration.ofHours(2)),
            breaks("bbb-1"),
            0));
  }

  private static Consumer<Scene> breaksAfter(Consumer<Scene> first) {
    return first.andThen(breaks("bbb-1"));
  }

  private Scene after(Danger danger, String without) {
    Scene scene = new Scene(directory.resolve("without " + without));
    danger.set().accept(scene);
    scene.pipeline = all -> all.stream().filter(guard -> !guard.name().equals(without)).toList();
    scene.start();
    danger.happens().accept(scene);
    return scene;
  }

  private static long begun(Scene scene) {
    return scene.kinds().stream().filter(EventKind.ACTION_STARTED::equals).count();
  }

  /** How often a guard decided otherwise than "pass", and for the most part was counted so. */
  private static double heldBack(Scene scene, String guard) {
    return scene.meters.find("fleet.guard.decisions").tag("guard", guard).counters().stream()
        .filter(counter -> !counter.getId().getTag("decision").equals("pass"))
        .mapToDouble(Counter::count)
        .sum();
  }

  @ParameterizedTest
  @MethodSource("dangers")
  void itAloneHoldsBack(Danger danger) {
    try (Scene with = after(danger, "none")) {
      assertThat(begun(with)).isLessThanOrEqualTo(danger.allowed());
      assertThat(with.texts()).contains(danger.says());
      assertThat(heldBack(with, danger.guard())).isPositive();
      // That there is nothing left to do is no refusal.
      assertThat(with.meters.counter("fleet.guard.refusals", "guard", danger.guard()).count())
          .isEqualTo(danger.guard().equals("signal") ? 0 : heldBack(with, danger.guard()));
    }
    try (Scene without = after(danger, danger.guard())) {
      assertThat(begun(without)).isGreaterThan(danger.allowed());
      assertThat(without.texts()).doesNotContain(danger.says());
      assertThat(heldBack(without, danger.guard())).isZero();
    }
  }

  @Test
  void everyGuardHasItsDanger() {
    try (Scene scene = new Scene(directory)) {
      List<String> names = new ArrayList<>();
      scene.pipeline =
          all -> {
            all.stream().map(Guard::name).forEach(names::add);
            return all;
          };
      scene.start();
      assertThat(dangers().map(Danger::guard)).containsExactlyInAnyOrderElementsOf(names);
    }
  }
}
