package org.bbbfleet.exporters.bbb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.bbb.ApiFailure.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MeetingsReaderTest {
  private static final long CREATED = 1_715_261_728_123L;
  private static final long NOW = CREATED + 600_000;

  @Test
  void addsUpMeetingsAndBreakoutRooms() {
    Samples s = samples(Answers.of(Answers.room("a-1", "3"), Answers.breakout("b-1")));
    assertThat(s.value(BbbMetrics.MEETINGS)).isEqualTo(2);
    assertThat(s.value(BbbMetrics.PARTICIPANTS)).isEqualTo(4);
    assertThat(s.value(BbbMetrics.PARTICIPANTS_MAX)).isEqualTo(3);
    assertThat(s.value(BbbMetrics.LISTENERS)).isEqualTo(1);
    assertThat(s.value(BbbMetrics.VOICE_PARTICIPANTS)).isEqualTo(3);
    assertThat(s.value(BbbMetrics.VIDEO_PARTICIPANTS)).isEqualTo(1);
    assertThat(s.value(BbbMetrics.PARTICIPANT_CLIENTS, "html5")).isEqualTo(2);
    assertThat(s.value(BbbMetrics.PARTICIPANT_CLIENTS, "dial-in")).isEqualTo(1);
    assertThat(s.value(BbbMetrics.PARTICIPANTS_ORIGIN, "rooms.example.org", "greenlight"))
        .isEqualTo(3);
    assertThat(s.distribution(BbbMetrics.ROOM_PARTICIPANTS).cumulative())
        .startsWith(0, 1, 2)
        .endsWith(2);
    assertThat(s.distribution(BbbMetrics.ROOM_PARTICIPANTS).sum()).isEqualTo(4);
  }

  @Test
  void tellsBreakoutRoomsFromMeetings() {
    Meetings meetings = parse(Answers.of(Answers.room("a-1", "3"), Answers.breakout("b-1")));
    assertThat(meetings.ids())
        .containsExactly(
            new Meetings.Id(SeenMeetings.hash("a-1"), false),
            new Meetings.Id(SeenMeetings.hash("b-1"), true));
  }

  @Test
  void anEmptyServerHasZeroOfEverything() {
    Samples s = samples(Answers.NONE);
    assertThat(s.value(BbbMetrics.MEETINGS)).isZero();
    assertThat(s.value(BbbMetrics.PARTICIPANTS)).isZero();
    assertThat(s.distribution(BbbMetrics.ROOM_LISTENERS).cumulative()).endsWith(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1202",
        "1,202",
        "1.202",
        "1 202",
        "1\u00a0202",
        "1\u202f202",
        "1'202",
        "1\u2019202",
        " \n1202\n "
      })
  void readsNumbersOfAllLanguages(String text) {
    assertThat(samples(Answers.of(Answers.room("a", text))).value(BbbMetrics.PARTICIPANTS))
        .isEqualTo(1202);
  }

  @ParameterizedTest
  @ValueSource(strings = {"many", "-1", "1e3", "99999999999", "0x10"})
  void doesNotGuessWhatIsNoNumber(String text) {
    assertThat(reason(Answers.of(Answers.room("a", text)))).isEqualTo(Reason.MALFORMED);
  }

  @Test
  void keepsOnlyNumbersOfPeople() {
    Samples s = samples(Answers.of(Answers.room("a-1", "3")));
    String all = s.metrics().stream().map(m -> m.name() + s.series(m)).toList().toString();
    assertThat(all).doesNotContain("Anton", "Béatrice", "+33", "nGVNqVfXrrFr", "gbesu6");
  }

  @Test
  void breakoutRoomsAreApart() {
    Samples s = samples(Answers.of(Answers.room("a-1", "3"), Answers.breakout("b-1")));
    assertThat(s.value(BbbMetrics.BREAKOUTS)).isEqualTo(1);
    assertThat(s.value(BbbMetrics.BREAKOUT_PARTICIPANTS)).isEqualTo(1);
    assertThat(s.distribution(BbbMetrics.BREAKOUT_ROOM_PARTICIPANTS).cumulative())
        .startsWith(0, 1)
        .endsWith(1);
  }

  @Test
  void whoIsInABreakoutRoomAndInItsParentIsCountedTwice() {
    String parent = room("p-1", "2", attendee("w_a", "MODERATOR"), attendee("w_b", "VIEWER"));
    String known = breakout("b-1", "p-1", "2", attendee("w_a-1", ""), attendee("w_x-1", ""));
    assertThat(twice(parent, known)).isEqualTo(1);
    assertThat(twice(known, parent)).as("in any order").isEqualTo(1);
    String ofOwnIds = breakout("b-1", "p-1", "1", attendee("w_y-1", ""));
    assertThat(twice(parent, ofOwnIds)).as("ids tell nothing").isEqualTo(1);
    String many = breakout("b-1", "p-1", "9");
    assertThat(twice(parent, many)).as("not more than are in the parent").isEqualTo(2);
    assertThat(twice(known)).as("the parent is gone").isZero();
  }

  private static double twice(String... meetings) {
    return samples(Answers.of(meetings)).value(BbbMetrics.COUNTED_TWICE);
  }

  @Test
  void moderatorsPresentersAndStatesOfMeetingsAreCounted() {
    Samples s =
        samples(
            Answers.of(
                room("a", "1", attendee("w_a", "MODERATOR"))
                    .replace("<attendee>", "<attendee><isPresenter>true</isPresenter>"),
                meeting(
                    "b",
                    "<hasUserJoined>false</hasUserJoined><participantCount>0</participantCount><attendees/>"),
                meeting(
                    "c",
                    "<hasUserJoined>true</hasUserJoined><recording>true</recording><participantCount>0</participantCount><attendees/>")));
    assertThat(s.value(BbbMetrics.MODERATORS)).isEqualTo(1);
    assertThat(s.value(BbbMetrics.PRESENTERS)).isEqualTo(1);
    assertThat(s.value(BbbMetrics.NEVER_JOINED)).isEqualTo(1);
    assertThat(s.value(BbbMetrics.EMPTY)).isEqualTo(1);
    assertThat(s.value(BbbMetrics.RECORDED)).isEqualTo(1);
  }

  @Test
  void meetingsHaveAnAge() {
    Samples s =
        samples(
            Answers.of(
                Answers.room("a", "3"),
                meeting("b", "<createTime>1,715,261,128,123</createTime>"),
                meeting("c", "<createTime>soon</createTime>"),
                meeting("d", "<createTime>1815261728123</createTime>")));
    // 10 and 20 minutes, unknown, and one that a wrong clock puts into the future
    assertThat(s.distribution(BbbMetrics.MEETING_AGES).cumulative()).startsWith(1, 1, 2, 3);
    assertThat(s.distribution(BbbMetrics.MEETING_AGES).sum()).isEqualTo(1800);
  }

  @Test
  void whatTheServerDoesNotTellIsAbsentAndNeverZero() {
    Samples s =
        samples(Answers.of(Answers.room("a", "3"), meeting("b", "<videoCount>1</videoCount>")));
    assertThat(s.value(BbbMetrics.MEETINGS)).isEqualTo(2);
    assertThat(s.value(BbbMetrics.VIDEO_PARTICIPANTS)).isEqualTo(2);
    assertThat(s.metrics())
        .doesNotContain(
            BbbMetrics.PARTICIPANTS,
            BbbMetrics.PARTICIPANTS_MAX,
            BbbMetrics.ROOM_PARTICIPANTS,
            BbbMetrics.LISTENERS,
            BbbMetrics.ROOM_LISTENERS,
            BbbMetrics.MODERATORS,
            BbbMetrics.PRESENTERS,
            BbbMetrics.NEVER_JOINED,
            BbbMetrics.EMPTY);
  }

  @Test
  void aMissingOrEmptyCountIsTakenFromTheAttendees() {
    String counts = "<participantCount></participantCount><listenerCount/>";
    String people =
        "<attendees><attendee><isListeningOnly>true</isListeningOnly></attendee>"
            + "<attendee><hasJoinedVoice>true</hasJoinedVoice><hasVideo>true</hasVideo></attendee>"
            + "</attendees>";
    Samples s = samples(Answers.of(meeting("a", counts + people)));
    assertThat(s.value(BbbMetrics.PARTICIPANTS)).isEqualTo(2);
    assertThat(s.value(BbbMetrics.LISTENERS)).isEqualTo(1);
    assertThat(s.value(BbbMetrics.VOICE_PARTICIPANTS)).isEqualTo(1);
    assertThat(s.value(BbbMetrics.VIDEO_PARTICIPANTS)).isEqualTo(1);
  }

  @Test
  void whatComesTwiceCountsOnce() {
    String twice =
        Answers.room("a", "3")
            .replaceAll(
                "(<(participantCount|clientType|isBreakout|internalMeetingID)>[^<]*</[^>]*>)",
                "$1$1");
    Samples s = samples(Answers.of(twice, Answers.room("a", "3"), Answers.room("b", "1")));
    assertThat(s.value(BbbMetrics.MEETINGS)).isEqualTo(2);
    assertThat(s.value(BbbMetrics.PARTICIPANTS)).isEqualTo(4);
    assertThat(s.value(BbbMetrics.PARTICIPANT_CLIENTS, "html5")).isEqualTo(4);
  }

  @Test
  void theLargestMeetingsHaveSeriesUnderHashesOnly() {
    String[] rooms = new String[200];
    for (int i = 0; i < rooms.length; i++) {
      rooms[i] = Answers.room("room-" + i, String.valueOf(i));
    }
    assertThat(samples(Answers.of(rooms)).metrics())
        .doesNotContain(BbbMetrics.MEETING_PARTICIPANTS);
    Samples s = samples(Answers.of(rooms), 5);
    List<List<String>> series = s.series(BbbMetrics.MEETING_PARTICIPANTS);
    assertThat(series).hasSize(5).allSatisfy(l -> assertThat(l.get(0)).matches("[0-9a-f]{12}"));
    // printf 'salt\0room-199' | sha256sum
    assertThat(s.value(BbbMetrics.MEETING_PARTICIPANTS, "048b4cb884f9")).isEqualTo(199);
    for (Metric metric :
        List.of(
            BbbMetrics.MEETING_VOICE_PARTICIPANTS,
            BbbMetrics.MEETING_VIDEO_PARTICIPANTS,
            BbbMetrics.MEETING_MODERATORS,
            BbbMetrics.MEETING_AGE)) {
      assertThat(s.series(metric)).containsExactlyInAnyOrderElementsOf(series);
    }
  }

  @Test
  void moreMeetingsThanAnyServerHasAreRefused() {
    MeetingsReader reader = new MeetingsReader(new Meetings(RoomMetrics.USUAL, NOW, 0));
    byte[] begin = "<response><meetings>".getBytes(StandardCharsets.UTF_8);
    reader.take(begin, begin.length);
    byte[] many = "<meeting/>".repeat(10_000).getBytes(StandardCharsets.UTF_8);
    ApiFailure failure =
        catchThrowableOfType(
            ApiFailure.class,
            () -> {
              for (int i = 0; i < 11; i++) {
                reader.take(many, many.length);
              }
            });
    assertThat(failure.reason()).isEqualTo(Reason.TOO_LARGE);
  }

  @Test
  void aPieceMayEndAnywhere() {
    byte[] answer =
        Answers.of(Answers.room("a-1", "1\u202f202"), Answers.breakout("b-1"))
            .getBytes(StandardCharsets.UTF_8);
    for (int piece : new int[] {1, 2, 3, 7, 64, 4096}) {
      MeetingsReader reader = new MeetingsReader(new Meetings(RoomMetrics.USUAL, NOW, 0));
      feed(reader, answer, piece);
      Samples s = new Samples();
      reader.end().writeTo(s, new MeetingIds(new Secret("")));
      assertThat(s.value(BbbMetrics.PARTICIPANTS)).isEqualTo(1203);
      assertThat(s.value(BbbMetrics.PARTICIPANTS_ORIGIN, "rooms.example.org", "greenlight"))
          .isEqualTo(1202);
    }
  }

  private static String room(String id, String participants, String... attendees) {
    return meeting(
        id,
        "<isBreakout>false</isBreakout><participantCount>"
            + participants
            + "</participantCount><attendees>"
            + String.join("", attendees)
            + "</attendees>");
  }

  private static String breakout(
      String id, String parent, String participants, String... attendees) {
    return room(id, participants, attendees)
        .replace(
            "<isBreakout>false</isBreakout>",
            "<isBreakout>true</isBreakout><parentMeetingID>" + parent + "</parentMeetingID>");
  }

  private static String attendee(String userId, String role) {
    return "<attendee><userID>" + userId + "</userID><role>" + role + "</role></attendee>";
  }

  private static String meeting(String id, String more) {
    return "<meeting><internalMeetingID>" + id + "</internalMeetingID>" + more + "</meeting>";
  }

  @ParameterizedTest
  @CsvSource({
    "checksumError, CHECKSUM",
    "notFound, API",
    "internalError, API",
    "unsupportedRequest, API"
  })
  void failedAnswersHaveAReason(String key, Reason reason) {
    assertThat(reason(Answers.failed(key, "any text"))).isEqualTo(reason);
  }

  @Test
  void readsTheFormsInWhichSeveralErrorsAreGiven() {
    assertThat(
            reason(
                "<response><returncode>FAILED</returncode><errors><error><key>checksumError</key>"
                    + "<message/></error></errors></response>"))
        .isEqualTo(Reason.CHECKSUM);
    assertThat(
            reason(
                "<response><returncode>FAILED</returncode><errors>"
                    + "<error key=\"checksumError\" message=\"x\"/></errors></response>"))
        .isEqualTo(Reason.CHECKSUM);
  }

  @Test
  void whatIsNotAnAnswerIsMalformed() {
    for (String text :
        List.of(
            "",
            "<html><body>502 Bad Gateway</body></html>",
            "not xml",
            "<response/>",
            "<response><returncode>SUCCESS</returncode><meetings>",
            "<response><returncode>MAYBE</returncode></response>",
            "<response><returncode>SUCCESS</returncode></response>",
            "<response>" + "<a>".repeat(1000),
            "<!DOCTYPE response [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>"
                + "<response><returncode>&x;</returncode></response>",
            "<!DOCTYPE response [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]>" + Answers.NONE,
            "\u0000\u0001\u0002")) {
      assertThat(reason(text)).as(text).isEqualTo(Reason.MALFORMED);
    }
  }

  @Test
  void nothingIsAsLongAsThatInAnAnswer() {
    String huge = "<>".repeat(300_000);
    for (String text :
        List.of(
            "<response><x><![CDATA[" + huge + "]]></x></response>",
            "<response><!-- " + huge + " --></response>",
            "<response><!---> " + huge + " --></response>",
            "<response><?x " + huge + "?></response>",
            "<response><x>" + "y".repeat(600_000) + "</x></response>",
            "<response><x a=\"" + "y".repeat(600_000) + "\"/></response>")) {
      assertThat(reason(text)).as(text.substring(0, 30)).isEqualTo(Reason.TOO_LARGE);
    }
  }

  @Test
  void manySmallPartsAreNotALongOne() {
    StringBuilder answer = new StringBuilder();
    for (int i = 0; i < 2000; i++) {
      answer.append(Answers.room("room-" + i, "3")).append("<!-- > ]]> -->");
    }
    assertThat(parse(Answers.of(answer.toString())).count()).isEqualTo(2000);
  }

  @Test
  void labelsFromOutsideAreBounded() {
    StringBuilder rooms = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      rooms.append(
          Answers.room("r" + i, "2").replace("Greenlight", "origin-" + i + "\n" + "x".repeat(400)));
    }
    Samples s = samples(Answers.of(rooms.toString()));
    List<List<String>> origins = s.series(BbbMetrics.PARTICIPANTS_ORIGIN);
    assertThat(origins).hasSize(101);
    assertThat(s.value(BbbMetrics.PARTICIPANTS_ORIGIN, "other", "other")).isEqualTo(800);
    assertThat(origins).allSatisfy(o -> assertThat(o.get(1)).hasSizeLessThanOrEqualTo(128));
    assertThat(origins).allSatisfy(o -> assertThat(o.get(1)).doesNotContain("\n"));
  }

  private static Samples samples(String answer) {
    return samples(answer, 0);
  }

  private static Samples samples(String answer, int top) {
    Samples samples = new Samples();
    parse(answer, top).writeTo(samples, new MeetingIds(new Secret("salt")));
    return samples;
  }

  private static Meetings parse(String answer) {
    return parse(answer, 0);
  }

  private static Meetings parse(String answer, int top) {
    MeetingsReader reader = new MeetingsReader(new Meetings(RoomMetrics.USUAL, NOW, top));
    feed(reader, answer.getBytes(StandardCharsets.UTF_8), 1000);
    return reader.end();
  }

  private static void feed(MeetingsReader reader, byte[] answer, int piece) {
    for (int i = 0; i < answer.length; i += piece) {
      byte[] next = Arrays.copyOfRange(answer, i, Math.min(answer.length, i + piece));
      reader.take(next, next.length);
    }
  }

  private static Reason reason(String answer) {
    return catchThrowableOfType(ApiFailure.class, () -> parse(answer)).reason();
  }
}
