package org.bbbfleet.alerts.rules;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.bbbfleet.core.promql.PromQl;

/**
 * Writes cases as promtool's unit tests.
 *
 * @see <a
 *     href="https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/">Unit
 *     testing rules</a>
 */
final class PromtoolTests {
  static final URI RUNBOOKS = URI.create("http://192.0.2.1:9780/runbooks/");
  private static final Duration LONGER = Duration.ofMinutes(1);

  private final List<Map<String, Object>> tests = new ArrayList<>();

  /**
   * Silent until just before the pending time has passed, firing from then on, silent when it is
   * well again, silent when the series goes away, silent without any.
   */
  PromtoolTests add(RuleCase one) {
    Duration fires = one.settles.plus(one.rule.pending());
    Duration broken = fires.plus(LONGER);
    Duration after = broken.plus(one.recovers).plus(RuleCase.STEP);
    long steps = broken.dividedBy(RuleCase.STEP);
    long rest = after.minus(broken).dividedBy(RuleCase.STEP) + 1;
    String alert = one.rule.alert();
    Map<String, String> input = new LinkedHashMap<>();
    Map<String, String> vanishing = new LinkedHashMap<>();
    for (RuleCase.Series series : one.signals) {
      input.put(series.name(), series.values(steps, rest));
      vanishing.put(series.name(), series.vanishing(steps));
    }
    for (RuleCase.Series series : one.others) {
      input.put(series.name(), series.values(steps, rest));
      vanishing.put(series.name(), series.values(steps, rest));
    }
    test(
        alert + " fires and recovers",
        input,
        check(alert, fires.minus(RuleCase.STEP), List.of()),
        check(alert, fires, List.of(expected(one))),
        check(alert, after, List.of()));
    test(alert + " without its series", vanishing, check(alert, after, List.of()));
    test(alert + " without any", Map.of(), check(alert, broken, List.of()));
    return this;
  }

  /** An alert that must not fire although its own series are broken. */
  PromtoolTests silent(String name, Rule rule, Map<String, String> input) {
    test(name, input, check(rule.alert(), rule.pending().plus(LONGER), List.of()));
    return this;
  }

  /** The whole file. */
  String yaml(List<Path> ruleFiles) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("rule_files", ruleFiles.stream().map(Path::toString).toList());
    document.put("evaluation_interval", PromQl.format(RuleCase.STEP));
    document.put("tests", tests);
    try {
      return new YAMLMapper().writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  @SafeVarargs
  private void test(String name, Map<String, String> input, Map<String, Object>... checks) {
    Map<String, Object> test = new LinkedHashMap<>();
    test.put("name", name);
    test.put("interval", PromQl.format(RuleCase.STEP));
    List<Map<String, String>> series = new ArrayList<>();
    input.forEach((key, values) -> series.add(Map.of("series", key, "values", values)));
    test.put("input_series", series);
    test.put("alert_rule_test", List.of(checks));
    tests.add(test);
  }

  private static Map<String, Object> check(
      String alert, Duration at, List<Map<String, Object>> alerts) {
    return Map.of("eval_time", PromQl.format(at), "alertname", alert, "exp_alerts", alerts);
  }

  /** The name of the group that a rule belongs to. */
  static String system(Rule rule) {
    return RuleGroups.all().stream()
        .filter(group -> group.rules().contains(rule))
        .findFirst()
        .orElseThrow()
        .name();
  }

  private static Map<String, Object> expected(RuleCase one) {
    String system = system(one.rule);
    Map<String, String> labels = new TreeMap<>(one.labels);
    labels.put("severity", one.rule.severity().label());
    labels.put("system", system);
    String anchor = "#" + one.rule.alert().toLowerCase(Locale.ROOT);
    return Map.of(
        "exp_labels",
        labels,
        "exp_annotations",
        Map.of(
            "summary",
            one.rule.summary(),
            "description",
            one.description,
            "runbook_url",
            RUNBOOKS + system + anchor));
  }
}
