package org.bbbfleet.exporters.freeswitch;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.exporters.bbb.ApiAddress;
import org.bbbfleet.exporters.http.FetchFailure;
import org.bbbfleet.exporters.http.FetchFailure.Reason;
import org.bbbfleet.exporters.http.StreamGet;

/**
 * Asks getMeetings for each meeting's {@code voiceBridge}, which is the name of its conference, and
 * {@code voiceParticipantCount}. Nothing else of the answer is kept.
 */
final class ApiVoices implements VoiceCounts {
  private static final Duration TIMEOUT = Duration.ofSeconds(4);
  private static final int MOST_BYTES = 64 * 1024 * 1024;
  private static final int MOST_MEETINGS = 20_000;
  private static final int DEEPEST = 32;
  private static final String BRIDGE = "voiceBridge";
  private static final String VOICES = "voiceParticipantCount";

  /** All that is kept of a meeting while it is read. */
  private static final Set<String> PARTS = Set.of(BRIDGE, VOICES);

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,7}");

  private final Vertx vertx;
  private final ApiAddress address;
  private final AudioBridge bridge;
  private final StreamGet http;

  private ApiVoices(Vertx vertx, ApiAddress address, AudioBridge bridge, Optional<String> caFile) {
    this.vertx = vertx;
    this.address = address;
    this.bridge = bridge;
    this.http = new StreamGet(vertx, TIMEOUT, MOST_BYTES, caFile);
  }

  /**
   * Reads {@code url}, {@code secret} or {@code secret_file}, {@code checksum} and {@code ca_file};
   * what is not given is found in the files of a host with BigBlueButton.
   *
   * @return empty when there is no API to ask
   */
  static Optional<VoiceCounts> read(Section options, Vertx vertx, Path root) {
    ApiAddress address = ApiAddress.read(options, root);
    Optional<String> caFile = options.string("ca_file");
    return address.known()
        ? Optional.of(new ApiVoices(vertx, address, AudioBridge.below(root), caFile))
        : Optional.empty();
  }

  @Override
  public AudioBridge bridge() {
    return bridge;
  }

  @Override
  public Future<Map<String, Integer>> ask() {
    return vertx
        .executeBlocking(() -> address.signed("getMeetings", ""), false)
        .compose(url -> http.get(url, ApiVoices::parse));
  }

  /**
   * Reads the answer; a meeting that does not tell both is left out.
   *
   * @throws FetchFailure when it is no list of meetings
   */
  static Map<String, Integer> parse(InputStream answer) {
    Map<String, Integer> voices = new HashMap<>();
    try {
      XMLStreamReader xml = Xml.reader(new InputStreamReader(answer, StandardCharsets.UTF_8));
      int depth = 0;
      boolean success = false;
      Map<String, String> meeting = new HashMap<>();
      StringBuilder text = new StringBuilder();
      while (xml.hasNext()) {
        switch (xml.next()) {
          case XMLStreamConstants.START_ELEMENT -> {
            if (++depth > DEEPEST) {
              throw new FetchFailure(Reason.MALFORMED, "nested deeper than " + DEEPEST);
            }
            text.setLength(0);
          }
          case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
            if (text.length() + xml.getTextLength() <= 200) {
              text.append(xml.getText());
            }
          }
          case XMLStreamConstants.END_ELEMENT -> {
            String name = xml.getLocalName();
            if (depth == 2 && name.equals("returncode")) {
              success = text.toString().strip().equals("SUCCESS");
            } else if (depth == 4
                && PARTS.contains(name)) { // response, meetings, meeting, its part
              meeting.put(name, text.toString().strip());
            } else if (depth == 3 && name.equals("meeting")) {
              add(meeting, voices);
              meeting.clear();
            }
            depth--;
            text.setLength(0);
          }
          default -> {}
        }
      }
      if (!success) {
        throw new FetchFailure(Reason.API, "getMeetings did not succeed");
      }
      return voices;
    } catch (XMLStreamException e) {
      // Its message may quote names.
      throw new FetchFailure(Reason.MALFORMED, "getMeetings is broken XML");
    }
  }

  private static void add(Map<String, String> meeting, Map<String, Integer> voices) {
    String bridge = meeting.getOrDefault(BRIDGE, "");
    String count = meeting.getOrDefault(VOICES, "");
    if (!bridge.isEmpty() && NUMBER.matcher(count).matches() && voices.size() < MOST_MEETINGS) {
      voices.merge(bridge, Integer.parseInt(count), Integer::sum);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
