package org.bbbfleet.exporters.bbb;

/** Answers of getMeetings in the shape of BigBlueButton's own template. */
final class Answers {
  private Answers() {}

  static final String NONE =
      "<response><returncode>SUCCESS</returncode><meetings/>"
          + "<messageKey>noMeetings</messageKey><message>no meetings were found</message></response>";

  static final String CHECKSUM_ERROR =
      failed("checksumError", "You did not pass the checksum security check");

  static final String ROOT_OF_3_0 =
      "<response><returncode>SUCCESS</returncode><version>2.0</version><apiVersion>2.0</apiVersion>"
          + "<bbbVersion></bbbVersion><apiUrl>https://h/bigbluebutton/api</apiUrl></response>";

  static final String ROOT_OF_SCALELITE =
      "<response><returncode>SUCCESS</returncode><version>2.0</version><build>1.5</build></response>";

  static String failed(String key, String message) {
    return "<response><returncode>FAILED</returncode><messageKey>%s</messageKey><message>%s</message></response>"
        .formatted(key, message);
  }

  static String of(String... meetings) {
    return "<response>\n  <returncode>SUCCESS</returncode>\n  <meetings>"
        + String.join("", meetings)
        + "</meetings>\n</response>\n";
  }

  /** A room with two people in browsers, one on the phone, and a name that looks like a tag. */
  static String room(String internalId, String participants) {
    return """
        <meeting>
          <meetingName><![CDATA[Anton's <participantCount>999</participantCount> Room]]></meetingName>
          <meetingID><![CDATA[gbesu6dht08uobpislzqxsizjzihn87cmewqyacs]]></meetingID>
          <internalMeetingID>%s</internalMeetingID>
          <createTime>1715261728123</createTime>
          <attendeePW>nGVNqVfXrrFr</attendeePW>
          <moderatorPW>sGrOEDsPaRwx</moderatorPW>
          <running>true</running>
          <participantCount>%s</participantCount>
          <listenerCount>1</listenerCount>
          <voiceParticipantCount>2</voiceParticipantCount>
          <videoCount>1</videoCount>
          <maxUsers>1,000</maxUsers>
          <attendees>
            <attendee><userID>w_1</userID><fullName><![CDATA[Anton G]]></fullName><clientType>HTML5</clientType></attendee>
            <attendee><userID>w_2</userID><fullName><![CDATA[Béatrice]]></fullName><clientType>HTML5</clientType>
              <customdata><bbb_auto_join_audio>true</bbb_auto_join_audio></customdata></attendee>
            <attendee><userID>v_1</userID><fullName>+33 1 23</fullName><clientType>DIAL-IN</clientType></attendee>
          </attendees>
          <metadata>
            <bbb-origin-version><![CDATA[v3]]></bbb-origin-version>
            <bbb-origin-server-name><![CDATA[Rooms.Example.org]]></bbb-origin-server-name>
            <bbb-origin><![CDATA[Greenlight]]></bbb-origin>
          </metadata>
          <isBreakout>false</isBreakout>
          <breakoutRooms><breakout>9b3f-1715262000000</breakout></breakoutRooms>
        </meeting>
        """
        .formatted(internalId, participants);
  }

  static String breakout(String internalId) {
    return """
        <meeting>
          <isBreakout>true</isBreakout>
          <participantCount>1</participantCount><listenerCount>0</listenerCount>
          <internalMeetingID>%s</internalMeetingID>
          <voiceParticipantCount>1</voiceParticipantCount><videoCount>0</videoCount>
          <attendees/><metadata></metadata>
        </meeting>
        """
        .formatted(internalId);
  }
}
