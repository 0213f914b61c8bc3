package org.bbbfleet.lab.freeswitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bbbfleet.lab.freeswitch.Client.BANNER;
import static org.bbbfleet.lab.freeswitch.Client.GOODBYE;
import static org.bbbfleet.lab.freeswitch.FreeSwitchExtension.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FreeSwitchFaultsTest {
  @RegisterExtension final FreeSwitchExtension switches = new FreeSwitchExtension();

  private FreeSwitchSimulator simulator;

  @BeforeEach
  void start() {
    simulator =
        switches.start(FreeSwitchOptions.loopback("ClueCon").in(Scenario.BUSY).controlledAt(0));
  }

  @Test
  void refusedListensNoMoreAndComesBackOnTheSamePort() throws Exception {
    int port = simulator.port();
    try (Client open = Client.loggedIn(port)) {
      await(simulator.fault(new FreeSwitchFault.Refused()));
      assertThat(open.rest()).isEmpty();
    }
    assertThatThrownBy(() -> new Client(port)).isInstanceOf(ConnectException.class);
    await(simulator.clear());
    assertThat(simulator.port()).isEqualTo(port);
    try (Client client = Client.loggedIn(port)) {
      assertThat(client.api("conference count")).isEqualTo("3");
    }
  }

  @Test
  void anAclRefusalComesInsteadOfTheBanner() throws Exception {
    await(simulator.fault(new FreeSwitchFault.AclRejected()));
    try (Client client = new Client(simulator.port())) {
      assertThat(client.rest())
          .isEqualTo(
              "Content-Type: text/rude-rejection\nContent-Length: 24\n\nAccess Denied, go away.\n"
                  + GOODBYE);
    }
  }

  @Test
  void badPasswordRefusesTheRightOne() throws Exception {
    await(simulator.fault(new FreeSwitchFault.BadPassword()));
    try (Client client = new Client(simulator.port())) {
      assertThat(client.send("auth ClueCon\n\n").rest()).contains("-ERR invalid").endsWith(GOODBYE);
    }
  }

  @Test
  void hungBeforeBannerAcceptsAndSaysNothing() throws Exception {
    await(simulator.fault(new FreeSwitchFault.HungBeforeBanner()));
    try (Client client = new Client(simulator.port())) {
      client.patience(200).send("auth ClueCon\n\n");
      assertThatThrownBy(() -> client.in().read()).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void hungApiLetsInAndNeverAnswers() throws Exception {
    await(simulator.fault(new FreeSwitchFault.HungApi()));
    try (Client client = Client.loggedIn(simulator.port())) {
      client.patience(200).send("api status\n\n");
      assertThatThrownBy(() -> client.in().read()).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void hungMidReplyStopsWithinTheBody() throws Exception {
    try (Client client = Client.loggedIn(simulator.port())) {
      int whole = client.apiBody("status").length;
      await(simulator.fault(new FreeSwitchFault.HungMidReply()));
      client.patience(200).send("api status\n\n");
      client.expect("Content-Type: api/response\nContent-Length: " + whole + "\n\n");
      assertThatThrownBy(() -> client.in().readNBytes(whole))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void dropMidFrameEndsWithinTheBody() throws Exception {
    try (Client client = Client.loggedIn(simulator.port())) {
      int whole = client.apiBody("status").length;
      await(simulator.fault(new FreeSwitchFault.DropMidFrame()));
      client.send("api status\n\n");
      client.expect("Content-Type: api/response\nContent-Length: " + whole + "\n\n");
      assertThat(client.rest().length()).isBetween(1, whole - 1);
    }
  }

  @Test
  void anEventFloodComesBetweenACommandAndItsAnswer() throws Exception {
    await(simulator.fault(new FreeSwitchFault.EventFlood(2000)));
    try (Client client = Client.loggedIn(simulator.port())) {
      client.send("api conference count\n\n");
      for (int i = 0; i < 2000; i++) {
        assertThat(client.frame()).startsWith("Content-Length: ").contains("text/event-plain");
      }
      client.expect("Content-Type: api/response\nContent-Length: 1\n\n3");
    }
  }

  @Test
  void slowApiAnswersLateAndRight() throws Exception {
    await(simulator.fault(new FreeSwitchFault.SlowApi(Duration.ofMillis(200))));
    try (Client client = Client.loggedIn(simulator.port())) {
      long before = System.nanoTime();
      assertThat(client.api("conference count")).isEqualTo("3");
      assertThat(Duration.ofNanos(System.nanoTime() - before))
          .isGreaterThan(Duration.ofMillis(190));
    }
  }

  @Test
  void dripSendsTheSameBytesOneByOne() throws Exception {
    await(simulator.fault(new FreeSwitchFault.Drip(1, Duration.ofMillis(1))));
    try (Client client = new Client(simulator.port())) {
      byte[] buffer = new byte[1000];
      int reads = 0;
      StringBuilder text = new StringBuilder();
      client.send("auth ClueCon\n\napi conference count\n\nexit\n\n");
      for (int read = client.in().read(buffer); read > 0; read = client.in().read(buffer)) {
        text.append(new String(buffer, 0, read, StandardCharsets.US_ASCII));
        reads++;
      }
      assertThat(text).startsWith(BANNER).contains("Content-Length: 1\n\n3").endsWith(GOODBYE);
      assertThat(reads).isGreaterThan(text.length() / 4);
    }
  }

  @Test
  void shutdownIsToldToEveryConnectionEvenBeforeItsLogin() throws Exception {
    String notice =
        """
        Content-Type: text/disconnect-notice
        Content-Length: 31

        The system is being shut down.
        """;
    int port = simulator.port();
    try (Client issuer = Client.loggedIn(port);
        Client stranger = new Client(port)) {
      stranger.expect(BANNER);
      issuer.send("api fsctl shutdown\n\n");
      assertThat(issuer.rest())
          .isEqualTo("Content-Type: api/response\nContent-Length: 4\n\n+OK\n" + notice);
      assertThat(stranger.rest()).isEqualTo(notice);
    }
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 500; i++) {
                try (Client again = new Client(port)) {
                  assertThat(again.rest()).isEmpty();
                }
              }
            })
        .isInstanceOf(IOException.class);
  }

  @Test
  void anElegantShutdownStillSaysReady() throws Exception {
    simulator.scenario(Scenario.ELEGANT_SHUTDOWN);
    try (Client client = Client.loggedIn(simulator.port())) {
      assertThat(client.api("status")).contains(" is ready\n");
      assertThat(client.api("fsctl shutdown_check")).isEqualTo("true");
    }
  }

  @Test
  void isSteeredOverHttp() throws Exception {
    assertThat(steer("POST", "fault?kind=acl-rejected")).startsWith("200 scenario busy");
    try (Client client = new Client(simulator.port())) {
      assertThat(client.rest()).startsWith("Content-Type: text/rude-rejection");
    }
    assertThat(steer("DELETE", "fault")).contains("no fault");
    assertThat(steer("POST", "fault?kind=refused")).startsWith("200");
    assertThatThrownBy(() -> new Client(simulator.port())).isInstanceOf(ConnectException.class);
    assertThat(steer("POST", "clear")).startsWith("200");
    assertThat(steer("POST", "scenario?name=weird")).startsWith("200 scenario weird");
    assertThat(steer("POST", "call")).startsWith("200");
    assertThat(steer("GET", "status")).isEqualTo("200 scenario weird, 0 connections, no fault\n");
    assertThat(steer("GET", "fault?kind=refused")).startsWith("405");
    assertThat(steer("POST", "scenario?name=none"))
        .isEqualTo("400 there is no scenario \"none\"\n");
    assertThat(steer("POST", "fault?kind=none")).startsWith("400");
    assertThat(steer("POST", "shutdown")).startsWith("200");
    assertThatThrownBy(() -> new Client(simulator.port())).isInstanceOf(ConnectException.class);
  }

  private String steer(String method, String words) throws Exception {
    URI uri =
        URI.create("http://127.0.0.1:" + simulator.controlPort().orElseThrow() + "/lab/" + words);
    HttpRequest request =
        HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build();
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    return response.statusCode() + " " + response.body();
  }

  @Test
  void reloadEndsEveryConnectionAndListensAgain() throws Exception {
    int port = simulator.port();
    try (Client open = Client.loggedIn(port)) {
      await(simulator.reload());
      assertThat(open.rest())
          .isEqualTo(
              "Content-Type: text/disconnect-notice\nContent-Length: 31\n\n"
                  + "The system is being shut down.\n");
    }
    try (Client again = Client.loggedIn(port)) {
      assertThat(again.api("conference count")).isEqualTo("3");
    }
  }

  @Test
  void anElegantShutdownWaitsForTheLastCall() throws Exception {
    try (Client issuer = Client.loggedIn(simulator.port());
        Client other = Client.loggedIn(simulator.port())) {
      issuer.send("api fsctl shutdown elegant\n\n");
      // The other connection's answer comes after the issuer's command was read, or soon.
      String check = "false";
      for (int i = 0; i < 1000 && check.equals("false"); i++) {
        check = other.api("fsctl shutdown_check");
      }
      assertThat(check).isEqualTo("true");
      assertThat(other.api("status")).contains("is ready");
      await(simulator.lastCallEnds());
      assertThat(issuer.rest()).contains("The system is being shut down.");
      assertThat(other.rest()).contains("The system is being shut down.");
    }
    assertThatThrownBy(() -> new Client(simulator.port())).isInstanceOf(ConnectException.class);
  }

  @Test
  void aRefusedCallIsALineOfTheLogAndNothingElse() throws Exception {
    try (Client client = Client.loggedIn(simulator.port())) {
      client.send("log crit\n\n");
      assertThat(client.frame()).contains("+OK log level crit [2]");
      await(simulator.refuseCall());
      assertThat(client.frame())
          .startsWith("Content-Type: log/data\nContent-Length: ")
          .contains("Log-Level: 2\n")
          .endsWith("Throttle Error! 12\n");
      client.send("nolog\n\n");
      assertThat(client.frame()).contains("+OK no longer logging");
    }
  }

  @Test
  void aChannelsSoundIsToldOnlyToWhomAskedForIt() throws Exception {
    try (Client client = Client.loggedIn(simulator.port())) {
      String uuid = "fa60695e-9c2f-4db8-b36c-5a66d55a6f06";
      assertThat(client.api("uuid_dump " + uuid + " json")).doesNotContain("rtp_audio_in_mos");
      assertThat(client.api("uuid_set_media_stats " + uuid)).isEqualTo("+OK Success\n");
      assertThat(client.api("uuid_dump " + uuid + " json"))
          .contains("\"Unique-ID\":\"" + uuid + "\"")
          .contains("\"variable_rtp_audio_in_mos\":\"4.50\"");
      assertThat(client.api("uuid_dump 00000000-0000-0000-0000-000000000000 json"))
          .isEqualTo("-ERR No such channel!\n");
    }
  }
}
