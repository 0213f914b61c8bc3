package org.bbbfleet.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.core.error.FleetException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** An order is told step by step, whatever becomes of the connection, and its end says why. */
@Timeout(60)
final class FollowingTest {
  private static final String AWAY = "away";

  private final Vertx vertx = Vertx.vertx();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  /** What the service answers, in turn; the last one again and again. */
  private final Deque<String> answers = new ArrayDeque<>();

  private ServeClient serve;

  @BeforeEach
  void listen() throws Exception {
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  String answer = answers.size() > 1 ? answers.poll() : answers.peek();
                  if (AWAY.equals(answer)) {
                    request.response().setStatusCode(503).end();
                  } else {
                    request.response().end(answer);
                  }
                })
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    serve = new ServeClient();
    new CommandLine(new Holder(serve))
        .parseArgs("--server", "http://127.0.0.1:" + server.actualPort(), "--token-file", "/none");
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  /** A command that only talks to the service. */
  @CommandLine.Command
  private static final class Holder {
    @CommandLine.Mixin private final ServeClient client;

    private Holder(ServeClient client) {
      this.client = client;
    }
  }

  private static JsonObject step(int id, String what, String text, String evidence) {
    return new JsonObject()
        .put("id", id)
        .put("at", "10:00:0" + id)
        .put("what", what)
        .put("text", text)
        .put("evidence", evidence);
  }

  private void incident(String alert, String state, JsonObject... story) {
    answers.add(
        new JsonObject()
            .put("id", 7)
            .put("alert", alert)
            .put("state", state)
            .put("reason", "where it stands")
            .put("story", new JsonArray(Arrays.asList(story)))
            .encode());
  }

  private Following.End end(Map<String, String> terminal, Duration away) throws Exception {
    Terminal shown = new Terminal(new PrintStream(printed, true), !terminal.isEmpty(), terminal);
    return new Following(serve, shown, false, away).toItsEnd(7, "fleet undrain bbb-1");
  }

  private String told() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  private static final JsonObject OUT = step(1, "acting", "drain: takes no new meetings", "");
  private static final JsonObject TWO = step(2, "acting", "drain: 2 meetings; waits", "");
  private static final JsonObject ONE = step(3, "acting", "drain: 1 meetings; waits", "");

  @Test
  void eachStepIsToldOnceAndTheEndSaysWhatTheHostSaid() throws Exception {
    incident("ByHand", "acting", OUT);
    incident("ByHand", "acting", OUT, TWO);
    JsonObject acted = step(4, "acted", "drain{then=restart}: failed", "gave up\nput back");
    incident("ByHand", "acting", OUT, TWO, ONE, acted);
    incident("ByHand", "resolved", OUT, TWO, ONE, acted);
    Following.End end = end(Map.of(), Duration.ofSeconds(20));
    assertThat(told())
        .isEqualTo(
            """
            10:00:01  takes no new meetings
            10:00:02  2 meetings; waits
            10:00:03  1 meetings; waits
            """);
    assertThat(end.well()).isFalse();
    assertThat(end.outcome()).isEqualTo("failed");
    assertThat(end.output()).isEqualTo(List.of("gave up", "put back"));
  }

  @Test
  void onATerminalAStepThatOnlyCountsOnIsDrawnInPlace() throws Exception {
    JsonObject acted = step(4, "acted", "drain: done", "it is empty");
    incident("ByHand", "resolved", OUT, TWO, ONE, acted);
    assertThat(end(Map.of("TERM", "xterm"), Duration.ofSeconds(20)).well()).isTrue();
    assertThat(told())
        .isEqualTo(
            "10:00:01  takes no new meetings\n10:00:02  2 meetings; waits\n10:00:03  1 meetings; waits");
  }

  @Test
  void aServiceThatIsReplacedMeanwhileIsAskedAgain() throws Exception {
    incident("ByHand", "acting", OUT);
    answers.add(AWAY);
    answers.add(AWAY);
    incident("ByHand", "resolved", OUT, step(2, "acted", "drain: nothing to do", ""));
    assertThat(end(Map.of(), Duration.ofSeconds(20)).well()).isTrue();
    assertThat(told())
        .isEqualTo(
            "10:00:01  takes no new meetings\nthe service does not answer; it is asked again\n");
  }

  @Test
  void aServiceThatStaysAwayIsGivenUpWithWordsOfWhatGoesOn() {
    answers.add(AWAY);
    assertThatThrownBy(() -> end(Map.of(), Duration.ZERO))
        .isInstanceOf(FleetException.class)
        .hasMessageContaining("answered 503")
        .hasMessageContaining("fleet show 7");
  }

  @Test
  void whatTheHealerBeganIsOverForThePersonWhoCalledItOffWhenThatStepIs() throws Exception {
    incident(
        "SofficeDefunct",
        "verifying",
        step(1, "acted", "soffice-nudge: done: nudged 7", ""),
        step(2, "acting", "drain: called off by ada@ops-1", ""),
        step(3, "acted", "drain: nothing to do: called off by ada; takes meetings again", "back"));
    Following.End end = end(Map.of(), Duration.ofSeconds(20));
    assertThat(end.outcome()).isEqualTo("nothing to do");
    assertThat(end.output()).isEqualTo(List.of("back"));
  }
}
