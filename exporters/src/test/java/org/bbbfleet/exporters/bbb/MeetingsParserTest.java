package org.bbbfleet.exporters.bbb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.bbb.ApiFailure.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MeetingsParserTest {

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
        .containsExactly(new Meetings.Id("a-1", false), new Meetings.Id("b-1", true));
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
  @ValueSource(strings = {"", "many", "-1", "1e3", "99999999999", "0x10"})
  void doesNotGuessWhatIsNoNumber(String text) {
    assertThat(reason(Answers.of(Answers.room("a", text)))).isEqualTo(Reason.MALFORMED);
  }

  @Test
  void keepsOnlyNumbersOfPeople() {
    Samples s = samples(Answers.of(Answers.room("a-1", "3")));
    String all = s.metrics().stream().map(m -> m.name() + s.series(m)).toList().toString();
    assertThat(all).doesNotContain("Anton", "Béatrice", "+33", "nGVNqVfXrrFr", "gbesu6");
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
    Samples samples = new Samples();
    parse(answer).writeTo(samples);
    return samples;
  }

  private static Meetings parse(String answer) {
    return MeetingsParser.parse(stream(answer));
  }

  private static Reason reason(String answer) {
    return catchThrowableOfType(ApiFailure.class, () -> parse(answer)).reason();
  }

  private static InputStream stream(String answer) {
    return new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8));
  }
}
