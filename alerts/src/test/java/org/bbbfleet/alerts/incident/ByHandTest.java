package org.bbbfleet.alerts.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.bbbfleet.alerts.action.Impact;
import org.bbbfleet.alerts.guard.Silences;
import org.bbbfleet.alerts.policy.MaintenanceWindow;
import org.bbbfleet.alerts.policy.Scope;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.store.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Actions that a person orders. */
class ByHandTest {
  @TempDir Path directory;
  private Scene scene;

  @BeforeEach
  void open() {
    scene = new Scene(directory).start();
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private HealReport order(HealOrder.Kind kind) {
    return order("bbb-1", kind);
  }

  private HealReport order(String host, HealOrder.Kind kind) {
    return scene.healer.heal(
        new HealOrder("restart-unit", Map.of("unit", "x.service"), host, "ada", "it hangs", kind));
  }

  @Test
  void doesWhatIsOrderedAlthoughNothingFiresAndRecordsWhoAndWhy() {
    HealReport report = order(HealOrder.Kind.GUARDED);
    assertThat(report.outcome()).isEqualTo("running");
    scene.settle();
    assertThat(scene.shells.commands).containsExactly("bbb-1: restart-unit x.service");
    IncidentStory story = scene.healer.incident(report.incident()).orElseThrow();
    assertThat(story.incident().state()).isEqualTo(IncidentState.RESOLVED);
    assertThat(story.incident().reason()).isEqualTo("by hand by ada: done");
    assertThat(scene.texts()).contains("ordered by ada: it hangs");
    assertThat(scene.leases().all()).isEmpty();
  }

  @Test
  void obeysTheLeaseUnlessForced() {
    scene.leases().take("bbb-1", "run-7", "provisioning", Duration.ofMinutes(20));
    assertThatThrownBy(() -> order(HealOrder.Kind.GUARDED))
        .isInstanceOf(FleetException.class)
        .hasMessageContaining("taken by run-7")
        .hasMessageContaining("--force");
    scene.settle();
    assertThat(scene.shells.commands).isEmpty();
    order(HealOrder.Kind.FORCED);
    scene.settle();
    assertThat(scene.shells.commands).hasSize(1);
    assertThat(scene.texts()).contains("forced past the guards");
    assertThat(scene.leases().all()).hasSize(1);
  }

  @Test
  void obeysTheBudgetAndCountsInIt() {
    scene.close();
    scene = new Scene(directory.resolve("many"));
    scene.fleet = Scene.fleet("bbb-1", "bbb-2", "bbb-3", "bbb-4");
    scene.start();
    for (String host : new String[] {"bbb-1", "bbb-2", "bbb-3"}) {
      order(host, HealOrder.Kind.GUARDED);
      scene.settle();
    }
    assertThatThrownBy(() -> order("bbb-4", HealOrder.Kind.GUARDED))
        .hasMessageContaining("budget: 3 hosts were touched");
    order("bbb-1", HealOrder.Kind.GUARDED);
    scene.settle();
    assertThat(scene.shells.commands).hasSize(4);
  }

  @Test
  void obeysTheStopUnlessForced() {
    scene.healer.stopAll("eve", "fire drill");
    assertThatThrownBy(() -> order(HealOrder.Kind.GUARDED))
        .hasMessageContaining("stopped by eve")
        .hasMessageContaining("fire drill");
    order(HealOrder.Kind.FORCED);
    scene.settle();
    assertThat(scene.shells.commands).hasSize(1);
  }

  @Test
  void aDryRunAsksTheHostToDescribeItAndTakesNothing() {
    scene.leases().take("bbb-1", "run-7", "provisioning", Duration.ofMinutes(20));
    HealReport report = order(HealOrder.Kind.DRY_RUN);
    assertThat(scene.shells.commands).containsExactly("bbb-1: dry-run restart-unit x.service");
    assertThat(report.outcome()).isEqualTo("dry run");
    assertThat(report.guards())
        .anyMatch(a -> a.guard().equals("lease") && a.decision().equals("wait"));
    assertThat(scene.healer.incidents(5)).isEmpty();
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThatThrownBy(() -> order("bbb-9", HealOrder.Kind.FORCED))
        .hasMessageContaining("the inventory has no host bbb-9");
    assertThatThrownBy(
            () ->
                scene.healer.heal(
                    new HealOrder(
                        "restart-unit",
                        Map.of("unit", "a b; reboot"),
                        "bbb-1",
                        "ada",
                        "x",
                        HealOrder.Kind.FORCED)))
        .hasMessageContaining("no good as unit");
    assertThatThrownBy(
            () ->
                scene.healer.heal(
                    new HealOrder(
                        "restart-unit",
                        Map.of("unit", "x"),
                        "bbb-1",
                        "ada",
                        " ",
                        HealOrder.Kind.FORCED)))
        .hasMessageContaining("a reason is missing");
    scene.settle();
    assertThat(scene.shells.commands).isEmpty();
  }

  @Test
  void whatIsOrderedOutsideItsWindowIsRefusedHoweverFarAwayTheWindowIs() {
    for (int hour : new int[] {10, 23}) {
      scene.close();
      scene = new Scene(directory.resolve("at-" + hour));
      // It is Monday, 08:00.
      MaintenanceWindow night =
          new MaintenanceWindow(
              "night",
              MaintenanceWindow.Kind.ONLY_THEN,
              EnumSet.of(DayOfWeek.MONDAY),
              LocalTime.of(hour, 0),
              LocalTime.of(hour, 30),
              ZoneOffset.UTC,
              List.of(Scope.host("bbb-1")),
              Impact.HARMLESS,
              "f:1");
      WithoutGuardTest.safety(
          scene,
          WithoutGuardTest.overrides(WithoutGuardTest.WIDE, WithoutGuardTest.CALM, night),
          Silences.NONE);
      scene.start();
      assertThatThrownBy(() -> order(HealOrder.Kind.GUARDED))
          .hasMessageContaining("maintenance")
          .hasMessageContaining("--force");
      scene.settle();
      assertThat(scene.shells.commands).isEmpty();
    }
  }

  @Test
  void whoWaitsForAPersonIsNotLostBehindNewerIncidents() {
    scene.signals.broken.add("bbb-2");
    scene.fire("bbb-2");
    scene.pass(Duration.ofMinutes(5));
    assertThat(scene.state()).isEqualTo(IncidentState.ESCALATED);
    for (int i = 0; i < 20; i++) {
      order(HealOrder.Kind.FORCED);
      scene.settle();
    }
    assertThat(scene.healer.incidents(5)).hasSize(6).last().extracting("id").isEqualTo(1L);
    assertThat(scene.healer.counts()).containsEntry(IncidentState.ESCALATED, 1);
  }

  @Test
  void anAuditThatCanNotBeWrittenDoesNotKeepTheNextServiceFromStarting() {
    order(HealOrder.Kind.GUARDED);
    scene.kill();
    disk("create trigger full before insert on audit begin select raise(abort, 'full'); end");
    scene.startAnother();
    scene.pass(Duration.ofMinutes(1));
    assertThat(scene.state()).isNotEqualTo(IncidentState.RESOLVED);
    disk("drop trigger full");
    scene.pass(Duration.ofMinutes(1));
    assertThat(scene.state()).isEqualTo(IncidentState.RESOLVED);
    assertThat(scene.incident().reason()).contains("cut off");
    assertThat(scene.shells.commands).isEmpty();
  }

  private void disk(String sql) {
    try (Store store = Store.open(directory.resolve("fleet.db"))) {
      store.jdbi().useHandle(handle -> handle.execute(sql));
    }
  }

  @Test
  void whatWasCutOffIsEndedByTheNextServiceAndNotRepeated() {
    order(HealOrder.Kind.GUARDED);
    // Planned and begun, and killed before the host was asked.
    scene.kill();
    scene.startAnother();
    scene.settle();
    assertThat(scene.shells.commands).isEmpty();
    assertThat(scene.state()).isEqualTo(IncidentState.RESOLVED);
    assertThat(scene.incident().reason()).contains("cut off");
  }
}
