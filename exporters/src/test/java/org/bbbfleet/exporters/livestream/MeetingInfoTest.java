package org.bbbfleet.exporters.livestream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.bbbfleet.core.error.FleetException;

class MeetingInfoTest {
  private static MeetingState parse(String xml) {
    return MeetingInfo.parse(xml.getBytes(StandardCharsets.UTF_8), Set.of("Live", "Hall <1>"));
  }

  private static String running(String attendees) {
    return "<response><returncode>SUCCESS</returncode><attendeePW>hush</attendeePW>"
        + "<running>true</running><hasBeenForciblyEnded>false</hasBeenForciblyEnded><attendees>"
        + attendees
        + "</attendees><messageKey/><message/></response>";
  }

  private static String attendee(String name) {
    return "<attendee><userID>w_1</userID><fullName>" + name + "</fullName></attendee>";
  }

  @Example
  void countsTheWantedNames() {
    assertThat(
            parse(
                running(
                    attendee("Live")
                        + attendee("<![CDATA[Hall <1>]]>")
                        + attendee("<![CDATA[Live]]>")
                        + attendee("Lives"))))
        .isEqualTo(new MeetingState(true, Map.of("Live", 2, "Hall <1>", 1)));
    assertThat(parse(running("")).with("Live")).isZero();
  }

  @Example
  void aMeetingThatEndedOrIsUnknownIsOver() {
    assertThat(parse(running(attendee("Live")).replace("<running>true", "<running>false")))
        .isEqualTo(MeetingState.OVER);
    assertThat(parse(running("").replace("Ended>false", "Ended>true")).running()).isFalse();
    assertThat(
            parse(
                "<response><returncode>FAILED</returncode><messageKey>notFound</messageKey>"
                    + "</response>"))
        .isEqualTo(MeetingState.OVER);
    assertThat(
            parse(
                "<response><returncode>FAILED</returncode><errors><error key=\"notFound\""
                    + " message=\"x\"/></errors></response>"))
        .isEqualTo(MeetingState.OVER);
  }

  @Example
  void anythingElseIsNoAnswer() {
    String bomb =
        "<!DOCTYPE r [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><response>&b;</response>";
    String outside =
        "<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><response>&x;</response>";
    for (String xml :
        new String[] {
          "",
          "<html><body>502 Bad Gateway</body></html>",
          "<response/>",
          "<response><returncode>SUCCESS</returncode></response>",
          "<response><returncode>SUCCESS</returncode><running>true",
          bomb,
          outside,
          "<response>".repeat(5000),
          "<response><returncode>FAILED</returncode><messageKey>checksumError</messageKey>"
              + "<message>hush</message></response>"
        }) {
      assertThatThrownBy(() -> parse(xml))
          .as(xml.length() > 200 ? "deep" : xml)
          .isInstanceOf(FleetException.class)
          .hasMessageNotContaining("hush");
    }
  }

  @Property(tries = 300)
  void noNameDoesHarm(@ForAll @StringLength(max = 700) String name) {
    String escaped =
        name.replaceAll("[^\\x20-\\ud7ff]", "?").replace("&", "&amp;").replace("<", "&lt;");
    MeetingState state = parse(running(attendee(escaped) + attendee("Live")));
    assertThat(state.running()).isTrue();
    assertThat(state.names().keySet()).isSubsetOf("Live", "Hall <1>");
    assertThat(state.with("Live")).isPositive();
  }
}
