package org.bbbfleet.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatorsTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void tellsWhereItListens() throws Exception {
    assertThat(start("bbb", "--secret", "x", "--meetings", "3", "--version", "3.0"))
        .matches("bbb simulator listens on http://127\\.0\\.0\\.1:\\d+/bigbluebutton/api/");
    assertThat(start("bbb", "--control-port", "0"))
        .matches("bbb simulator listens on \\S+ control http://127\\.0\\.0\\.1:\\d+/lab/");
    assertThat(start("freeswitch", "--scenario", "busy"))
        .matches(
            "freeswitch simulator listens on 127\\.0\\.0\\.1:\\d+"
                + " control http://127\\.0\\.0\\.1:\\d+/lab/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "asterisk",
        "bbb --scenario busy",
        "bbb --port",
        "bbb --port x",
        "bbb port 1",
        "bbb --version 1.1",
        "freeswitch --scenario none",
        "bbb --meetings 99999"
      })
  void refusesAWrongCommandLine(String line) {
    List<String> words = line.isEmpty() ? List.of() : List.of(line.split(" "));
    assertThatThrownBy(() -> Simulators.start(vertx, words))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private String start(String... line) throws Exception {
    return Simulators.start(vertx, List.of(line))
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }
}
