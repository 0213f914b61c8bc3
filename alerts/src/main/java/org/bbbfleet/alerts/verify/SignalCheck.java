package org.bbbfleet.alerts.verify;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bbbfleet.alerts.rules.Evidence;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.verify.Verdict.Health;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.promql.PromQl;
import org.bbbfleet.core.promql.Selector;
import org.bbbfleet.exporters.fleet.FleetMetrics;

/**
 * Asks the signal that raised an alert whether its thing is well: the rule's expression has no
 * sample for it, and the data behind the rule was measured after a given time.
 */
public final class SignalCheck {
  private final SignalSource source;
  private final Clock clock;

  public SignalCheck(SignalSource source, Clock clock) {
    this.source = requireNonNull(source, "source is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  /**
   * The verdict on one alert.
   *
   * @param labels the alert's labels; {@code host} must be among them to be ever well
   * @param since only data measured after this counts as evidence of health
   */
  public Verdict check(Rule rule, Map<String, String> labels, Instant since) {
    String host = labels.getOrDefault("host", "");
    if (host.isEmpty()) {
      return new Verdict(Health.UNKNOWN, "the alert names no host");
    }
    try {
      // Age first: data that comes in between the two questions can then only make it broken.
      Optional<Instant> measured = measured(rule.evidence(), host);
      List<Sample> broken =
          source.query(rule.broken().promql()).stream()
              .filter(sample -> agrees(sample.labels(), labels))
              .toList();
      if (!broken.isEmpty()) {
        return new Verdict(Health.BROKEN, describe(broken));
      }
      if (measured.isEmpty()) {
        return new Verdict(Health.UNKNOWN, "no data of " + name(rule.evidence()) + " on " + host);
      }
      String age = "measured " + measured.get() + ", asked for later than " + since;
      if (rule.well().isPresent()
          && source.query(rule.well().get().promql()).stream()
              .noneMatch(sample -> agrees(sample.labels(), labels))) {
        return new Verdict(Health.UNKNOWN, "no longer broken, but not seen to work either, " + age);
      }
      return measured.get().isAfter(since)
          ? new Verdict(Health.WELL, "no sample of the rule, " + age)
          : new Verdict(Health.UNKNOWN, "old data: " + age);
    } catch (FleetException e) {
      return new Verdict(Health.UNKNOWN, e.category() + ": " + e.getMessage());
    }
  }

  /**
   * Everything that {@link #check} may ask about a rule and a host, for a source that is asked once
   * for all.
   */
  public static List<String> queries(Rule rule, String host) {
    List<String> queries = new ArrayList<>();
    queries.add(measuredAt(rule.evidence(), host));
    queries.add(rule.broken().promql());
    rule.well().ifPresent(well -> queries.add(well.promql()));
    return queries;
  }

  /**
   * When the oldest of the data was measured, by our clock. The source's clock and the hosts' are
   * not trusted: only differences on one clock are used.
   */
  private Optional<Instant> measured(Evidence evidence, String host) {
    Instant asked = clock.instant();
    List<Sample> times = source.query(measuredAt(evidence, host));
    if (times.stream().anyMatch(sample -> !Double.isFinite(sample.value()))) {
      return Optional.empty();
    }
    return times.stream().map(sample -> asked.minus(age(sample))).min(Comparator.naturalOrder());
  }

  private static Duration age(Sample sample) {
    double seconds = sample.at().toEpochMilli() / 1000.0 - sample.value();
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  /** The time of measurement in the source's clock, as an expression. */
  static String measuredAt(Evidence evidence, String host) {
    if (evidence instanceof Evidence.FromCollector collector) {
      Selector age =
          Selector.metric(FleetMetrics.COLLECTOR_AGE)
              .with("host", host)
              .with("collector", collector.collector());
      return age.timestamp().minus(age).promql();
    }
    String up =
        "up{host="
            + PromQl.quote(host)
            + ", job="
            + PromQl.quote(((Evidence.FromScrape) evidence).job())
            + "}";
    return "timestamp(" + up + ") and (" + up + " == 1)";
  }

  private static String name(Evidence evidence) {
    return evidence instanceof Evidence.FromCollector collector
        ? "collector " + collector.collector()
        : "job " + ((Evidence.FromScrape) evidence).job();
  }

  /** Whether each label that both have is the same in both. */
  static boolean agrees(Map<String, String> sample, Map<String, String> alert) {
    return sample.entrySet().stream()
        .filter(entry -> !entry.getKey().equals("__name__"))
        .allMatch(
            entry -> entry.getValue().equals(alert.getOrDefault(entry.getKey(), entry.getValue())));
  }

  private static String describe(List<Sample> broken) {
    Sample first = broken.get(0);
    return broken.size()
        + (broken.size() == 1 ? " sample" : " samples")
        + " of the rule: "
        + new TreeMap<>(first.labels())
        + " = "
        + PromQl.format(first.value());
  }
}
