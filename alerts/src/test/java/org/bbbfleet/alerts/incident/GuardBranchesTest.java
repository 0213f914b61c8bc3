package org.bbbfleet.alerts.incident;

import static org.assertj.core.api.Assertions.assertThat;
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
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bbbfleet.alerts.action.ActionCall;
import org.bbbfleet.alerts.action.Impact;
import org.bbbfleet.alerts.audit.EventKind;
import org.bbbfleet.alerts.guard.Silences;
import org.bbbfleet.alerts.policy.MaintenanceWindow;
import org.bbbfleet.alerts.policy.Mode;
import org.bbbfleet.alerts.policy.Overrides;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.policy.Scope;
import org.bbbfleet.alerts.policy.Setting;
import org.bbbfleet.alerts.policy.Shipped;
import org.bbbfleet.core.inventory.Host;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Guards that hold back for more than one reason: each reason by itself keeps bbb-1 from being
 * touched, and without it the very same is done.
 */
class GuardBranchesTest {
  @TempDir Path directory;

  /**
   * A reason of a guard.
   *
   * @param says what is left in the story
   * @param set the scene, in which nothing holds back yet
   * @param cause what holds back
   * @param leaves where the incident then stands
   */
  private record Branch(
      String name, String says, Consumer<Scene> set, Consumer<Scene> cause, IncidentState leaves) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Consumer<Scene> policy(Policy policy, MaintenanceWindow... windows) {
    return scene ->
        safety(scene, overrides(WIDE, CALM, windows), Silences.NONE, new Shipped("proxy", policy));
  }

  /** All four hosts are up with two targets each, and what they publish is probed. */
  private static Consumer<Scene> four(int minHealthy, Policy policy) {
    return scene -> {
      scene.fleet = Scene.proxies(minHealthy, "bbb-1", "bbb-2", "bbb-3", "bbb-4");
      for (Host host : scene.fleet.hosts()) {
        up(scene, host.name(), 1);
        scene.signals.targets.put(
            Map.of("host", host.name(), "job", "blackbox", "instance", host.name() + ":5349"), 1.0);
        // As a blackbox exporter of the admin's own is scraped.
        scene.signals.targets.put(
            Map.of("host", host.name(), "job", "web", "instance", "https://" + host.name() + "/"),
            1.0);
      }
      policy(policy).accept(scene);
    };
  }

  private static void up(Scene scene, String host, double value) {
    scene.signals.up.put(host, value);
    node(scene, host, value);
  }

  private static void node(Scene scene, String host, double value) {
    scene.signals.targets.put(Map.of("host", host, "job", "node"), value);
  }

  private static Consumer<Scene> off(String... hosts) {
    return scene -> Stream.of(hosts).forEach(host -> up(scene, host, 0));
  }

  /** The scene's clock stands at 08:00 on a Monday. */
  private static MaintenanceWindow onlyAt(int hour) {
    return new MaintenanceWindow(
        "night",
        MaintenanceWindow.Kind.ONLY_THEN,
        EnumSet.allOf(DayOfWeek.class),
        LocalTime.of(hour, 0),
        LocalTime.of(hour + 1, 0),
        ZoneOffset.UTC,
        List.of(Scope.FLEET),
        Impact.DISRUPTIVE,
        "f:1");
  }

  static Stream<Branch> branches() {
    Policy restart = restart(Mode.AUTO);
    Consumer<Scene> plain = policy(restart);
    IncidentState waits = IncidentState.GUARDING;
    IncidentState asks = IncidentState.WAITING_APPROVAL;
    return Stream.of(
        new Branch(
            "correlation: the network, though what the hosts publish is probed",
            "correlation … 3 of 4 hosts are out of Prometheus' sight at once",
            four(0, restart),
            off("bbb-2", "bbb-3", "bbb-4"),
            waits),
        new Branch(
            "correlation: the host itself, though what it publishes is probed",
            "correlation … the host itself is the cause: none of its 2 targets answers",
            four(0, restart),
            off("bbb-1"),
            waits),
        new Branch(
            "correlation: no targets",
            "correlation … Prometheus itself is blind: it watches no host",
            plain,
            s -> s.signals.up.clear(),
            waits),
        new Branch(
            "correlation: no targets but probes",
            "correlation … Prometheus itself is blind: it watches no host",
            plain,
            s -> {
              s.signals.up.clear();
              s.signals.targets.put(Map.of("host", "bbb-1", "job", "blackbox"), 1.0);
            },
            waits),
        new Branch(
            "correlation: storage is full",
            "correlation … storage is the cause: /var is full",
            plain,
            s -> s.signals.full.add("bbb-1"),
            waits),
        new Branch(
            "correlation: storage is read-only",
            "correlation … storage is the cause: /var became read-only",
            plain,
            s -> s.signals.readOnly.add("bbb-1"),
            waits),
        new Branch(
            "exclusive: too few others are up, though what they publish is probed",
            "approve restart-unit x.service? of the other 3 hosts of proxy only 1 are known to be well, 2 must be",
            four(2, restart),
            off("bbb-2", "bbb-3"),
            asks),
        new Branch(
            "exclusive: of one of too few others the agent is silent",
            "approve restart-unit x.service? of the other 3 hosts of proxy only 2 are known to be well, 3 must be",
            four(3, restart),
            s -> s.signals.up.put("bbb-2", 0.0),
            asks),
        new Branch(
            "exclusive: too few others are without an incident",
            "approve restart-unit x.service? of the other 3 hosts of proxy only 2 are known to be well, 3 must be",
            four(3, restart),
            s -> {
              s.healer.pause(
                  Scope.host("bbb-2"), "eve", "swap", s.clock.instant().plusSeconds(7200));
              s.signals.broken.add("bbb-2");
              s.fire("bbb-2");
              s.settle();
            },
            asks));
  }

  /** bbb-1 breaks. */
  private Scene after(Branch branch, boolean caused) {
    Scene scene = new Scene(directory.resolve(caused ? "caused" : "plain"));
    branch.set().accept(scene);
    scene.start();
    if (caused) {
      branch.cause().accept(scene);
    }
    return breaks(scene);
  }

  private static Scene breaks(Scene scene) {
    scene.signals.broken.add("bbb-1");
    scene.fire("bbb-1");
    scene.settle();
    return scene;
  }

  private static boolean begun(Scene scene) {
    return scene.healer.eventsAfter(0, 1000).stream()
        .anyMatch(e -> e.kind() == EventKind.ACTION_STARTED && e.host().equals("bbb-1"));
  }

  @ParameterizedTest
  @MethodSource("branches")
  void itAloneHoldsBack(Branch branch) {
    try (Scene scene = after(branch, true)) {
      assertThat(begun(scene)).isFalse();
      assertThat(scene.texts()).contains(branch.says());
      assertThat(scene.state()).isEqualTo(branch.leaves());
    }
    try (Scene scene = after(branch, false)) {
      assertThat(begun(scene)).isTrue();
    }
  }

  private Scene within(MaintenanceWindow window) {
    Scene scene = new Scene(directory);
    policy(restart(Mode.AUTO), window).accept(scene);
    return breaks(scene.start());
  }

  @Test
  void whatMayOnlyBeDoneThenIsDoneThen() {
    try (Scene scene = within(onlyAt(8))) {
      assertThat(begun(scene)).isTrue();
      assertThat(scene.texts()).contains("all 17 guards pass");
    }
  }

  @Test
  void itWaitsForItsHour() {
    try (Scene scene = within(onlyAt(10))) {
      assertThat(scene.state()).isEqualTo(IncidentState.GUARDING);
      assertThat(scene.incident().reason())
          .isEqualTo(
              "disruptive actions wait for their window, which begins at 2026-05-04T10:00:00Z");
      scene.pass(Duration.ofMinutes(119));
      assertThat(begun(scene)).isFalse();
      scene.pass(Duration.ofMinutes(2));
      assertThat(begun(scene)).isTrue();
    }
  }

  @Test
  void aPersonIsAskedWhenItsHourIsFarAway() {
    try (Scene scene = within(onlyAt(22))) {
      assertThat(begun(scene)).isFalse();
      assertThat(scene.state()).isEqualTo(IncidentState.WAITING_APPROVAL);
      assertThat(scene.incident().reason()).contains("begins at 2026-05-04T22:00:00Z");
    }
  }

  @Test
  void harmlessActionsDoNotWaitForIt() {
    Scene scene = new Scene(directory);
    Policy start = Policy.on(Scene.DEFUNCT).first(ActionCall.startUnit("x.service")).thenAPerson();
    policy(start, onlyAt(22)).accept(scene);
    try (Scene after = breaks(scene.start())) {
      assertThat(begun(after)).isTrue();
    }
  }

  /** A failover is there for the time when the others are not well. */
  @Test
  void whoAnswersForOthersDoesNotNeedThemWell() {
    Scene scene = new Scene(directory);
    Policy failover =
        Policy.on(Scene.DEFUNCT)
            .step(
                new ActionCall("redis-failover", Map.of("name", "m")),
                Mode.AUTO,
                Duration.ofSeconds(30))
            .thenAPerson();
    four(3, failover).accept(scene);
    Overrides dared =
        new Overrides(
            Overrides.NONE.ceiling(),
            new Setting<>(WIDE, "test"),
            new Setting<>(CALM, "test"),
            List.of(),
            Map.of(),
            Map.of(Scope.FLEET, Map.of("redis-failover", new Setting<>(Mode.AUTO, "test"))));
    safety(scene, dared, Silences.NONE, new Shipped("proxy", failover));
    off("bbb-2", "bbb-3").accept(scene);
    try (Scene after = breaks(scene.start())) {
      assertThat(begun(after)).isTrue();
    }
  }
}
