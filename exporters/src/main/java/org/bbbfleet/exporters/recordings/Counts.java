package org.bbbfleet.exporters.recordings;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.bbbfleet.core.metrics.Samples;

/** How many recordings there are, by state and format. Filled by one thread, then only read. */
final class Counts {
  private static final int MOST_FORMATS = 20;
  private static final String OTHER = "other";

  private final Map<State, Integer> states = new EnumMap<>(State.class);
  private final Map<State, Duration> oldest = new EnumMap<>(State.class);
  private final Map<String, Map<State, Integer>> formats = new TreeMap<>();

  /** Says how many recordings are in a state. */
  void set(State state, int recordings) {
    states.put(state, recordings);
  }

  /** Says how long the oldest recording in a state has waited; zero when none waits. */
  void oldest(State state, Duration age) {
    oldest.put(state, age);
  }

  /** Adds recordings of a format; formats beyond a bound, or of odd names, are counted as one. */
  void add(String format, State state, int recordings) {
    String name = format.matches("[A-Za-z0-9_-]{1,32}") ? format : OTHER;
    if (!formats.containsKey(name) && formats.size() >= MOST_FORMATS) {
      name = OTHER;
    }
    formats
        .computeIfAbsent(name, f -> new EnumMap<>(State.class))
        .merge(state, recordings, Integer::sum);
  }

  void writeTo(Samples samples) {
    states.forEach((state, n) -> samples.put(state.metric(), n));
    oldest.forEach(
        (state, age) ->
            samples.put(
                RecordingsMetrics.OLDEST_WAIT, Math.max(0, age.toSeconds()), state.label()));
    formats.forEach(
        (format, byState) ->
            byState.forEach(
                (state, n) -> samples.put(RecordingsMetrics.BY_FORMAT, n, format, state.label())));
  }
}
