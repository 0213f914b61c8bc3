package org.bbbfleet.core.inventory;

import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How an inventory file names hosts: a name or range, perhaps with a port; IPv6 addresses in
 * brackets when a port follows.
 */
record HostPattern(List<String> names, OptionalInt port) {
  private static final Pattern BRACKETED = Pattern.compile("\\[([0-9A-Fa-f:.]+)](?::(\\d{1,5}))?");
  private static final Pattern WITH_PORT = Pattern.compile("(.+):(\\d{1,5})");

  /**
   * Parses it.
   *
   * @throws IllegalArgumentException when it is wrong, saying why
   */
  static HostPattern parse(String text) {
    Matcher bracketed = BRACKETED.matcher(text);
    if (bracketed.matches() && ipv6(bracketed.group(1))) {
      return new HostPattern(List.of(bracketed.group(1)), port(bracketed.group(2)));
    }
    if (ipv6(text)) {
      return new HostPattern(List.of(text), OptionalInt.empty());
    }
    Matcher withPort = WITH_PORT.matcher(text);
    if (withPort.matches() && text.lastIndexOf(']') < text.lastIndexOf(':')) {
      return new HostPattern(HostRange.expand(withPort.group(1)), port(withPort.group(2)));
    }
    return new HostPattern(HostRange.expand(text), OptionalInt.empty());
  }

  private static boolean ipv6(String text) {
    return text.matches("[0-9A-Fa-f:.]+")
        && (text.contains("::") || text.chars().filter(c -> c == ':').count() == 7);
  }

  private static OptionalInt port(String digits) {
    if (digits == null) {
      return OptionalInt.empty();
    }
    int port = Integer.parseInt(digits);
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("there is no port " + port);
    }
    return OptionalInt.of(port);
  }
}
