package org.bbbfleet.dashboards.lint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What holds for queries. */
final class TargetRules {
  private static final String STRING = "\"(?:[^\"\\\\]|\\\\.)*\"";

  /** A selector: a name with matchers, or a name that nothing makes a function or a word. */
  private static final Pattern SELECTOR =
      Pattern.compile(
          "([a-zA-Z_:][a-zA-Z0-9_:]*)\\{((?:[^{}\"]|"
              + STRING
              + ")*)}|\\b([a-zA-Z_:][a-zA-Z0-9_:]*)\\b(?!\\s*[({])");

  private static final Set<String> WORDS =
      Set.of(
          "and",
          "or",
          "unless",
          "on",
          "ignoring",
          "by",
          "without",
          "group_left",
          "group_right",
          "bool",
          "offset",
          "sum",
          "min",
          "max",
          "avg",
          "count",
          "inf",
          "nan");
  private static final Pattern LABELS =
      Pattern.compile("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
  private static final Pattern DURATION = Pattern.compile("\\[[^\\]]*]|\\boffset\\s+\\w+");
  private static final Pattern RANGE = Pattern.compile("\\b(\\w+)\\(([^()]*)\\[([^\\]]*)]");
  private static final Pattern COUNTED = Pattern.compile("\\b(rate|irate|increase)\\([^()]*\\[");

  static final List<LintRule> ALL =
      List.of(
          new LintRule("target-rate-interval-rule", (d, c) -> each(d, TargetRules::interval, c)),
          new LintRule("target-job-rule", (d, c) -> matched(d, "job", c)),
          new LintRule("target-instance-rule", (d, c) -> matched(d, "instance", c)),
          new LintRule("target-counter-agg-rule", (d, c) -> each(d, TargetRules::counter, c)));

  private TargetRules() {}

  private interface Query {
    void check(String expression, BiConsumer<String, String> complaints);
  }

  private static void each(JsonNode dashboard, Query query, BiConsumer<String, String> complaints) {
    for (JsonNode panel : PanelRules.panels(dashboard)) {
      for (JsonNode target : panel.path("targets")) {
        query.check(
            target.path("expr").asText(),
            (expression, message) ->
                complaints.accept(PanelRules.title(panel), message + ": " + expression));
      }
    }
  }

  /** Rates over a window of Grafana's choice are right at every zoom. */
  private static void interval(String expression, BiConsumer<String, String> complaints) {
    RANGE
        .matcher(expression)
        .results()
        .forEach(
            range -> {
              boolean rate = Set.of("rate", "irate").contains(range.group(1));
              boolean grafanas = range.group(3).equals("$__rate_interval");
              if (rate != grafanas && (rate || !range.group(1).equals("increase"))) {
                complaints.accept(
                    expression,
                    rate ? "must rate over $__rate_interval" : "$__rate_interval is for rates");
              }
            });
  }

  private static void matched(
      JsonNode dashboard, String label, BiConsumer<String, String> complaints) {
    String wanted = label + "=~\"$" + label + "\"";
    each(
        dashboard,
        (expression, complaint) ->
            selectors(expression)
                .filter(selector -> !matchers(selector).contains(wanted))
                .forEach(selector -> complaint.accept(selector.group(), "must have " + wanted)),
        complaints);
  }

  /** A counter says nothing by itself: only its growth does. */
  private static void counter(String expression, BiConsumer<String, String> complaints) {
    String rest = COUNTED.matcher(expression).replaceAll("counted(");
    selectors(rest)
        .filter(selector -> name(selector).endsWith("_total"))
        .forEach(
            selector ->
                complaints.accept(
                    selector.group(), "is a counter: it must be in rate, irate or increase"));
  }

  private static Stream<MatchResult> selectors(String expression) {
    String plain = LABELS.matcher(expression).replaceAll(" ");
    return SELECTOR
        .matcher(DURATION.matcher(plain).replaceAll(" "))
        .results()
        .filter(selector -> !WORDS.contains(name(selector)));
  }

  private static String name(MatchResult selector) {
    return selector.group(1) == null ? selector.group(3) : selector.group(1);
  }

  private static List<String> matchers(MatchResult selector) {
    String inside = selector.group(2) == null ? "" : selector.group(2);
    return List.of(inside.split(",\\s*"));
  }
}
