package org.bbbfleet.lab.bbb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bbbfleet.lab.bbb.Api.texts;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BbbFaultsTest {
  @RegisterExtension final SimulatorExtension simulators = new SimulatorExtension();

  private BbbSimulator simulator;
  private Api api;

  @BeforeEach
  void start() {
    simulator = simulators.start(BbbVersion.V2_7);
    simulator.load(new Load(3, 4, 1, Instant.ofEpochMilli(1715261728123L)));
    api = new Api(simulator.apiBase());
  }

  @Test
  void slowAnswersComeLateAndRight() {
    simulator.faults().set(new BbbFault.Slow(Duration.ofMillis(300)));
    long before = System.nanoTime();
    assertThat(texts(api.xml("getMeetings", ""), "meetingID")).hasSize(3);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(290));
  }

  @Test
  void hangingTakesTheCallAndNeverAnswers() throws Exception {
    simulator.faults().set(new BbbFault.Hanging());
    try (Socket socket = request("getMeetings", 300)) {
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
    }
    assertThat(simulator.requests("getMeetings")).isEqualTo(1);
  }

  @Test
  void dripSendsByteByByte() throws Exception {
    simulator.faults().set(new BbbFault.Drip(Duration.ofMillis(1)), "");
    try (Socket socket = request("", 5000)) {
      String head = readUntil(socket.getInputStream(), "\r\n\r\n");
      int length = Integer.parseInt(head.replaceAll("(?is).*content-length: (\\d+).*", "$1"));
      assertThat(length).isGreaterThan(50);
      byte[] buffer = new byte[1000];
      int reads = 0;
      for (int read = 0; read < length; reads++) {
        read += socket.getInputStream().read(buffer);
      }
      assertThat(reads).isGreaterThan(length / 4);
    }
  }

  @Test
  void wrongChecksumRefusesWhatIsRightlySigned() {
    simulator.faults().set(new BbbFault.WrongChecksum());
    assertThat(texts(api.xml("getMeetings", ""), "messageKey")).containsExactly("checksumError");
  }

  @Test
  void failedIsAnHttp200WithTheKey() {
    simulator.faults().set(new BbbFault.Failed("internalError"));
    HttpResponse<byte[]> response = api.get(api.signed("getMeetings", ""));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(texts(Api.parse(response.body()), "returncode")).containsExactly("FAILED");
    assertThat(texts(Api.parse(response.body()), "messageKey")).containsExactly("internalError");
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502})
  void httpErrorsAreHtml(int status) {
    simulator.faults().set(new BbbFault.HttpError(status));
    HttpResponse<byte[]> response = api.get(api.signed("getMeetings", ""));
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("text/html");
    assertThat(new String(response.body(), StandardCharsets.UTF_8)).startsWith("<html>");
  }

  @Test
  void hugeAnswersAreWellFormedAndAsLongAsAsked() {
    simulator.faults().set(new BbbFault.Huge(3_000_000));
    HttpResponse<byte[]> response = api.get(api.signed("getMeetings", ""));
    assertThat(response.body()).hasSizeGreaterThan(3_000_000);
    assertThat(texts(Api.parse(response.body()), "meetingID")).hasSizeGreaterThan(50);
  }

  @Test
  void hugeAnswersWaitForASlowReaderAndStopWhenItLeaves() throws Exception {
    simulator.faults().set(new BbbFault.Huge(1L << 40), "getMeetings");
    try (Socket socket = request("getMeetings", 5000)) {
      assertThat(socket.getInputStream().readNBytes(100_000)).hasSize(100_000);
      // A terabyte without backpressure would fill the heap now; other calls still work.
      assertThat(texts(api.xml("isMeetingRunning", "meetingID=x"), "returncode"))
          .containsExactly("SUCCESS");
    }
    assertThat(texts(api.xml("isMeetingRunning", "meetingID=x"), "returncode"))
        .containsExactly("SUCCESS");
  }

  @Test
  void malformedIsNoXml() {
    simulator.faults().set(new BbbFault.Malformed());
    assertThatThrownBy(() -> api.xml("getMeetings", "")).hasMessageStartingWith("no XML");
  }

  @Test
  void truncatedEndsHalfWay() {
    simulator.faults().set(new BbbFault.Truncated());
    assertThatThrownBy(() -> api.get(api.signed("getMeetings", "")))
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void resetIsAResetNotAnEnd() throws Exception {
    simulator.faults().set(new BbbFault.Reset());
    try (Socket socket = request("getMeetings", 5000)) {
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"comma|1,202", "dot|1.202", "nbsp|1\u00a0202", "narrow|1\u202f202"})
  void countsMayCarryALocalesSeparators(String word, String printed) {
    simulator.faults().set(BbbFault.parse("locale-numbers", Map.of("separator", word)));
    simulator.load(new Load(1, 1202, 1, Instant.ofEpochMilli(1715261728123L)));
    org.w3c.dom.Document answer = api.xml("getMeetings", "");
    assertThat(texts(answer, "participantCount").get(0)).isEqualTo(printed);
    assertThat(texts(answer, "createTime").get(0)).containsOnlyDigits();
  }

  @Test
  void elementsMayBeMissingOrComeTwice() {
    simulator.faults().set(new BbbFault.MissingElements(Set.of("participantCount", "attendees")));
    assertThat(texts(api.xml("getMeetings", ""), "participantCount")).isEmpty();
    assertThat(texts(api.xml("getMeetings", ""), "fullName")).isEmpty();
    simulator.faults().set(new BbbFault.RepeatedElements(Set.of("participantCount")));
    assertThat(texts(api.xml("getMeetings", ""), "participantCount")).hasSize(6);
  }

  @Test
  void theContentTypeMayBeWrong() {
    simulator.faults().set(new BbbFault.ContentType("application/json"));
    HttpResponse<byte[]> response = api.get(api.signed("getMeetings", ""));
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(texts(Api.parse(response.body()), "returncode")).containsExactly("SUCCESS");
  }

  @Test
  void theEntityBombIsSmallAndNested() {
    simulator.faults().set(new BbbFault.EntityBomb());
    String body = api.text("getMeetings", "");
    assertThat(body).hasSizeLessThan(2000).contains("<!ENTITY e9 \"&e8;", "&e9;</meetingName>");
  }

  @Test
  void aFaultMayConcernOneCallOrSomeTimes() {
    simulator.faults().set(new BbbFault.WrongChecksum(), "getRecordings");
    assertThat(texts(api.xml("getMeetings", ""), "returncode")).containsExactly("SUCCESS");
    assertThat(texts(api.xml("getRecordings", ""), "returncode")).containsExactly("FAILED");
    simulator.faults().setFor(2, new BbbFault.WrongChecksum());
    assertThat(
            IntStream.range(0, 3)
                .mapToObj(i -> texts(api.xml("getMeetings", ""), "returncode").get(0))
                .collect(Collectors.toList()))
        .containsExactly("FAILED", "FAILED", "SUCCESS");
  }

  @Test
  void isSteeredOverHttp() {
    assertThat(post("fault?kind=http-error&status=500")).isEqualTo(200);
    assertThat(api.get(api.signed("getMeetings", "")).statusCode()).isEqualTo(500);
    assertThat(
            api.send(HttpRequest.newBuilder(simulator.apiBase().resolve("/lab/fault")).DELETE())
                .statusCode())
        .isEqualTo(200);
    assertThat(post("load?meetings=5&attendees=0&seed=3")).isEqualTo(200);
    assertThat(texts(api.xml("getMeetings", ""), "meetingID")).hasSize(5);
    assertThat(post("end?id=load-3-0")).isEqualTo(200);
    assertThat(texts(api.xml("getMeetings", ""), "meetingID")).hasSize(4);
    assertThat(post("restart")).isEqualTo(200);
    assertThat(texts(api.xml("getMeetings", ""), "messageKey")).containsExactly("noMeetings");
    URI status = simulator.apiBase().resolve("/lab/status");
    assertThat(new String(api.get(status).body(), StandardCharsets.UTF_8))
        .isEqualTo("0 meetings, no fault\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fault?kind=nonsense",
        "fault",
        "fault?kind=slow&delay=soon",
        "fault?kind=huge&bytes=-1",
        "load?meetings=1000000",
        "nothing"
      })
  void wrongWordsAreTold(String words) {
    assertThat(post(words)).isEqualTo(400);
    assertThat(simulator.faults().current()).isEmpty();
  }

  private int post(String words) {
    return api.send(
            HttpRequest.newBuilder(simulator.apiBase().resolve("/lab/" + words))
                .POST(HttpRequest.BodyPublishers.noBody()))
        .statusCode();
  }

  private Socket request(String call, int timeoutMillis) throws IOException {
    URI uri = call.isEmpty() ? simulator.apiBase() : api.signed(call, "");
    Socket socket = new Socket(uri.getHost(), uri.getPort());
    socket.setSoTimeout(timeoutMillis);
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    String request = "GET " + uri.getRawPath() + query + " HTTP/1.1\r\nHost: x\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static String readUntil(InputStream in, String end) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf(end) < 0) {
      int read = in.read();
      if (read < 0) {
        throw new IOException("ended after " + text);
      }
      text.append((char) read);
    }
    return text.toString();
  }
}
