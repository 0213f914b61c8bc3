package org.bbbfleet.lab.freeswitch;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecordedAnswersTest {
  @RegisterExtension final FreeSwitchExtension switches = new FreeSwitchExtension();

  @ParameterizedTest
  @EnumSource(Scenario.class)
  void everyRecordedCommandIsAnsweredByteForByte(Scenario scenario) throws Exception {
    FreeSwitchSimulator simulator = switches.start(scenario);
    int asked = 0;
    try (Client client = Client.loggedIn(simulator.port())) {
      for (String[] row : index()) {
        boolean clock = row[2].equals("api strepoch");
        if (!row[1].equals(scenario.word()) || !row[2].startsWith("api ") || clock) {
          continue;
        }
        Frame last = recordedAnswer(row[0]);
        assertThat(client.apiBody(row[2].substring(4)))
            .as(row[0])
            .isEqualTo(last.body().getBytes());
        asked++;
      }
    }
    assertThat(asked).isPositive();
  }

  @Test
  void everyRecordingIsIndexedAndServed() throws Exception {
    assertThat(index()).hasSizeGreaterThan(200);
    for (String[] row : index()) {
      assertThat(Frame.parse(resource(row[0] + ".s2c"))).as(row[0]).hasSizeGreaterThan(1);
    }
  }

  @Test
  void aScenarioInheritsWhatWasNotRecordedInIt() throws Exception {
    FreeSwitchSimulator simulator = switches.start(Scenario.PAUSED);
    try (Client client = Client.loggedIn(simulator.port())) {
      assertThat(client.api("status")).contains("is not ready");
      assertThat(client.api("hostname")).isEqualTo("bbb-fs");
      simulator.scenario(Scenario.BUSY);
      assertThat(client.api("conference count")).isEqualTo("3");
    }
  }

  @Test
  void unloadedModulesAndAMissingDatabaseAnswerForAllTheirCommands() throws Exception {
    FreeSwitchSimulator simulator = switches.start(Scenario.UNLOADED);
    try (Client client = Client.loggedIn(simulator.port())) {
      assertThat(client.api("conference xml_list"))
          .isEqualTo("-ERR conference Command not found!\n");
      assertThat(client.api("sofia xmlstatus")).isEqualTo("-ERR sofia Command not found!\n");
      simulator.scenario(Scenario.NO_SQL);
      assertThat(client.api("show bridged_calls as json"))
          .isEqualTo("-ERR SQL disabled, no data available!\n");
    }
  }

  @Test
  void unknownCommandsAreAnsweredAsTheOriginalDoes() throws Exception {
    FreeSwitchSimulator simulator = switches.start(Scenario.BUSY);
    try (Client client = Client.loggedIn(simulator.port())) {
      assertThat(client.api("brew coffee")).isEqualTo("-ERR brew Command not found!\n");
      assertThat(client.api("conference 999 list")).isEqualTo("-ERR Conference 999 not found\n");
      assertThat(client.api("sofia status profile none")).isEqualTo("Invalid Profile!\n");
      assertThat(client.api("sofia status gateway none")).isEqualTo("Invalid Gateway!\n");
      assertThat(client.api("show fish")).startsWith("-USAGE:");
      assertThat(client.api("global_getvar none")).isEqualTo("-ERR no reply\n");
      assertThat(client.api("uuid_dump 1-2-3 json")).isEqualTo("-ERR No such channel!\n");
      client.send("brew\n\n");
      client.expect("Content-Type: command/reply\nReply-Text: -ERR command not found\n\n");
    }
  }

  @Test
  void jsonIsUnderstoodHoweverItIsSpaced() throws Exception {
    FreeSwitchSimulator simulator = switches.start(Scenario.BUSY);
    try (Client client = Client.loggedIn(simulator.port())) {
      String compact = client.api("json {\"command\":\"status\",\"data\":\"\"}");
      assertThat(compact).startsWith("{\"command\":\"status\"").endsWith("}\n");
      assertThat(client.api("json {\"command\" : \"status\", \"data\" : \"\"}")).isEqualTo(compact);
      assertThat(client.api("json {\"command\":\"nosuch\",\"data\":\"\"}"))
          .isEqualTo(recordedAnswer("busy-json-bad").body().toString());
      assertThat(client.api("json [")).isEqualTo("-ERR Parse error.\n");
    }
  }

  @Test
  void answersCanBeSetByHandUntilTheScenarioChanges() throws Exception {
    FreeSwitchSimulator simulator = switches.start(Scenario.IDLE);
    simulator.answer("conference count", "7");
    try (Client client = Client.loggedIn(simulator.port())) {
      assertThat(client.api("conference count")).isEqualTo("7");
      simulator.scenario(Scenario.IDLE);
      assertThat(client.api("conference count")).isEqualTo("0");
      assertThat(simulator.requests("conference count")).isEqualTo(2);
    }
  }

  private static Frame recordedAnswer(String name) throws IOException {
    return Frame.parse(resource(name + ".s2c")).stream()
        .filter(frame -> frame.type().equals("api/response"))
        .findFirst()
        .orElseThrow();
  }

  private static List<String[]> index() throws IOException {
    return resource("index.tsv")
        .toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("\t", 3))
        .toList();
  }

  private static Buffer resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(RecordedAnswersTest.class.getResourceAsStream("/esl/" + name))) {
      return Buffer.buffer(in.readAllBytes());
    }
  }
}
