package org.bbbfleet.exporters.blackbox.net;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host and a port, as a target names them: {@code name:port}, {@code 192.0.2.1:port}, {@code
 * [2001:db8::1]:port}.
 */
public record Target(String host, int port) {
  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9a-fA-F:.%]{2,64})\\]|([^\\s:/\\[\\]]{1,255})):(\\d{1,5})");

  /** Reads a target that must name its port. */
  public static Optional<Target> parse(String text) {
    Matcher m = FORM.matcher(text.trim());
    if (!m.matches() || Integer.parseInt(m.group(3)) > 65_535) {
      return Optional.empty();
    }
    return Optional.of(
        new Target(m.group(1) == null ? m.group(2) : m.group(1), Integer.parseInt(m.group(3))));
  }

  /** Reads a target that may leave its port out. */
  public static Optional<Target> parse(String text, int port) {
    String bare = text.trim().replaceFirst("^\\[([0-9a-fA-F:.%]+)\\]$", "$1");
    boolean literal6 = bare.matches("[0-9a-fA-F]*:[0-9a-fA-F:.%]*:[0-9a-fA-F:.%]*");
    if (literal6 || bare.matches("[^\\s:/\\[\\]]{1,255}")) {
      return Optional.of(new Target(bare, port));
    }
    return parse(text);
  }
}
