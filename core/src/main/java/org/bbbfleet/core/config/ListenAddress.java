package org.bbbfleet.core.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a server listens.
 *
 * @param host a name or address; {@code 0.0.0.0} for all
 * @param port from 0 (any free one) to 65535
 */
public record ListenAddress(String host, int port) {
  private static final Pattern FORM =
      Pattern.compile("(?:([^:\\[\\]]*)|\\[([0-9a-fA-F:]+)\\]):(\\d{1,5})");

  /**
   * Parses {@code HOST:PORT}, {@code :PORT} or {@code [ADDRESS]:PORT}.
   *
   * @throws IllegalArgumentException saying the form
   */
  public static ListenAddress parse(String text) {
    Matcher m = FORM.matcher(text);
    int port = m.matches() ? Integer.parseInt(m.group(3)) : -1;
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("must be HOST:PORT, like 0.0.0.0:9780");
    }
    String host = m.group(1) == null ? m.group(2) : m.group(1);
    return new ListenAddress(host.isEmpty() ? "0.0.0.0" : host, port);
  }

  /** Reads an address from a section; what is wrong becomes one of its problems. */
  public static ListenAddress read(Section section, String key, String fallback) {
    try {
      return parse(section.string(key, fallback));
    } catch (IllegalArgumentException e) {
      section.problem(key, e.getMessage());
      return parse(fallback);
    }
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
