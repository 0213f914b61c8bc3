package org.bbbfleet.alerts.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bbbfleet.alerts.policy.Policy.on;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.rules.Evidence;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.rules.Severity;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.error.ProblemsException;
import org.bbbfleet.core.promql.Expr;
import org.junit.jupiter.api.Test;

class CatalogueTest {
  private final Catalogue catalogue = Catalogue.load();

  private static Policy policy(ActionCall call) {
    Rule rule =
        new Rule(
            "UnitDead",
            Expr.number(1),
            Duration.ZERO,
            Severity.WARNING,
            new Evidence.FromScrape("node"),
            "s",
            "d",
            "r");
    return on(rule).first(call).thenAPerson();
  }

  @Test
  void holdsEveryAction() {
    assertThat(catalogue.all())
        .extracting(Action::name)
        .containsExactly(
            "livestream-restart",
            "livestream-stop",
            "restart-unit",
            "soffice-end-stuck",
            "soffice-nudge",
            "soffice-restart-parent",
            "start-unit");
    assertThat(catalogue.all())
        .allSatisfy(action -> assertThat(action.effect()).endsWith("."))
        .allSatisfy(action -> assertThat(action.timeout()).isLessThan(Duration.ofMinutes(5)));
  }

  @Test
  void everyShippedCallIsAcceptable() {
    catalogue.check(
        List.of(
            policy(ActionCall.startUnit()),
            policy(ActionCall.restartUnit()),
            policy(ActionCall.restartUnit("nginx.service")),
            policy(ActionCall.nudgeSofficeParents()),
            policy(ActionCall.restartSofficeParents()),
            policy(ActionCall.endStuckSoffice(300)),
            policy(ActionCall.restartLivestreamWorker()),
            policy(ActionCall.stopLivestreamWorker())));
  }

  @Test
  void saysAllThatIsWrongWithPoliciesAtOnce() {
    assertThatThrownBy(
            () ->
                catalogue.check(
                    List.of(
                        policy(new ActionCall("restart-unti", Map.of())),
                        policy(new ActionCall("soffice-nudge", Map.of("hard", "yes"))),
                        policy(ActionCall.restartUnit("a b")))))
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("no action restart-unti. Did you mean restart-unit?")
        .hasMessageContaining("soffice-nudge has no parameter hard")
        .hasMessageContaining("restart-unit needs unit");
  }

  @Test
  void fillsParametersFromLabelsAndRefusesWhatIsMissing() {
    assertThat(catalogue.bind(ActionCall.restartLivestreamWorker(), Map.of("worker", "room-7")))
        .hasToString("livestream-restart room-7");
    assertThatThrownBy(() -> catalogue.bind(ActionCall.restartLivestreamWorker(), Map.of()))
        .isInstanceOf(FleetException.class)
        .hasMessageContaining("label worker");
  }
}
