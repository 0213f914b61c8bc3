package org.bbbfleet.exporters.freeswitch;

import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code api status} says, as text: the JSON form needs a right that a restricted user hardly
 * gets. Every line but the one about readiness may be missing.
 */
final class StatusText {
  private static final Pattern READY =
      pattern("FreeSWITCH \\(Version ([^\\n]{0,200})\\) is (not )?ready");
  private static final Pattern TOTAL = pattern("(\\d{1,15}) session\\(s\\) since startup");
  private static final Pattern NOW =
      pattern("(\\d{1,15}) session\\(s\\) - peak (\\d{1,15}), last 5min (\\d{1,15})");
  private static final Pattern RATE =
      pattern(
          "(\\d{1,15}) session\\(s\\) per Sec out of max (\\d{1,15}), peak (\\d{1,15}),"
              + " last 5min (\\d{1,15})");
  private static final Pattern LIMIT = pattern("(\\d{1,15}) session\\(s\\) max");
  private static final Pattern IDLE =
      pattern("min idle cpu (\\d{1,9}\\.\\d{1,9})/(\\d{1,9}\\.\\d{1,9})");
  private static final Pattern STACK = pattern("Current Stack Size/Max (\\d{1,12})K/\\d{1,12}K");

  private final String version;
  private final Matcher total;
  private final Matcher now;
  private final Matcher rate;
  private final Matcher limit;
  private final Matcher idle;
  private final Matcher stack;
  private final boolean ready;

  private StatusText(String text) {
    Matcher readiness = READY.matcher(text);
    if (!readiness.find()) {
      throw EslException.protocol("not a status: " + EslException.excerpt(text));
    }
    version = readiness.group(1);
    ready = readiness.group(2) == null;
    total = TOTAL.matcher(text);
    now = NOW.matcher(text);
    rate = RATE.matcher(text);
    limit = LIMIT.matcher(text);
    idle = IDLE.matcher(text);
    stack = STACK.matcher(text);
  }

  /**
   * Reads the text.
   *
   * @throws EslException with {@link EslReason#PROTOCOL} when it says nothing about readiness
   */
  static StatusText parse(String text) {
    return new StatusText(text);
  }

  /** Whether FreeSWITCH calls itself ready; it does not while it is paused. */
  boolean ready() {
    return ready;
  }

  /** The version with its build, as printed. */
  String version() {
    return version;
  }

  OptionalDouble sessionsSinceStartup() {
    return number(total, 1);
  }

  OptionalDouble sessions() {
    return number(now, 1);
  }

  OptionalDouble sessionsPeak() {
    return number(now, 2);
  }

  OptionalDouble sessionsPeakLast5Min() {
    return number(now, 3);
  }

  /** Attempts in the last second, refused ones included: may exceed the limit. */
  OptionalDouble perSecond() {
    return number(rate, 1);
  }

  OptionalDouble perSecondLimit() {
    return number(rate, 2);
  }

  OptionalDouble perSecondPeak() {
    return number(rate, 3);
  }

  OptionalDouble perSecondPeakLast5Min() {
    return number(rate, 4);
  }

  OptionalDouble sessionLimit() {
    return number(limit, 1);
  }

  /** The configured floor, percent; 0 is off. */
  OptionalDouble idleCpuFloor() {
    return number(idle, 1);
  }

  /** The host's idle CPU now, percent. */
  OptionalDouble idleCpu() {
    return number(idle, 2);
  }

  /** A thread's stack limit, in bytes; not memory in use. */
  OptionalDouble stackBytes() {
    OptionalDouble kib = number(stack, 1);
    return kib.isPresent() ? OptionalDouble.of(kib.getAsDouble() * 1024) : kib;
  }

  private static Pattern pattern(String line) {
    return Pattern.compile("^" + line + "\\s*$", Pattern.MULTILINE);
  }

  private static OptionalDouble number(Matcher matcher, int group) {
    return matcher.reset().find()
        ? OptionalDouble.of(Double.parseDouble(matcher.group(group)))
        : OptionalDouble.empty();
  }
}
