package org.bbbfleet.alerts.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bbbfleet.alerts.FleetView;
import org.bbbfleet.alerts.action.HostActions.Effect;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.shell.Shell;
import org.junit.jupiter.api.Test;

class ReprovisionTest {
  private int status;
  private final List<String> asked = new ArrayList<>();
  private final List<Provisioning.Order> orders = new ArrayList<>();
  private final Catalogue.Bound agent =
      Catalogue.load().bind(ActionCall.reprovision("agent"), Map.of());

  private HostActions actions(Effect effect) {
    Provisioning provisioning =
        order -> {
          orders.add(order);
          return new Report(Outcome.DONE, "1 change made");
        };
    return new HostActions(new OneHost(), this::open, provisioning, effect);
  }

  @Test
  void isTheProvisionersWorkUnderTheLeaseOfWhoeverAsks() {
    Report report =
        actions(Effect.REAL)
            .run("bbb-1", agent, Effect.REAL, "incident-7", HostActions.LastLook.NONE);
    assertThat(report.outcome()).isEqualTo(Outcome.DONE);
    assertThat(orders)
        .containsExactly(
            new Provisioning.Order(
                "bbb-1", "agent", Effect.REAL, "incident-7", new Reprovision().timeout()));
  }

  @Test
  void isOnlyPlannedWhereTheHealerRunsDry() {
    actions(Effect.DRY_RUN)
        .run("bbb-1", agent, Effect.REAL, "incident-7", HostActions.LastLook.NONE);
    assertThat(orders).extracting(Provisioning.Order::effect).containsExactly(Effect.DRY_RUN);
  }

  @Test
  void whereNothingIsProvisionedItSaysWhatAnAdminRuns() {
    Report report = new HostActions(new OneHost(), this::open, Effect.REAL).run("bbb-1", agent);
    assertThat(report.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(report.output()).endsWith("fleet provision --limit bbb-1 --roles agent");
  }

  @Test
  void takesNamesOfRolesOnly() {
    for (String role : List.of("", "a b", "--check", "Agent", "agent,serve", "a".repeat(50))) {
      assertThatThrownBy(() -> Catalogue.load().bind(ActionCall.reprovision(role), Map.of()))
          .isInstanceOf(FleetException.class);
    }
  }

  @Test
  void noLabelOfAnAlertSaysWhichRole() {
    assertThatThrownBy(
            () -> Catalogue.load().bind(ActionCall.reprovision("$role"), Map.of("role", "agent")))
        .hasMessageContaining("no alert's label may say role");
  }

  @Test
  void obeysTheStopOfAHostAlthoughItDoesNotComeThroughItsScript() {
    status = 64;
    Report stopped = actions(Effect.REAL).run("bbb-1", agent);
    assertThat(stopped.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(stopped.output()).isEqualTo("said by the script");
    status = 127;
    Report unknown = actions(Effect.REAL).run("bbb-1", agent);
    assertThat(unknown.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(unknown.output()).contains("is not known", "said by the script");
    assertThat(asked).containsExactly("may-act", "may-act");
    assertThat(orders).isEmpty();
  }

  private Shell open(Host host) {
    return KeyShell.on(
        host,
        line -> {
          asked.add(line);
          return new Shell.Result(status, "said by the script\n", "", false, Duration.ZERO);
        });
  }

  private static final class OneHost implements FleetView {
    @Override
    public Optional<Host> host(String name) {
      return Optional.of(new Host(name, List.of(), Map.of()));
    }

    @Override
    public List<Host> hosts() {
      return List.of();
    }

    @Override
    public List<String> roles(String host) {
      return List.of();
    }
  }
}
