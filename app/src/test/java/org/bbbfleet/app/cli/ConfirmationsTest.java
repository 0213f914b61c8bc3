package org.bbbfleet.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.bbbfleet.app.JsonFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What holds a hand back that is too quick: each command that has the service do something wants a
 * reason, does nothing worse than it was told, and asks for nothing before. The commands are found,
 * so that a new one that is not looked at fails.
 */
class ConfirmationsTest {
  /** Commands that have the service do something, as they are given, but for the reason. */
  private static final Map<String, String> WANT_A_REASON =
      Map.of(
          "approve", "approve 7",
          "reject", "reject 7",
          "take", "take 7",
          "pause", "pause bbb-1",
          "stop", "stop",
          "start", "start",
          "heal", "heal restart-unit --host bbb-1 --no-wait --param unit=nginx",
          "drain", "drain bbb-1 --no-wait",
          "undrain", "undrain bbb-1 --no-wait");

  /** Commands that only ask the service something, as they are given. */
  private static final Map<String, String> ONLY_READ =
      Map.of(
          "status", "status",
          "incidents", "incidents",
          "audit list", "audit list",
          "audit show", "audit show 1",
          "audit verify", "audit verify",
          "policy explain", "policy explain UnitDead --host bbb-1");

  /** What else has the service do something, and why it wants no reason. */
  private static final Map<String, String> WITHOUT_A_REASON =
      Map.of(
          "resume", "a pause ends by itself, too; who ended it is kept",
          "plan", "changes nothing, there neither",
          "provision", "asks: ProvisionAsksTest");

  @TempDir Path directory;

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private HttpServer service;
  private Path token;

  @BeforeEach
  void listen() throws IOException {
    service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    service.createContext("/", this::answer);
    service.start();
    token = Files.writeString(directory.resolve("token"), "t0ken\n");
  }

  @AfterEach
  void close() {
    service.stop(0);
  }

  private void answer(HttpExchange exchange) {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
      bodies.add(body);
      byte[] said = "{\"intact\":true,\"incident\":7}".getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, said.length);
      exchange.getResponseBody().write(said);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int run(String words, String... more) {
    List<String> line = new ArrayList<>(List.of(words.split(" ")));
    line.addAll(
        List.of(
            "--server",
            "http://127.0.0.1:" + service.getAddress().getPort(),
            "--token-file",
            token.toString()));
    line.addAll(List.of(more));
    return FleetCommand.run(line.toArray(String[]::new));
  }

  private static Stream<String> wanting() {
    return WANT_A_REASON.values().stream();
  }

  private static Stream<String> reading() {
    return ONLY_READ.values().stream();
  }

  @Test
  void everyCommandThatSpeaksWithTheServiceIsLookedAtHere() {
    Map<String, CommandSpec> leaves = new TreeMap<>();
    leaves("", FleetCommand.line(), leaves);
    Predicate<CommandSpec> speaks = command -> command.findOption("--server") != null;
    TreeSet<String> known = new TreeSet<>(WANT_A_REASON.keySet());
    known.addAll(ONLY_READ.keySet());
    known.addAll(WITHOUT_A_REASON.keySet());
    assertThat(leaves.entrySet().stream().filter(leaf -> speaks.test(leaf.getValue())))
        .extracting(Map.Entry::getKey)
        .containsExactlyElementsOf(known);
  }

  private static void leaves(String before, CommandLine command, Map<String, CommandSpec> found) {
    command
        .getSubcommands()
        .values()
        .forEach(one -> leaves(before + " " + one.getCommandName(), one, found));
    if (command.getSubcommands().isEmpty()) {
      found.put(before.strip(), command.getCommandSpec());
    }
  }

  @ParameterizedTest
  @MethodSource("wanting")
  void withoutAReasonNothingIsOrdered(String words) {
    assertThat(run(words)).isEqualTo(FleetCommand.USAGE);
    assertThat(asked).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("wanting")
  void theReasonGoesWithTheOrder(String words) throws IOException {
    assertThat(run(words, "--reason", "a fire drill")).isZero();
    assertThat(asked).hasSize(1).allMatch(line -> line.startsWith("POST "));
    assertThat(order().path("reason").asText()).isEqualTo("a fire drill");
    assertThat(order().path("who").asText()).contains("@");
  }

  @ParameterizedTest
  @MethodSource("reading")
  void whatReadsOrdersNothing(String words) {
    run(words);
    assertThat(asked).hasSize(1).allMatch(line -> line.startsWith("GET "));
  }

  @ParameterizedTest
  @MethodSource("wanting")
  void withoutAWordNothingIsForced(String words) throws IOException {
    run(words, "--reason", "x");
    assertThat(order().path("force").asBoolean()).isFalse();
    if (new CommandLine(FleetCommand.line().getCommandSpec())
            .getSubcommands()
            .get(words.split(" ")[0])
            .getCommandSpec()
            .findOption("--force")
        != null) {
      run(words, "--reason", "x", "--force");
      assertThat(order().path("force").asBoolean()).isTrue();
      run(words, "--reason", "x", "--dry-run");
      assertThat(order().path("force").asBoolean()).isFalse();
      assertThat(order().path("dry_run").asBoolean()).isTrue();
    }
  }

  @Test
  void aDrainEndsNoMeetingAndRestartsNothingUnlessItIsTold() throws IOException {
    run("drain bbb-1 --no-wait --reason x");
    assertThat(order().path("at_deadline").asText()).isEqualTo("give-up");
    assertThat(order().path("then").asText()).isEqualTo("hold");
    assertThat(order().path("leave").asInt()).isEqualTo(1);
    run("drain bbb-1 --no-wait --reason x --end-meetings --reboot");
    assertThat(order().path("at_deadline").asText()).isEqualTo("end-meetings");
    assertThat(order().path("then").asText()).isEqualTo("reboot");
    assertThat(run("drain bbb-1 --no-wait --reason x --restart --reboot"))
        .isEqualTo(FleetCommand.USAGE);
    assertThat(asked).hasSize(2);
  }

  @Test
  void aPauseEnds() throws IOException {
    run("pause --reason x");
    assertThat(order().path("seconds").asInt()).isEqualTo(7200);
    assertThat(run("pause --reason x --for ever")).isEqualTo(FleetCommand.USAGE);
    assertThat(asked).hasSize(1);
  }

  private JsonNode order() throws IOException {
    return JsonFormat.mapper().readTree(bodies.get(bodies.size() - 1));
  }
}
