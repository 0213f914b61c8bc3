package org.bbbfleet.lab.freeswitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bbbfleet.lab.freeswitch.Client.ACCEPTED;
import static org.bbbfleet.lab.freeswitch.Client.BANNER;
import static org.bbbfleet.lab.freeswitch.Client.GOODBYE;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FreeSwitchSimulatorTest {
  private static final RestrictedUser EXPORTER =
      new RestrictedUser(
          "esl@127.0.0.1:readonly", List.of("status", "show", "uptime"), List.of("HEARTBEAT"));

  @RegisterExtension final FreeSwitchExtension switches = new FreeSwitchExtension();

  @Test
  void aWholeConversationByteForByte() throws Exception {
    FreeSwitchSimulator simulator = switches.start(Scenario.IDLE);
    try (Client client = new Client(simulator.port())) {
      client.send("auth ClueCon\n\napi conference count\n\nexit\n\n");
      assertThat(client.rest())
          .isEqualTo(
              BANNER
                  + ACCEPTED
                  + "Content-Type: api/response\nContent-Length: 1\n\n0"
                  + "Content-Type: command/reply\nReply-Text: +OK bye\n\n"
                  + GOODBYE);
    }
  }

  @Test
  void aWrongPasswordEndsTheConnection() throws Exception {
    FreeSwitchSimulator simulator = switches.start(Scenario.IDLE);
    try (Client client = new Client(simulator.port())) {
      client.send("auth wrong\n\n");
      assertThat(client.rest())
          .isEqualTo(
              BANNER + "Content-Type: command/reply\nReply-Text: -ERR invalid\n\n" + GOODBYE);
    }
  }

  @Test
  void commandsBeforeTheLoginAreUnknownAndTheConnectionStays() throws Exception {
    FreeSwitchSimulator simulator = switches.start(Scenario.IDLE);
    try (Client client = new Client(simulator.port())) {
      client.send("api status\n\nauth ClueCon\n\n");
      client.expect(
          BANNER
              + "Content-Type: command/reply\nReply-Text: -ERR command not found\n\n"
              + ACCEPTED);
      assertThat(client.api("conference count")).isEqualTo("0");
    }
  }

  @Test
  void carriageReturnsAndLeadingEmptyLinesAreIgnored() throws Exception {
    FreeSwitchSimulator simulator = switches.start(Scenario.IDLE);
    try (Client client = new Client(simulator.port())) {
      client.send("\r\n\nauth ClueCon\r\n\r\n\n\n");
      client.expect(BANNER + ACCEPTED);
    }
  }

  @Test
  void whoeverDoesNotLogInIsSentAway() throws Exception {
    FreeSwitchSimulator simulator =
        switches.start(
            FreeSwitchOptions.loopback("ClueCon")
                .timing(Duration.ofMillis(100), Duration.ofSeconds(20)));
    try (Client client = new Client(simulator.port())) {
      assertThat(client.rest()).isEqualTo(BANNER + GOODBYE);
    }
  }

  @Test
  void aRestrictedUserIsToldAndHeldToItsRights() throws Exception {
    FreeSwitchSimulator simulator =
        switches.start(FreeSwitchOptions.loopback("ClueCon").with(EXPORTER));
    try (Client client = new Client(simulator.port())) {
      client.send("userauth esl@127.0.0.1:readonly\n\n");
      client.expect(
          BANNER
              + "Content-Type: command/reply\nReply-Text: +OK accepted\nAllowed-Events: HEARTBEAT\n"
              + "Allowed-API: status show uptime\nAllowed-LOG: false\n\n");
      assertThat(client.api("show calls count")).isEqualTo("\n0 total.\n");
      String denied = "Content-Type: command/reply\nReply-Text: -ERR permission denied\n\n";
      client.send("api reloadxml\n\nevent plain CHANNEL_CREATE\n\n").expect(denied + denied);
      client
          .send("event plain HEARTBEAT\n\n")
          .expect("Content-Type: command/reply\nReply-Text: +OK event listener enabled plain\n\n");
    }
    try (Client client = new Client(simulator.port())) {
      client.send("userauth esl@127.0.0.1:nope\n\n");
      assertThat(client.rest()).contains("-ERR invalid").endsWith(GOODBYE);
    }
  }

  @Test
  void eventsComeToThoseWhoAskedInTheirFormat() throws Exception {
    FreeSwitchSimulator simulator = switches.start(Scenario.BUSY);
    for (String format : List.of("plain", "json", "xml")) {
      try (Client client = Client.loggedIn(simulator.port())) {
        client.send("event " + format + " CHANNEL_CREATE CUSTOM conference::maintenance\n\n");
        assertThat(client.frame()).contains("+OK event listener enabled " + format);
        FreeSwitchExtension.await(simulator.call());
        String created = client.frame();
        assertThat(created)
            .startsWith("Content-Length: ")
            .contains("Content-Type: text/event-" + format)
            .contains("CHANNEL_CREATE");
        assertThat(client.frame()).contains("add-member");
        assertThat(client.frame()).contains("del-member");
        client.send("noevents\n\n");
        assertThat(client.frame()).contains("+OK no longer listening for events");
      }
    }
  }

  @Test
  void heartbeatsComeFromTheScenario() throws Exception {
    FreeSwitchSimulator simulator =
        switches.start(
            FreeSwitchOptions.loopback("ClueCon")
                .in(Scenario.BUSY)
                .timing(Duration.ofSeconds(25), Duration.ofMillis(20)));
    try (Client client = Client.loggedIn(simulator.port())) {
      client.send("event json NOSUCH HEARTBEAT\n\n");
      assertThat(client.frame()).contains("+OK event listener enabled json");
      assertThat(client.frame()).contains("\"Session-Count\":\"10\"");
      assertThat(client.frame()).contains("\"Event-Info\":\"System Ready\"");
    }
  }

  @Test
  void anEventCommandWithoutAValidNameIsRefused() throws Exception {
    FreeSwitchSimulator simulator = switches.start(Scenario.IDLE);
    try (Client client = Client.loggedIn(simulator.port())) {
      for (String bad : List.of("event plain", "event plain NOSUCHEVENT", "event")) {
        client.send(bad + "\n\n");
        assertThat(client.frame()).as(bad).contains("Reply-Text: -ERR no keywords supplied");
      }
    }
  }

  @Test
  void aBackgroundJobsResultComesAsAnEventWithANestedBody() throws Exception {
    FreeSwitchSimulator simulator = switches.start(Scenario.BUSY);
    try (Client client = Client.loggedIn(simulator.port())) {
      client.send("event plain BACKGROUND_JOB\n\nbgapi conference count\n\n");
      client.frame();
      String reply = client.frame();
      String job = reply.replaceAll("(?s).*\nJob-UUID: (\\S+)\n.*", "$1");
      assertThat(reply).contains("Reply-Text: +OK Job-UUID: " + job);
      assertThat(client.frame())
          .contains("Job-UUID: " + job)
          .endsWith("Job-Command-Arg: count\nContent-Length: 1\n\n3");
    }
  }

  @Test
  void aSlowCommandHoldsUpThoseBehindIt() throws Exception {
    FreeSwitchSimulator simulator = switches.start(Scenario.IDLE);
    try (Client client = Client.loggedIn(simulator.port())) {
      long before = System.nanoTime();
      client.send("api msleep 200\n\napi conference count\n\n");
      client.expect("Content-Type: api/response\nContent-Length: 3\n\n+OK");
      client.expect("Content-Type: api/response\nContent-Length: 1\n\n0");
      assertThat(Duration.ofNanos(System.nanoTime() - before))
          .isGreaterThan(Duration.ofMillis(190));
    }
  }

  @Test
  void endlessCommandsAreNotBuffered() throws Exception {
    FreeSwitchSimulator simulator = switches.start(Scenario.IDLE);
    try (Client client = Client.loggedIn(simulator.port())) {
      client.send("x".repeat(70_000));
      assertThat(client.rest()).isEqualTo(GOODBYE);
    }
  }

  @Test
  void manyPipelinedCommandsAreAnsweredInOrder() throws Exception {
    FreeSwitchSimulator simulator = switches.start(Scenario.IDLE);
    try (Client client = Client.loggedIn(simulator.port())) {
      client.send("api conference count\n\napi version short\n\n".repeat(500));
      for (int i = 0; i < 500; i++) {
        client.expect("Content-Type: api/response\nContent-Length: 1\n\n0");
        client.expect("Content-Type: api/response\nContent-Length: 16\n\n1.10.12-release\n");
      }
    }
  }

  @Test
  void optionsDoNotTellThePassword() {
    assertThat(FreeSwitchOptions.loopback("s3cret-word").toString()).doesNotContain("s3cret");
  }
}
