package org.bbbfleet.exporters.recordings;

import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.bbbfleet.exporters.http.FetchFailure;
import org.bbbfleet.exporters.http.FetchFailure.Reason;

/**
 * Reads getRecordings as it arrives, keeping states and formats only: names of meetings and people
 * are passed over.
 */
final class RecordingsParser {
  private static final int DEEPEST = 32;
  private static final int LONGEST_VALUE = 256;
  private static final int MOST_FORMATS = 20;
  private static final String RECORDING = "response/recordings/recording";
  private static final Set<String> WANTED =
      Set.of(
          "response/returncode",
          "response/messageKey",
          "response/errors/error/key",
          RECORDING + "/recordID",
          RECORDING + "/state",
          RECORDING + "/playback/format/type");

  private final String asked;
  private final Set<Long> known;
  private final int most;
  private final List<String> path = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private final Map<String, Integer> formats = new HashMap<>();
  private final Set<String> own = new HashSet<>();
  private boolean wanted;
  private String returnCode = "";
  private String messageKey = "";
  private String id = "";
  private String state = "";
  private String first = "";
  private int listed;
  private int counted;

  /**
   * @param listed how many recordings the page lists, whatever their state
   * @param counted those of the state that was asked for, and not seen before
   * @param first the first one's id; empty when there is none
   * @param formats how many of the counted have a format
   */
  record Page(int listed, int counted, String first, Map<String, Integer> formats) {}

  private RecordingsParser(State asked, Set<Long> known, int most) {
    this.asked = asked.label();
    this.known = known;
    this.most = most;
  }

  /**
   * Reads a whole page; blocks while it waits for more.
   *
   * @param asked the state that the call asked for
   * @param known hashes of the ids seen so far; the page's are added
   * @param most the largest number of recordings
   * @throws FetchFailure when the server answered FAILED, or what it answered is not getRecordings
   */
  static Page parse(InputStream answer, State asked, Set<Long> known, int most) {
    RecordingsParser parser = new RecordingsParser(asked, known, most);
    try {
      // Decoded here, because the JDK's parser writes to the standard error what is not UTF-8.
      XMLStreamReader reader =
          factory().createXMLStreamReader(new InputStreamReader(answer, StandardCharsets.UTF_8));
      while (reader.hasNext()) {
        parser.take(reader, reader.next());
      }
    } catch (XMLStreamException e) {
      if (e.getNestedException() != null
          && !(e.getNestedException() instanceof XMLStreamException)) {
        throw FetchFailure.of(e.getNestedException());
      }
      throw new FetchFailure(Reason.MALFORMED, "not well-formed XML");
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
          throw new FetchFailure(Reason.MALFORMED, "the answer has a DTD or entities of its own");
      case XMLStreamConstants.START_ELEMENT -> begin(reader);
      case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
        int length = Math.min(LONGEST_VALUE - text.length(), reader.getTextLength());
        if (wanted && length > 0) {
          text.append(reader.getTextCharacters(), reader.getTextStart(), length);
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
      throw new FetchFailure(Reason.MALFORMED, "not an answer of the API");
    }
    path.add(name);
    if (path.size() > DEEPEST) {
      throw new FetchFailure(Reason.MALFORMED, "nested deeper than " + DEEPEST);
    }
    String at = String.join("/", path);
    wanted = WANTED.contains(at);
    text.setLength(0);
    if (at.equals(RECORDING)) {
      id = "";
      state = "";
      own.clear();
    } else if (at.equals("response/errors/error") && messageKey.isEmpty()) {
      String key = reader.getAttributeValue(null, "key");
      messageKey = key == null ? "" : key;
    }
  }

  private void end() {
    String at = String.join("/", path);
    if (at.equals(RECORDING)) {
      recording();
    } else if (wanted) {
      value(at, text.toString().strip());
    }
    wanted = false;
    path.remove(path.size() - 1);
  }

  private void value(String at, String value) {
    switch (at.startsWith(RECORDING) ? at.substring(RECORDING.length() + 1) : at) {
      case "response/returncode" -> returnCode = value;
      case "response/messageKey" -> messageKey = value;
      case "response/errors/error/key" -> messageKey = messageKey.isEmpty() ? value : messageKey;
      case "recordID" -> id = value;
      case "state" -> state = value.toLowerCase(Locale.ROOT);
      default -> {
        if (own.size() < MOST_FORMATS) {
          own.add(value);
        }
      }
    }
  }

  private void recording() {
    if (++listed > most) {
      throw new FetchFailure(Reason.TOO_LARGE, "more than " + most + " recordings");
    }
    if (listed == 1) {
      first = id;
    }
    // A server that does not know a state lists what it has; a page may repeat one of the last.
    boolean counts =
        (state.isEmpty() || state.equals(asked)) && (id.isEmpty() || known.add(hash()));
    if (counts) {
      counted++;
      own.forEach(format -> formats.merge(format, 1, Integer::sum));
    }
  }

  /** 64 bits of an id: kept instead of it, since there may be hundreds of thousands. */
  private long hash() {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  private Page result() {
    switch (returnCode) {
      case "SUCCESS" -> {
        return new Page(listed, counted, first, Map.copyOf(formats));
      }
      case "FAILED" -> {
        Reason reason = messageKey.equals("checksumError") ? Reason.CHECKSUM : Reason.API;
        throw new FetchFailure(reason, "FAILED: " + messageKey.replaceAll("[^A-Za-z0-9_.-]", ""));
      }
      default -> throw new FetchFailure(Reason.MALFORMED, "the answer has no returncode");
    }
  }
}
