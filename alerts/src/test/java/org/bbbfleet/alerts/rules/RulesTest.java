package org.bbbfleet.alerts.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.exporters.Declarations;
import org.bbbfleet.exporters.Exporter;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What holds for every rule, without asking Prometheus. */
final class RulesTest {
  private static final Pattern LABEL = Pattern.compile("\\$labels\\.(\\w+)");
  private static final Pattern BY = Pattern.compile(" by \\(([^)]*)\\)");
  private static final Pattern TEXT = Pattern.compile("[A-Z](?s:.*)\\.");

  private static Stream<Rule> rules() {
    return RuleGroups.all().stream().flatMap(group -> group.rules().stream());
  }

  @TestFactory
  Stream<DynamicTest> aRuleNamesOnlyWhatSomebodyExports() {
    Set<Metric> declared = Declarations.all();
    return rules()
        .map(
            rule ->
                DynamicTest.dynamicTest(
                    rule.alert(),
                    () -> {
                      assertThat(rule.broken().metrics()).isNotEmpty();
                      assertThat(declared).containsAll(rule.broken().metrics());
                      assertThat(left(rule)).containsAll(used(rule.description()));
                    }));
  }

  /** The labels that an alert has: those of the aggregation if there is one, else all. */
  private static Set<String> left(Rule rule) {
    Set<String> labels = new TreeSet<>(Set.of("host", "instance", "job"));
    List<String> groups =
        BY.matcher(rule.broken().promql()).results().map(r -> r.group(1)).toList();
    if (groups.isEmpty()) {
      rule.broken().metrics().forEach(metric -> labels.addAll(metric.labels()));
      return labels;
    }
    Set<String> kept = new TreeSet<>(Arrays.asList(groups.get(0).split(",\\s*")));
    assertThat(kept).as("a rule keeps its target's labels").containsAll(labels);
    return kept;
  }

  private static List<String> used(String text) {
    return LABEL.matcher(text).results().map(r -> r.group(1)).toList();
  }

  @TestFactory
  Stream<DynamicTest> aRuleSaysWhatToDo() {
    return rules()
        .map(
            rule ->
                DynamicTest.dynamicTest(
                    rule.alert(),
                    () -> {
                      assertThat(rule.summary()).matches(TEXT).doesNotContain("{{");
                      assertThat(rule.description()).contains("{{ $labels.").endsWith(".");
                      assertThat(rule.runbook())
                          .containsSubsequence(
                              "**Meaning.**", "**Impact.**", "**Diagnosis.**", "**Mitigation.**");
                    }));
  }

  @TestFactory
  Stream<DynamicTest> aRuleComparesAndWaits() {
    return rules()
        .map(
            rule ->
                DynamicTest.dynamicTest(
                    rule.alert(),
                    () -> {
                      assertThat(rule.broken().promql()).containsPattern("==|!=|<|>");
                      assertThat(rule.pending()).isPositive();
                    }));
  }

  @Test
  void everyRuleHasOneUnitTest() {
    assertThat(RuleCases.all().stream().map(one -> one.rule.alert()))
        .containsExactlyInAnyOrderElementsOf(rules().map(Rule::alert).toList());
  }

  @Test
  void everyAlertHasItsOwnName() {
    assertThat(rules().map(Rule::alert)).doesNotHaveDuplicates();
    assertThat(RuleGroups.all().stream().map(RuleGroup::name)).doesNotHaveDuplicates();
    assertThat(RuleGroups.rule("UnitDead")).isPresent();
    assertThat(RuleGroups.rule("unitdead")).isEmpty();
  }

  @Test
  void aCollectorsEvidenceIsACollector() {
    Set<String> collectors =
        Set.copyOf(ServiceLoader.load(Exporter.class).stream().map(p -> p.get().name()).toList());
    rules()
        .map(Rule::evidence)
        .forEach(
            evidence -> {
              if (evidence instanceof Evidence.FromCollector from) {
                assertThat(collectors).contains(from.collector());
              }
            });
  }

  @Test
  void filesHoldWhatPrometheusNeeds() throws IOException {
    Map<String, String> files = RuleFiles.render(0.5, PromtoolTests.RUNBOOKS);
    assertThat(files).containsOnlyKeys(names());
    JsonNode group = new YAMLMapper().readTree(files.get("fleet-units.yml")).at("/groups/0");
    JsonNode rule = group.at("/rules/0");
    assertThat(group.path("name").asText()).isEqualTo("fleet-units");
    assertThat(rule.path("alert").asText()).isEqualTo("UnitDead");
    assertThat(rule.path("for").asText()).isEqualTo("15s");
    assertThat(rule.at("/labels/severity").asText()).isEqualTo("critical");
    assertThat(rule.at("/labels/system").asText()).isEqualTo("units");
    assertThat(rule.at("/annotations/runbook_url").asText())
        .isEqualTo("http://192.0.2.1:9780/runbooks/units#unitdead");
  }

  private static String[] names() {
    return RuleGroups.all().stream()
        .map(group -> "fleet-" + group.name() + ".yml")
        .toArray(String[]::new);
  }

  @Test
  void aPendingFactorIsBounded() {
    for (double factor : new double[] {0, -1, 10.5, Double.NaN}) {
      assertThatThrownBy(() -> RuleFiles.render(factor, PromtoolTests.RUNBOOKS))
          .hasMessageContaining("pendingFactor");
    }
  }
}
