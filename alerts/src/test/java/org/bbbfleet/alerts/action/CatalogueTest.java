package org.bbbfleet.alerts.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bbbfleet.alerts.policy.Policy.on;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
  void holdsEveryActionOfTheSources() throws IOException {
    Path sources =
        Path.of(System.getProperty("fleet.root", ".."))
            .resolve("alerts/src/main/java/org/bbbfleet/alerts/action");
    try (Stream<Path> files = Files.walk(sources)) {
      List<String> written =
          files
              .filter(
                  file ->
                      (contains(file, "implements Action {")
                              || contains(file, "implements LongAction {")
                              || contains(file, "extends UnitAction {"))
                          && !contains(file, "abstract class"))
              .map(file -> file.getFileName().toString().replace(".java", ""))
              .toList();
      assertThat(catalogue.all())
          .extracting(action -> action.getClass().getSimpleName())
          .containsExactlyInAnyOrderElementsOf(written)
          .contains("RestartUnit");
    }
  }

  @Test
  void everyActionSaysItsEffectAndHowItIsUndone() {
    assertThat(catalogue.all())
        .allSatisfy(action -> assertThat(action.effect()).endsWith("."))
        .allSatisfy(action -> assertThat(action.undo()).endsWith("."));
  }

  private static boolean contains(Path file, String text) {
    try {
      return file.toString().endsWith(".java") && Files.readString(file).contains(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
            policy(ActionCall.stopLivestreamWorker()),
            policy(ActionCall.restartContainer()),
            policy(ActionCall.renewCertificates())));
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

  @Test
  void noLabelSaysWhichScriptRunsOrWhatIsDeleted() {
    for (ActionCall call :
        List.of(
            new ActionCall("run-script", Map.of("script", "$script")),
            new ActionCall("free-disk-space", Map.of("kind", "$kind")))) {
      assertThatThrownBy(() -> catalogue.bind(call, Map.of("script", "count", "kind", "logs")))
          .isInstanceOf(FleetException.class)
          .hasMessageContaining("no alert's label may say");
      assertThatThrownBy(() -> catalogue.check(List.of(policy(call))))
          .isInstanceOf(ProblemsException.class)
          .hasMessageContaining(call.action() + " needs");
    }
    assertThat(catalogue.bind(new ActionCall("run-script", Map.of("script", "count")), Map.of()))
        .hasToString("run-script count");
  }
}
