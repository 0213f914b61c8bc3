package org.bbbfleet.alerts.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.bbbfleet.alerts.policy.Mode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What an action says of itself decides how far it may go. */
class ImpactTest {
  @TestFactory
  Stream<DynamicTest> everyActionSaysWhatItCostsAndHowItIsUndone() {
    return Catalogue.load().all().stream()
        .map(
            action ->
                DynamicTest.dynamicTest(
                    action.name(),
                    () -> {
                      assertThat(action.effect()).endsWith(".");
                      assertThat(action.undo()).endsWith(".").hasSizeGreaterThan(10);
                      assertThat(action.impact()).isNotNull();
                    }));
  }

  @Test
  void whatIsDestructiveNeverShipsToActByItself() {
    assertThat(Impact.DESTRUCTIVE.ships()).isEqualTo(Mode.PROPOSE);
  }
}
