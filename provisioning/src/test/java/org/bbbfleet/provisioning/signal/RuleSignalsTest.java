package org.bbbfleet.provisioning.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bbbfleet.core.promql.Selector.metric;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.rules.Evidence;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.rules.Severity;
import org.bbbfleet.alerts.verify.Sample;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.inventory.Inventory;
import org.bbbfleet.core.promql.Expr;
import org.bbbfleet.exporters.fleet.FleetMetrics;
import org.bbbfleet.provisioning.resource.Artifact;
import org.bbbfleet.provisioning.role.Artifacts;
import org.bbbfleet.provisioning.role.Declaration;
import org.bbbfleet.provisioning.role.Fleet;
import org.bbbfleet.provisioning.role.FleetSecrets;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Role;
import org.bbbfleet.provisioning.role.Watched;
import org.junit.jupiter.api.Test;

class RuleSignalsTest {
  private static final Instant CHANGED = Instant.parse("2026-03-01T10:00:00Z");

  private static final Rule NOW =
      rule("Fails", "soffice", metric(FleetMetrics.COLLECTOR_SUCCESS).is(0));
  private static final Rule LOOKS_BACK =
      rule(
          "FailedOften",
          "soffice",
          metric(FleetMetrics.COLLECTOR_FAILURES).increase(Duration.ofMinutes(15)).above(3));
  private static final Rule OF_OTHERS =
      rule("OtherFails", "docker", metric(FleetMetrics.COLLECTOR_DURATION).above(9));

  private static Rule rule(String name, String collector, Expr broken) {
    return new Rule(
        name,
        broken,
        Duration.ofMinutes(1),
        name.startsWith("Warns") ? Severity.WARNING : Severity.CRITICAL,
        new Evidence.FromCollector(collector),
        "x",
        "x",
        "x");
  }

  private record Media(List<Rule> rules) implements Role {
    @Override
    public String name() {
      return "media";
    }

    @Override
    public List<String> groups() {
      return List.of("all");
    }

    @Override
    public List<Policy> remedies() {
      return rules.stream().map(rule -> Policy.on(rule).onlyAPerson("a test")).toList();
    }

    @Override
    public Declaration on(HostView host) {
      return Declaration.role("media")
          .watchedBy(Watched.job("agent", 9688, "/-/healthy"), Watched.exporter("soffice"));
    }
  }

  /** The verdict on a host h whose rule has a sample, measured so long before the question. */
  private static Signals.Verdict judge(Rule rule, String brokenOn, Duration age) {
    return judged(rule, brokenOn, age).verdict();
  }

  private static RuleSignals.Judged judged(Rule rule, String brokenOn, Duration age) {
    Host host = new Host("h", List.of(), Map.of());
    Fleet fleet =
        new Fleet(
            new Inventory(List.of(host), List.of(), List.of()),
            List.of(new Media(List.of(rule))),
            new FleetSecrets(Path.of("unused")),
            new Artifacts(new Artifact(Path.of("x"), "0".repeat(64)), Map.of()),
            h -> List.of());
    List<Declaration> declared = fleet.declarations(host);
    Instant asked = CHANGED.plusSeconds(30);
    return RuleSignals.of(new HostView(fleet, host), declared, declared)
        .judge(
            promql -> {
              boolean time = promql.contains("timestamp(");
              double value = (asked.toEpochMilli() - age.toMillis()) / 1000.0;
              if (time && promql.contains("docker")) {
                return List.of();
              }
              return List.of(
                  new Sample(Map.of("host", time ? "h" : brokenOn), asked, time ? value : 1));
            },
            asked,
            CHANGED);
  }

  @Test
  void whatIsBrokenHereIsNotWellAndWhatIsBrokenElsewhereIsNoMatter() {
    assertThat(judge(NOW, "h", Duration.ofSeconds(1)).trouble())
        .singleElement()
        .asString()
        .startsWith("alert Fails: 1 sample of the rule");
    assertThat(judge(NOW, "other", Duration.ofSeconds(1)).allWell()).isTrue();
    assertThat(judge(NOW, "other", Duration.ofSeconds(31)).trouble())
        .singleElement()
        .asString()
        .startsWith("alert Fails: not known: old data");
  }

  @Test
  void whatDoesNotDisturbTeachingIsToldAndFailsNoRun() {
    Rule warns = rule("Warns", "soffice", metric(FleetMetrics.COLLECTOR_SUCCESS).is(0));
    RuleSignals.Judged judged = judged(warns, "h", Duration.ofSeconds(1));
    assertThat(judged.verdict().allWell()).isTrue();
    assertThat(judged.verdict().well()).isEmpty();
    assertThat(judged.told()).singleElement().asString().startsWith("alert Warns: 1 sample");
    assertThat(judge(warns, "other", Duration.ofSeconds(31)).allWell()).as("no data").isFalse();
  }

  @Test
  void aRuleThatLooksBackTellsOfBeforeSoOnlyItsDataCounts() {
    assertThat(judge(LOOKS_BACK, "h", Duration.ofSeconds(1)).allWell()).isTrue();
    assertThat(judge(LOOKS_BACK, "other", Duration.ofSeconds(31)).allWell()).isFalse();
  }

  @Test
  void whatTheHostNeedNotGiveMayBeMissingButNotBroken() {
    assertThat(judge(OF_OTHERS, "other", Duration.ZERO).allWell()).isTrue();
    assertThat(judge(OF_OTHERS, "h", Duration.ZERO).trouble())
        .singleElement()
        .asString()
        .startsWith("alert OtherFails: 1 sample");
  }
}
