package org.bbbfleet.lab.freeswitch;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The events that one client asked for, and in which format. */
final class Subscription {
  private static final List<String> LEVELS =
      List.of("console", "alert", "crit", "err", "warning", "notice", "info", "debug");
  private static final List<String> FORMATS = List.of("plain", "json", "xml");
  private static final Set<String> KNOWN =
      Set.of(
          "ALL",
          "API",
          "BACKGROUND_JOB",
          "CHANNEL_ANSWER",
          "CHANNEL_BRIDGE",
          "CHANNEL_CALLSTATE",
          "CHANNEL_CREATE",
          "CHANNEL_DESTROY",
          "CHANNEL_EXECUTE",
          "CHANNEL_EXECUTE_COMPLETE",
          "CHANNEL_HANGUP",
          "CHANNEL_HANGUP_COMPLETE",
          "CHANNEL_STATE",
          "CHANNEL_UNBRIDGE",
          "CUSTOM",
          "DTMF",
          "HEARTBEAT",
          "LOG",
          "MODULE_LOAD",
          "MODULE_UNLOAD",
          "RE_SCHEDULE",
          "SHUTDOWN");

  private final Set<String> names = new LinkedHashSet<>();
  private String format = "plain";
  private int logLevel = -1;

  /** The format of the last event command. */
  String format() {
    return format;
  }

  /** Whether an event is wanted; a custom one by its subclass. */
  boolean wants(String name) {
    return names.contains("ALL") || names.contains(name);
  }

  /** Whether lines of this level of the log are wanted; 0 is the most severe. */
  boolean wantsLog(int level) {
    return level <= logLevel;
  }

  /** Takes {@code log LEVEL}, by word or number; the reply's text. */
  String log(String level) {
    int number = LEVELS.indexOf(level.toLowerCase(Locale.ROOT));
    logLevel = number >= 0 ? number : level.matches("[0-7]") ? Integer.parseInt(level) : 7;
    return "+OK log level " + level + " [" + logLevel + "]";
  }

  /** Takes {@code nolog}. */
  String noLog() {
    boolean had = logLevel >= 0;
    logLevel = -1;
    return had ? "+OK no longer logging" : "-ERR not loging";
  }

  /** Takes {@code event FORMAT NAME…}; the reply's text. Unknown names are skipped silently. */
  String add(String command) {
    String[] words = command.trim().split("\\s+");
    if (words.length < 2 || !FORMATS.contains(words[1])) {
      return "-ERR no keywords supplied";
    }
    List<String> valid =
        Arrays.stream(words, 2, words.length)
            .filter(word -> KNOWN.contains(word) || Arrays.asList(words).contains("CUSTOM"))
            .toList();
    if (valid.isEmpty()) {
      return "-ERR no keywords supplied";
    }
    format = words[1];
    names.addAll(valid);
    return "+OK event listener enabled " + format;
  }

  /** Takes {@code nixevent NAME…}. */
  String remove(String command) {
    Arrays.stream(command.split("\\s+")).skip(1).forEach(names::remove);
    return "+OK events nixed";
  }

  /** Takes {@code noevents}. */
  String clear() {
    names.clear();
    return "+OK no longer listening for events";
  }
}
