package org.bbbfleet.exporters.coturn;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ports of a {@code turnserver.conf}, with coturn's own defaults. Its secrets are passed over.
 *
 * @param listening where clients come in plain
 * @param tls where they come in by TLS and DTLS
 * @param min the first relay port
 * @param max the last relay port
 */
record TurnConfig(int listening, int tls, int min, int max) {
  static final TurnConfig DEFAULT = new TurnConfig(3478, 5349, 49152, 65535);

  /** Reads the file's text; what is no port there is the default. */
  static TurnConfig parse(String text) {
    int min = port(text, "min-port", DEFAULT.min);
    int max = port(text, "max-port", DEFAULT.max);
    return new TurnConfig(
        port(text, "listening-port", DEFAULT.listening),
        port(text, "tls-listening-port", DEFAULT.tls),
        Math.min(min, max),
        Math.max(min, max));
  }

  private static int port(String text, String name, int usual) {
    Matcher line =
        Pattern.compile("(?m)^[ \\t]*" + name + "[ \\t]*=?[ \\t]*(\\d{1,5})\\b").matcher(text);
    int found = usual;
    while (line.find()) {
      int port = Integer.parseInt(line.group(1));
      found = port >= 1 && port <= 65535 ? port : found;
    }
    return found;
  }

  boolean relays(int port) {
    return port >= min && port <= max && port != listening && port != tls;
  }

  int relayPorts() {
    return max - min + 1;
  }
}
