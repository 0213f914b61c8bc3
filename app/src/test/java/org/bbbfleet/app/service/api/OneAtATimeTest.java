package org.bbbfleet.app.service.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OneAtATimeTest {
  private final OneAtATime one = new OneAtATime("the trail is being verified");

  @Test
  void theSecondIsToldToComeAgainAndMayThen() {
    String first =
        one.run(
            () -> {
              assertThatThrownBy(() -> one.run(() -> "second"))
                  .isInstanceOfSatisfying(
                      ApiFailure.class, e -> assertThat(e.status()).isEqualTo(503))
                  .hasMessageContaining("the trail is being verified for another caller");
              return "first";
            });
    assertThat(first).isEqualTo("first");
    assertThat(one.run(() -> "third")).isEqualTo("third");
  }

  @Test
  void oneThatFailsGivesItsTurnBack() {
    assertThatThrownBy(
            () ->
                one.run(
                    () -> {
                      throw new IllegalStateException("x");
                    }))
        .hasMessage("x");
    assertThat(one.run(() -> "next")).isEqualTo("next");
  }
}
