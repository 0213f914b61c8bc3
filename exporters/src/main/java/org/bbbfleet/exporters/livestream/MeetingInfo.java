package org.bbbfleet.exporters.livestream;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/**
 * Reads an answer of getMeetingInfo. Keeps whether the meeting runs and how often the wanted names
 * occur; the passwords and the other attendees, which the answer also holds, are passed over.
 */
final class MeetingInfo {
  private static final int DEEPEST = 32;
  private static final int LONGEST = 512;
  private static final String NAME = "response/attendees/attendee/fullName";
  private static final Set<String> VALUES =
      Set.of(
          "response/returncode",
          "response/messageKey",
          "response/errors/error/key",
          "response/running",
          "response/hasBeenForciblyEnded",
          NAME);

  private final Set<String> wanted;
  private final Map<String, String> values = new HashMap<>();
  private final Map<String, Integer> names = new HashMap<>();

  private MeetingInfo(Set<String> wanted) {
    this.wanted = wanted;
  }

  /**
   * Reads an answer.
   *
   * @param wanted the names to count
   * @throws FleetException when it is not such an answer, or the call failed for another cause than
   *     that the meeting is not there; its message holds nothing of the answer but the API's key
   */
  static MeetingState parse(byte[] answer, Set<String> wanted) {
    MeetingInfo info = new MeetingInfo(wanted);
    try {
      info.read(factory().createXMLStreamReader(new ByteArrayInputStream(answer), "UTF-8"));
    } catch (XMLStreamException e) {
      // The parser's message may quote the answer, and with it a password.
      throw new FleetException(ErrorCategory.REMOTE, "getMeetingInfo answered no such XML");
    }
    return info.state();
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setXMLResolver(
        (publicId, systemId, base, namespace) -> {
          throw new XMLStreamException("external entities are not read");
        });
    return factory;
  }

  private void read(XMLStreamReader reader) throws XMLStreamException {
    List<String> path = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
            throw new XMLStreamException("a DTD or entities of its own");
        case XMLStreamConstants.START_ELEMENT -> {
          path.add(reader.getLocalName());
          text.setLength(0);
          if (path.size() > DEEPEST) {
            throw new XMLStreamException("too deep");
          }
          String key = reader.getAttributeValue(null, "key");
          if (key != null && String.join("/", path).equals("response/errors/error")) {
            values.putIfAbsent("response/errors/error/key", key);
          }
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
          if (text.length() <= LONGEST) {
            text.append(reader.getText());
          }
        }
        case XMLStreamConstants.END_ELEMENT -> {
          value(String.join("/", path), text.toString().strip());
          path.remove(path.size() - 1);
          text.setLength(0);
        }
        default -> {
          // Comments and the like say nothing.
        }
      }
    }
  }

  private void value(String at, String value) {
    if (!VALUES.contains(at)) {
      return;
    }
    if (at.equals(NAME)) {
      if (wanted.contains(value)) {
        names.merge(value, 1, Integer::sum);
      }
    } else {
      values.putIfAbsent(at, value);
    }
  }

  private MeetingState state() {
    String code = values.getOrDefault("response/returncode", "");
    if (code.equals("SUCCESS") && values.containsKey("response/running")) {
      boolean ended =
          values.getOrDefault("response/hasBeenForciblyEnded", "").equalsIgnoreCase("true");
      boolean running = values.get("response/running").equalsIgnoreCase("true") && !ended;
      return running ? new MeetingState(true, Map.copyOf(names)) : MeetingState.OVER;
    }
    String key =
        values.getOrDefault(
            "response/messageKey", values.getOrDefault("response/errors/error/key", ""));
    if (code.equals("FAILED") && key.equals("notFound")) {
      return MeetingState.OVER;
    }
    throw new FleetException(
        ErrorCategory.REMOTE,
        "getMeetingInfo failed: " + key.replaceAll("[^A-Za-z0-9_.-]", "").concat("."));
  }
}
