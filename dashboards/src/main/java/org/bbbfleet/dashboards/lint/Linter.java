package org.bbbfleet.dashboards.lint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Judges dashboards by all rules. PromQL's grammar is left to promtool. */
public final class Linter {
  private static final List<LintRule> RULES =
      Stream.of(TemplateRules.ALL, PanelRules.ALL, TargetRules.ALL).flatMap(List::stream).toList();

  private final List<Exclusion> exclusions;

  /** A linter that accepts these findings. */
  public Linter(List<Exclusion> exclusions) {
    this.exclusions = List.copyOf(exclusions);
  }

  /** The names of the rules. */
  public static List<String> rules() {
    return RULES.stream().map(LintRule::id).toList();
  }

  /** What the rules do not allow in a dashboard in Grafana's classic JSON. */
  public List<Finding> check(JsonNode dashboard) {
    String uid = dashboard.path("uid").asText();
    List<Finding> findings = new ArrayList<>();
    for (LintRule rule : RULES) {
      rule.check()
          .of(
              dashboard,
              (where, message) -> findings.add(new Finding(rule.id(), uid, where, message)));
    }
    findings.removeIf(finding -> exclusions.stream().anyMatch(one -> one.covers(finding)));
    return findings;
  }
}
