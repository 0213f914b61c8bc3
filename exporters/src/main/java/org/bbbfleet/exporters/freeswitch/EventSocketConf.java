package org.bbbfleet.exporters.freeswitch;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.bbbfleet.core.config.Secret;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What {@code event_socket.conf.xml} says: where the event socket listens, and its password. */
final class EventSocketConf {
  private static final Logger log = LoggerFactory.getLogger(EventSocketConf.class);
  private static final int MAX_BYTES = 256 * 1024;
  private static final String NAME = "autoload_configs/event_socket.conf.xml";

  private final Map<String, String> params;

  private EventSocketConf(Map<String, String> params) {
    this.params = params;
  }

  /** Where BigBlueButton's packages and FreeSWITCH's own keep the file. */
  static List<Path> places(Path root) {
    return List.of(
        root.resolve("opt/freeswitch/etc/freeswitch").resolve(NAME),
        root.resolve("etc/freeswitch").resolve(NAME));
  }

  /** The first file that can be read and understood. */
  static Optional<EventSocketConf> find(List<Path> files) {
    return files.stream().filter(Files::isRegularFile).flatMap(f -> read(f).stream()).findFirst();
  }

  private static Optional<EventSocketConf> read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      String text = new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
      return Optional.of(new EventSocketConf(params(new StringReader(text))));
    } catch (IOException | XMLStreamException e) {
      // The class only: an XML error may quote the line with the password.
      log.debug("{} can't be read: {}", file, e.getClass().getSimpleName());
      return Optional.empty();
    }
  }

  private static Map<String, String> params(Reader text) throws XMLStreamException {
    Map<String, String> params = new HashMap<>();
    XMLStreamReader xml = Xml.reader(text);
    while (xml.hasNext()) {
      if (xml.next() == XMLStreamConstants.START_ELEMENT && xml.getLocalName().equals("param")) {
        String name = xml.getAttributeValue(null, "name");
        String value = xml.getAttributeValue(null, "value");
        if (name != null && value != null) {
          params.put(name, value);
        }
      }
    }
    return params;
  }

  /** The password, unless it is a variable of FreeSWITCH's preprocessor or absent. */
  Optional<Secret> password() {
    return value("password").map(Secret::new);
  }

  /** The address to connect to: a wildcard is reached through the loopback. */
  Optional<String> host() {
    return value("listen-ip").map(ip -> ip.equals("::") || ip.equals("0.0.0.0") ? "127.0.0.1" : ip);
  }

  /** The port that it listens on. */
  Optional<Integer> port() {
    return value("listen-port").filter(p -> p.matches("[1-9][0-9]{0,4}")).map(Integer::valueOf);
  }

  private Optional<String> value(String name) {
    return Optional.ofNullable(params.get(name)).filter(v -> !v.isBlank() && !v.contains("$"));
  }
}
