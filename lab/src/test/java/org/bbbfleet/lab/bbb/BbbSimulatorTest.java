package org.bbbfleet.lab.bbb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bbbfleet.lab.bbb.Api.childNames;
import static org.bbbfleet.lab.bbb.Api.texts;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.bbbfleet.lab.bbb.Attendee.Audio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import org.w3c.dom.Node;

class BbbSimulatorTest {
  private static final Instant CREATED = Instant.ofEpochMilli(1715261728123L);

  @RegisterExtension final SimulatorExtension simulators = new SimulatorExtension();

  @Test
  void theRootNeedsNoChecksumAndHidesTheReleaseUnlessAllowed() {
    BbbSimulator hiding = simulators.start(BbbVersion.V2_7);
    BbbSimulator telling =
        simulators.start(BbbOptions.loopback("x").version(BbbVersion.V3_0).revealing());
    Document root = Api.parse(new Api(hiding.apiBase()).get(hiding.apiBase()).body());
    assertThat(texts(root, "returncode")).containsExactly("SUCCESS");
    assertThat(texts(root, "bbbVersion")).containsExactly("");
    URI withoutSlash = URI.create(telling.apiBase().toString().replaceAll("/$", ""));
    Document young = Api.parse(new Api(telling.apiBase()).get(withoutSlash).body());
    assertThat(texts(young, "bbbVersion")).containsExactly("3.0.4");
    assertThat(texts(young, "graphqlWebsocketUrl")).hasSize(1);
  }

  @Test
  void anEmptyServerSaysNoMeetings() {
    Document answer = new Api(simulators.start(BbbVersion.V2_7).apiBase()).xml("getMeetings", "");
    assertThat(texts(answer, "returncode")).containsExactly("SUCCESS");
    assertThat(texts(answer, "messageKey")).containsExactly("noMeetings");
    assertThat(texts(answer, "meetings")).containsExactly("");
  }

  @Test
  void aWrongChecksumIsAnHttp200() {
    BbbSimulator simulator = simulators.start(BbbVersion.V2_7);
    Api api = new Api(simulator.apiBase());
    for (String query : List.of("", "?checksum=abc", "?checksum=" + "0".repeat(64))) {
      HttpResponse<byte[]> response = api.get(simulator.apiBase().resolve("getMeetings" + query));
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(texts(Api.parse(response.body()), "messageKey")).containsExactly("checksumError");
    }
    assertThat(simulator.requests("getMeetings")).isEqualTo(3);
  }

  @Test
  void printsMeetingsInTheTemplatesOrder() {
    BbbSimulator simulator = simulators.start(BbbVersion.V2_7);
    Meeting room =
        Meeting.created("gbesu", "Anton G's <Room> & ]]> \"more\"", CREATED)
            .withMetadata(Map.of("bbb-origin", "greenlight"))
            .joinedBy(
                Attendee.moderator("w_a", "Anton G").withVideo(),
                Attendee.viewer("w_b", "Béatrice")
                    .withAudio(Audio.LISTEN_ONLY)
                    .withCustomData(Map.of("bbb_auto_join_audio", "true")),
                Attendee.dialIn("v_1", "+33 1 23 45 xx xx"));
    Meeting breakout =
        Meeting.created("gbesu-1", "Anton G's <Room> (Room 1)", CREATED).breakoutOf(room, 1);
    simulator.meetings().add(room.withBreakoutRooms(List.of(breakout)), breakout);

    Api api = new Api(simulator.apiBase());
    Document answer = api.xml("getMeetings", "");
    Node first = answer.getElementsByTagName("meeting").item(0);
    assertThat(childNames(first))
        .containsExactly(
            ("meetingName meetingID internalMeetingID createTime createDate voiceBridge dialNumber"
                    + " attendeePW moderatorPW running duration hasUserJoined recording"
                    + " hasBeenForciblyEnded startTime endTime participantCount listenerCount"
                    + " voiceParticipantCount videoCount maxUsers moderatorCount attendees metadata"
                    + " isBreakout breakoutRooms")
                .split(" "));
    assertThat(texts(first, "meetingName")).containsExactly(room.name());
    assertThat(texts(first, "createDate")).containsExactly("Thu May 09 13:35:28 UTC 2024");
    assertThat(texts(first, "createTime")).containsExactly("1715261728123");
    assertThat(texts(first, "participantCount")).containsExactly("3");
    assertThat(texts(first, "listenerCount")).containsExactly("1");
    assertThat(texts(first, "voiceParticipantCount")).containsExactly("2");
    assertThat(texts(first, "videoCount")).containsExactly("1");
    assertThat(texts(first, "moderatorCount")).containsExactly("1");
    assertThat(texts(first, "clientType")).containsExactly("HTML5", "HTML5", "DIAL-IN");
    assertThat(texts(first, "fullName")).contains("Béatrice");
    assertThat(texts(first, "bbb_auto_join_audio")).containsExactly("true");
    assertThat(texts(first, "breakout")).containsExactly(breakout.internalId());

    Node second = answer.getElementsByTagName("meeting").item(1);
    assertThat(texts(second, "parentMeetingID")).containsExactly(room.internalId());
    assertThat(texts(second, "running")).containsExactly("false");
    assertThat(texts(second, "startTime")).containsExactly("0");
    assertThat(childNames(second))
        .endsWith("isBreakout", "parentMeetingID", "sequence", "freeJoin");
    assertThat(api.text("getMeetings", ""))
        .contains("<meetingName><![CDATA[Anton G's <Room>")
        .contains("<meetingName>Anton G&#39;s &lt;Room&gt; (Room 1)</meetingName>");
  }

  @Test
  void onThreeZeroListenersAreVoices() {
    BbbSimulator simulator = simulators.start(BbbVersion.V3_0);
    Attendee listener = Attendee.viewer("w_b", "B").withAudio(Audio.LISTEN_ONLY);
    simulator
        .meetings()
        .add(
            Meeting.created("r", "R", CREATED)
                .joinedBy(listener, listener.withClient(Attendee.Client.FLASH)));
    Document answer = new Api(simulator.apiBase()).xml("getMeetings", "");
    assertThat(texts(answer, "listenerCount")).containsExactly("0");
    assertThat(texts(answer, "voiceParticipantCount")).containsExactly("2");
    assertThat(texts(answer, "isListeningOnly")).containsOnly("false");
    assertThat(texts(answer, "clientType")).containsOnly("HTML5");
  }

  @Test
  void onTwoTwoClientsMayBeFlashAndShaTwoFiveSixIsTheYoungest() {
    BbbSimulator simulator = simulators.start(BbbVersion.V2_2);
    simulator
        .meetings()
        .add(
            Meeting.created("r", "R", CREATED)
                .joinedBy(Attendee.viewer("b", "B").withClient(Attendee.Client.FLASH)));
    Api api = new Api(simulator.apiBase());
    assertThat(texts(api.xml("getMeetings", ""), "clientType")).containsExactly("FLASH");
    String sha512 = ChecksumAlgorithm.SHA512.hex("getMeetings" + Api.SECRET);
    URI uri = simulator.apiBase().resolve("getMeetings?checksum=" + sha512);
    assertThat(texts(Api.parse(api.get(uri).body()), "messageKey"))
        .containsExactly("checksumError");
  }

  @Test
  void meetingInfoHasTheSameElementsAndMissesWhatIsNotThere() {
    BbbSimulator simulator = simulators.start(BbbVersion.V2_7);
    simulator.meetings().add(Meeting.created("a b", "R", CREATED));
    Api api = new Api(simulator.apiBase());
    Document found = api.xml("getMeetingInfo", "meetingID=a+b");
    assertThat(childNames(found.getDocumentElement()))
        .startsWith("returncode", "meetingName", "meetingID")
        .endsWith("isBreakout", "messageKey", "message");
    assertThat(texts(api.xml("getMeetingInfo", "meetingID=x"), "messageKey"))
        .containsExactly("notFound");
    assertThat(texts(api.xml("getMeetingInfo", ""), "messageKey"))
        .containsExactly("missingParamMeetingID");
    assertThat(texts(api.xml("isMeetingRunning", "meetingID=x"), "running"))
        .containsExactly("false");
    assertThat(texts(api.xml("nothing", ""), "messageKey")).containsExactly("unsupportedRequest");
  }

  @ParameterizedTest
  @EnumSource(
      value = BbbVersion.class,
      names = {"V2_4", "V2_7", "V3_0"})
  void createJoinEnd(BbbVersion version) {
    BbbSimulator simulator = simulators.start(version);
    Api api = new Api(simulator.apiBase());
    String create =
        "name=Test+%3CMeeting%3E&meetingID=abc&attendeePW=ap&moderatorPW=mp&record=true";
    Document created = api.xml("create", create);
    assertThat(texts(created, "returncode")).containsExactly("SUCCESS");
    assertThat(texts(created, "hasUserJoined")).containsExactly("false");
    assertThat(texts(api.xml("create", create), "messageKey")).containsExactly("duplicateWarning");
    assertThat(texts(api.xml("create", create.replace("mp", "xx")), "messageKey"))
        .containsExactly("idNotUnique");
    assertThat(texts(api.xml("create", "meetingID=a,b"), "messageKey"))
        .containsExactly("validationError");
    assertThat(texts(api.xml("isMeetingRunning", "meetingID=abc"), "running"))
        .containsExactly("false");

    HttpResponse<byte[]> joined =
        api.get(api.signed("join", "meetingID=abc&fullName=Ada&password=mp"));
    assertThat(joined.statusCode()).isEqualTo(302);
    assertThat(joined.headers().firstValue("Location")).get().asString().contains("sessionToken=");
    assertThat(
            texts(
                api.xml("join", "meetingID=abc&fullName=Bo&role=VIEWER&redirect=false"),
                "returncode"))
        .containsExactly("SUCCESS");
    assertThat(texts(api.xml("join", "meetingID=abc&fullName=C&password=no"), "messageKey"))
        .containsExactly("invalidPassword");
    Document info = api.xml("getMeetingInfo", "meetingID=abc");
    assertThat(texts(info, "meetingName")).containsExactly("Test <Meeting>");
    assertThat(texts(info, "participantCount")).containsExactly("2");
    assertThat(texts(info, "moderatorCount")).containsExactly("1");
    assertThat(texts(info, "recording")).containsExactly("true");
    assertThat(texts(info, "running")).containsExactly("true");

    assertThat(texts(api.xml("end", "meetingID=abc&password=ap"), "messageKey"))
        .containsExactly("invalidPassword");
    assertThat(texts(api.xml("end", "meetingID=abc&password=mp"), "messageKey"))
        .containsExactly("sentEndMeetingRequest");
    assertThat(texts(api.xml("getMeetings", ""), "messageKey")).containsExactly("noMeetings");
  }

  @Test
  void aPostIsSignedByItsUrlAlone() {
    BbbSimulator simulator = simulators.start(BbbVersion.V2_7);
    Api api = new Api(simulator.apiBase());
    HttpRequest.Builder post =
        HttpRequest.newBuilder(api.signed("create", "meetingID=p"))
            .POST(HttpRequest.BodyPublishers.ofString("<modules/>"));
    assertThat(texts(Api.parse(api.send(post).body()), "returncode")).containsExactly("SUCCESS");
  }

  @Test
  void recordingsAreChosenByStateIdAndPage() {
    BbbSimulator simulator = simulators.start(BbbVersion.V2_6);
    Recording.State[] states = Recording.State.values();
    for (int i = 0; i < 10; i++) {
      Meeting meeting = Meeting.created("m" + i, "<M> " + i, CREATED.plusSeconds(i));
      simulator
          .recordings()
          .add(Recording.of(meeting, states[i % states.length], Duration.ofMinutes(50)));
    }
    Api api = new Api(simulator.apiBase());
    assertThat(texts(api.xml("getRecordings", ""), "state"))
        .containsExactly("published", "unpublished", "published", "unpublished");
    assertThat(texts(api.xml("getRecordings", "state=processing"), "state")).hasSize(2);
    assertThat(texts(api.xml("getRecordings", "state=any"), "state")).hasSize(10);
    assertThat(texts(api.xml("getRecordings", "state=any&offset=8&limit=5"), "state")).hasSize(2);
    assertThat(texts(api.xml("getRecordings", "state=any&meetingID=m1,m3"), "name"))
        .containsExactly("<M> 1", "<M> 3");
    assertThat(texts(api.xml("getRecordings", "meetingID=none"), "messageKey"))
        .containsExactly("noRecordings");
    BbbSimulator old = simulators.start(BbbVersion.V2_4);
    old.recordings().set(simulator.recordings().all());
    assertThat(texts(new Api(old.apiBase()).xml("getRecordings", "state=any&limit=5"), "recordID"))
        .hasSize(10);
  }

  @Test
  void generatedLoadIsTheSameForTheSameSeedAndWellFormed() {
    Load load = new Load(20, 5, 7, CREATED);
    assertThat(load.generate()).isEqualTo(load.generate());
    assertThat(load.generate()).isNotEqualTo(new Load(20, 5, 8, CREATED).generate());
    BbbSimulator simulator = simulators.start(BbbVersion.V2_7);
    simulator.load(load);
    Document answer = new Api(simulator.apiBase()).xml("getMeetings", "");
    assertThat(texts(answer, "isBreakout")).contains("true", "false");
    assertThat(texts(answer, "hasUserJoined")).contains("true", "false");
    assertThat(texts(answer, "internalMeetingID"))
        .hasSameSizeAs(simulator.meetings().all())
        .doesNotHaveDuplicates();
    assertThat(texts(answer, "fullName")).anyMatch(name -> name.startsWith("O'Neil ]]> escaped"));
  }

  @Test
  void whatIsNotTheApiIsNginx() {
    BbbSimulator simulator = simulators.start(BbbVersion.V2_7);
    HttpResponse<byte[]> response =
        new Api(simulator.apiBase()).get(simulator.apiBase().resolve("/other"));
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(new String(response.body(), StandardCharsets.UTF_8)).contains("<hr><center>nginx");
  }

  @Test
  void optionsDoNotTellTheSecret() {
    assertThat(BbbOptions.loopback("s3cret-word").toString()).doesNotContain("s3cret");
  }
}
