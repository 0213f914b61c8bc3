package org.bbbfleet.alerts.rules;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a rule does with series that are broken for a while and then well: what promtool proves of
 * it. Samples come every {@link #STEP}.
 */
final class RuleCase {
  static final Duration STEP = Duration.ofSeconds(15);

  /** The labels of our agent on a host; a rule keeps them. */
  static final Map<String, String> AGENT =
      Map.of("host", "bbb1", "instance", "bbb1:9688", "job", "agent");

  final Rule rule;
  final List<Series> signals = new ArrayList<>();
  final List<Series> others = new ArrayList<>();
  Map<String, String> labels = AGENT;
  String description = "";
  Duration settles = Duration.ZERO;
  Duration recovers = Duration.ZERO;

  private RuleCase(Rule rule) {
    this.rule = rule;
  }

  /**
   * A series: its value, or for a counter its growth per step, while it is broken and afterwards.
   */
  record Series(String name, boolean counter, int broken, int well) {

    /** In promtool's notation: so many steps broken, then so many well. */
    String values(long stepsBroken, long stepsWell) {
      return counter
          ? "0+%dx%d %d+%dx%d"
              .formatted(
                  broken, stepsBroken, broken * (stepsBroken + 1), well, Math.max(0, stepsWell))
          : "%d+0x%d %d+0x%d".formatted(broken, stepsBroken, well, Math.max(0, stepsWell));
    }

    /** So many steps broken, then gone. */
    String vanishing(long stepsBroken) {
      return "%d+%dx%d stale".formatted(counter ? 0 : broken, counter ? broken : 0, stepsBroken);
    }
  }

  static RuleCase when(Rule rule) {
    return new RuleCase(rule);
  }

  /** The series with these labels is broken at one value and well at the other. */
  RuleCase gauge(String name, Map<String, String> labels, int broken, int well) {
    signals.add(new Series(series(name, labels), false, broken, well));
    return this;
  }

  /** The counter with these labels grows so much per step, broken and well. */
  RuleCase counter(String name, Map<String, String> labels, int broken, int well) {
    signals.add(new Series(series(name, labels), true, broken, well));
    return this;
  }

  /** A series that keeps its value all the time. */
  RuleCase beside(String name, Map<String, String> labels, int value) {
    others.add(new Series(series(name, labels), false, value, value));
    return this;
  }

  /** What the alert says. */
  RuleCase says(String text) {
    description = text;
    return this;
  }

  /** The labels that the alert takes from its series. */
  RuleCase keeps(Map<String, String> kept) {
    labels = kept;
    return this;
  }

  /** How long a window needs to see that it is broken, and that it is well again. */
  RuleCase window(Duration toSettle, Duration toRecover) {
    settles = toSettle;
    recovers = toRecover;
    return this;
  }

  /** The agent's labels and more. */
  static Map<String, String> agent(String... more) {
    Map<String, String> all = new LinkedHashMap<>(AGENT);
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return all;
  }

  private static String series(String name, Map<String, String> labels) {
    return labels.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(label -> label.getKey() + "=\"" + label.getValue() + "\"")
        .collect(Collectors.joining(",", name + "{", "}"));
  }
}
