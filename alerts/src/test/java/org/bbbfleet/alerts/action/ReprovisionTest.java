package org.bbbfleet.alerts.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bbbfleet.alerts.FleetView;
import org.bbbfleet.alerts.action.HostActions.Effect;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.shell.Shells;
import org.junit.jupiter.api.Test;

class ReprovisionTest {
  private static final Shells NOBODY =
      host -> {
        throw new AssertionError("the host's script was asked");
      };

  private final List<Provisioning.Order> orders = new ArrayList<>();
  private final Catalogue.Bound agent =
      Catalogue.load().bind(ActionCall.reprovision("agent"), Map.of());

  private HostActions actions(Effect effect) {
    Provisioning provisioning =
        order -> {
          orders.add(order);
          return new Report(Outcome.DONE, "1 change made");
        };
    return new HostActions(new NoFleet(), NOBODY, provisioning, effect);
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
    Report report = new HostActions(new NoFleet(), NOBODY, Effect.REAL).run("bbb-1", agent);
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

  private static final class NoFleet implements FleetView {
    @Override
    public Optional<Host> host(String name) {
      return Optional.empty();
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
