package org.bbbfleet.exporters.fail2ban;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what {@code fail2ban-client status} prints (0.9 to 1.1): a tree for people, tab-separated.
 */
final class Fail2banStatus {
  private static final Pattern JAILS = Pattern.compile("(?m)^[|`\\s-]*Jail list:[ \\t]*(.*)$");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.@:+-]{1,64}");
  private static final int MAX_JAILS = 200;

  private Fail2banStatus() {}

  /** The jails' names; empty when this is no status. */
  static Optional<List<String>> jails(String status) {
    Matcher line = JAILS.matcher(status);
    if (!line.find()) {
      return Optional.empty();
    }
    return Optional.of(
        Arrays.stream(line.group(1).split(","))
            .map(String::strip)
            .filter(jail -> NAME.matcher(jail).matches() && !jail.startsWith("-"))
            .distinct()
            .limit(MAX_JAILS)
            .toList());
  }

  /**
   * A number of a jail's status.
   *
   * @param what {@code Currently failed}, {@code Total banned} and so on
   */
  static OptionalDouble number(String status, String what) {
    Matcher line =
        Pattern.compile("(?m)^[|`\\s-]*" + Pattern.quote(what) + ":[ \\t]*(\\d{1,15})[ \\t\\r]*$")
            .matcher(status);
    return line.find()
        ? OptionalDouble.of(Double.parseDouble(line.group(1)))
        : OptionalDouble.empty();
  }
}
