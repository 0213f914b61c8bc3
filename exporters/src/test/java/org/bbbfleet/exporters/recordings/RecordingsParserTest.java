package org.bbbfleet.exporters.recordings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bbbfleet.exporters.http.FetchFailure;
import org.bbbfleet.exporters.http.FetchFailure.Reason;
import org.bbbfleet.exporters.recordings.RecordingsParser.Page;

class RecordingsParserTest {
  private static final String ONE =
      """
      <recording><recordID>%s</recordID><meetingID>m</meetingID><name>A &amp; B's room</name>
      <published>true</published><state>%s</state><participants>1,202</participants>
      <metadata><state>nothing</state></metadata>
      <playback><format><type>presentation</type><url>https://x/</url><preview><images>
      <image width="1">https://x/1.png</image></images></preview></format>
      <format><type>video</type></format></playback></recording>
      """;
  private static final String WHOLE =
      answer(ONE.formatted("a-1", "published") + ONE.formatted("b-2", "published"));

  @Example
  void countsTheStateAskedForAndItsFormats() {
    Page page =
        parse(
            answer(
                ONE.formatted("a-1", "published")
                    + ONE.formatted("b-2", "Published")
                    + ONE.formatted("b-2", "published")
                    + ONE.formatted("c-3", "unpublished")));
    assertThat(page).isEqualTo(new Page(4, 2, "a-1", Map.of("presentation", 2, "video", 2)));
  }

  @Example
  void noRecordingsIsAnAnswer() {
    assertThat(
            parse(
                "<response><returncode>SUCCESS</returncode><recordings/>"
                    + "<messageKey>noRecordings</messageKey></response>"))
        .isEqualTo(new Page(0, 0, "", Map.of()));
    assertThat(parse("<response><returncode>SUCCESS</returncode></response>").listed()).isZero();
  }

  @Example
  void failuresHaveTheirReasons() {
    fails(Reason.CHECKSUM, failed("<messageKey>checksumError</messageKey>"));
    fails(Reason.CHECKSUM, failed("<errors><error><key>checksumError</key></error></errors>"));
    fails(Reason.CHECKSUM, failed("<errors><error key=\"checksumError\"/></errors>"));
    fails(Reason.API, failed("<messageKey>internalError</messageKey>"));
    fails(Reason.MALFORMED, "<html><body>502</body></html>");
    fails(Reason.MALFORMED, "<response></response>");
    fails(Reason.MALFORMED, "<!DOCTYPE r [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>" + WHOLE);
    fails(Reason.MALFORMED, "");
    fails(Reason.MALFORMED, "<a>".repeat(40));
    fails(Reason.MALFORMED, "<response>" + "<a>".repeat(40));
  }

  @Example
  void moreRecordingsThanAllowedAreRefused() {
    assertThatThrownBy(() -> RecordingsParser.parse(stream(WHOLE), State.PUBLISHED, ids(), 1))
        .isInstanceOfSatisfying(
            FetchFailure.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
  }

  @Property(tries = 300)
  void anyBytesEndWellOrWithAReason(@ForAll byte[] bytes) {
    attempt(bytes);
  }

  @Property(tries = 500)
  void mutatedAnswersEndWellOrWithAReason(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int changes) {
    byte[] bytes = WHOLE.getBytes(StandardCharsets.UTF_8);
    RandomGenerator random = new java.util.Random(seed);
    for (int i = 0; i < changes; i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    attempt(bytes);
  }

  @Property(tries = 100)
  void halfAnAnswerIsNoAnswer(@ForAll @IntRange(min = 0, max = 99) int percent) {
    byte[] bytes = WHOLE.strip().getBytes(StandardCharsets.UTF_8);
    int length = (bytes.length - 1) * percent / 100;
    assertThatThrownBy(
            () ->
                RecordingsParser.parse(
                    new ByteArrayInputStream(bytes, 0, length), State.PUBLISHED, ids(), 100))
        .isInstanceOf(FetchFailure.class);
  }

  private static void attempt(byte[] bytes) {
    try {
      Page page =
          RecordingsParser.parse(new ByteArrayInputStream(bytes), State.PUBLISHED, ids(), 100);
      assertThat(page.counted()).isLessThanOrEqualTo(page.listed());
    } catch (FetchFailure e) {
      assertThat(e.reason()).isIn(Reason.MALFORMED, Reason.API, Reason.CHECKSUM);
    }
  }

  private static void fails(Reason reason, String answer) {
    assertThatThrownBy(() -> parse(answer))
        .as(answer)
        .isInstanceOfSatisfying(FetchFailure.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static Page parse(String answer) {
    return RecordingsParser.parse(stream(answer), State.PUBLISHED, ids(), 100);
  }

  private static Set<Long> ids() {
    return new HashSet<>();
  }

  private static ByteArrayInputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String answer(String recordings) {
    return "<response><returncode>SUCCESS</returncode><recordings>"
        + recordings
        + "</recordings></response>";
  }

  private static String failed(String what) {
    return "<response><returncode>FAILED</returncode>" + what + "</response>";
  }
}
