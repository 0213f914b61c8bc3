package org.bbbfleet.exporters.bbb;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.bbbfleet.exporters.bbb.ApiFailure.Reason;

/**
 * Reads getMeetings as it arrives: by element names, in any order, keeping numbers only. Attendees'
 * names and the meetings' passwords, which the answer also holds, are passed over.
 */
final class MeetingsParser {
  private static final int DEEPEST = 32;
  private static final int LONGEST_VALUE = 512;
  private static final int LONGEST_LABEL = 128;
  private static final String MEETING = "response/meetings/meeting";
  private static final Set<String> WANTED =
      Set.of(
          "response/returncode",
          "response/messageKey",
          "response/errors/error/key",
          MEETING + "/internalMeetingID",
          MEETING + "/isBreakout",
          MEETING + "/participantCount",
          MEETING + "/listenerCount",
          MEETING + "/voiceParticipantCount",
          MEETING + "/videoCount",
          MEETING + "/attendees/attendee/clientType",
          MEETING + "/metadata/bbb-origin",
          MEETING + "/metadata/bbb-origin-server-name");

  private final Meetings meetings = new Meetings();
  private final List<String> path = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private boolean wanted;
  private Meetings.Meeting meeting = new Meetings.Meeting();
  private String returnCode = "";
  private String messageKey = "";

  private MeetingsParser() {}

  /**
   * Reads a whole answer; blocks while it waits for more.
   *
   * @throws ApiFailure when the server answered FAILED, or what it answered is not getMeetings
   */
  static Meetings parse(InputStream answer) {
    MeetingsParser parser = new MeetingsParser();
    try {
      // The encoding is the API's, not the document's say: the guard counts bytes of UTF-8.
      XMLStreamReader reader = factory().createXMLStreamReader(new TokenGuard(answer), "UTF-8");
      while (reader.hasNext()) {
        parser.take(reader, reader.next());
      }
    } catch (XMLStreamException e) {
      if (e.getNestedException() != null
          && !(e.getNestedException() instanceof XMLStreamException)) {
        throw ApiFailure.of(e.getNestedException());
      }
      throw new ApiFailure(
          Reason.MALFORMED,
          "not well-formed XML near line "
              + (e.getLocation() == null ? "?" : e.getLocation().getLineNumber()));
    }
    return parser.result();
  }

  /** The JDK's own parser, whatever else the class path has, with all that reaches outside off. */
  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, false);
    factory.setXMLResolver(
        (publicId, systemId, base, namespace) -> {
          throw new XMLStreamException("external entities are not read");
        });
    return factory;
  }

  private void take(XMLStreamReader reader, int event) {
    switch (event) {
      case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
          throw new ApiFailure(Reason.MALFORMED, "the answer has a DTD or entities of its own");
      case XMLStreamConstants.START_ELEMENT -> begin(reader);
      case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
        if (wanted) {
          append(reader);
        }
      }
      case XMLStreamConstants.END_ELEMENT -> end();
      default -> {
        // Comments and the like say nothing.
      }
    }
  }

  private void begin(XMLStreamReader reader) {
    String name = reader.getLocalName();
    if (path.isEmpty() && !name.equals("response")) {
      throw new ApiFailure(Reason.MALFORMED, "not an answer of the API");
    }
    path.add(name);
    if (path.size() > DEEPEST) {
      throw new ApiFailure(Reason.MALFORMED, "nested deeper than " + DEEPEST);
    }
    String at = String.join("/", path);
    wanted = WANTED.contains(at);
    text.setLength(0);
    if (at.equals(MEETING)) {
      meeting = new Meetings.Meeting();
    } else if (at.equals("response/errors/error") && messageKey.isEmpty()) {
      String key = reader.getAttributeValue(null, "key");
      messageKey = key == null ? "" : key;
    }
  }

  private void append(XMLStreamReader reader) {
    int room = LONGEST_VALUE - text.length();
    int length = Math.min(room, reader.getTextLength());
    if (length > 0) {
      text.append(reader.getTextCharacters(), reader.getTextStart(), length);
    }
  }

  private void end() {
    String at = String.join("/", path);
    if (at.equals(MEETING)) {
      meetings.add(meeting);
    } else if (wanted) {
      value(at, text.toString().strip());
    }
    wanted = false;
    path.remove(path.size() - 1);
  }

  private void value(String at, String value) {
    switch (at.startsWith(MEETING) ? at.substring(MEETING.length() + 1) : at) {
      case "response/returncode" -> returnCode = value;
      case "response/messageKey" -> messageKey = value;
      case "response/errors/error/key" -> messageKey = messageKey.isEmpty() ? value : messageKey;
      case "internalMeetingID" -> meeting.internalId = value;
      case "isBreakout" -> meeting.breakout = value.equalsIgnoreCase("true");
      case "participantCount" -> meeting.participants = TolerantInteger.parse(value);
      case "listenerCount" -> meeting.listeners = TolerantInteger.parse(value);
      case "voiceParticipantCount" -> meeting.voices = TolerantInteger.parse(value);
      case "videoCount" -> meeting.videos = TolerantInteger.parse(value);
      case "attendees/attendee/clientType" -> meeting.clients.merge(label(value), 1, Integer::sum);
      case "metadata/bbb-origin" -> meeting.originName = label(value);
      case "metadata/bbb-origin-server-name" -> meeting.originServer = label(value);
      default -> throw new IllegalStateException("wanted but not read: " + at);
    }
  }

  private Meetings result() {
    switch (returnCode) {
      case "SUCCESS" -> {
        return meetings;
      }
      case "FAILED" -> {
        Reason reason = messageKey.equals("checksumError") ? Reason.CHECKSUM : Reason.API;
        throw new ApiFailure(reason, "FAILED: " + messageKey.replaceAll("[^A-Za-z0-9_.-]", ""));
      }
      default -> throw new ApiFailure(Reason.MALFORMED, "the answer has no returncode");
    }
  }

  private static String label(String value) {
    String plain = value.toLowerCase(Locale.ROOT).replaceAll("\\p{Cntrl}", "");
    if (plain.length() <= LONGEST_LABEL) {
      return plain;
    }
    int end = Character.isHighSurrogate(plain.charAt(LONGEST_LABEL - 1)) ? 1 : 0;
    return plain.substring(0, LONGEST_LABEL - end);
  }
}
