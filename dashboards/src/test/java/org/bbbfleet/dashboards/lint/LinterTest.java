package org.bbbfleet.dashboards.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bbbfleet.dashboards.model.Dashboard.here;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.dashboards.model.Dashboard;
import org.bbbfleet.dashboards.model.GrafanaJson;
import org.bbbfleet.dashboards.model.Panel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule finds what it is for, and nothing in what is well. */
final class LinterTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Metric TEMPERATURE = Metric.gauge("temperature", "Degrees.");
  private static final Linter LINTER = new Linter(List.of());

  private static ObjectNode good() {
    Dashboard dashboard =
        new Dashboard("d", "D", "About it", TEMPERATURE)
            .row("Row", Panel.timeseries("Heat", "Open a window.").query(here(TEMPERATURE), "x"));
    try {
      return (ObjectNode) JSON.readTree(GrafanaJson.write(dashboard));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ObjectNode variable(ObjectNode dashboard, int index) {
    return (ObjectNode) dashboard.path("templating").path("list").path(index);
  }

  private static ObjectNode panel(ObjectNode dashboard) {
    return (ObjectNode) dashboard.path("panels").path(1);
  }

  private static Consumer<ObjectNode> expr(String expression) {
    return d -> ((ObjectNode) panel(d).path("targets").path(0)).put("expr", expression);
  }

  private static Arguments broken(String rule, Consumer<ObjectNode> change) {
    return Arguments.of(rule, change);
  }

  static Stream<Arguments> faults() {
    String here = "{job=~\"$job\", instance=~\"$instance\"}";
    return Stream.of(
        broken("uneditable-dashboard", d -> d.put("editable", true)),
        broken("template-datasource-rule", d -> variable(d, 0).put("name", "source")),
        broken("template-datasource-rule", d -> variable(d, 0).put("label", "Data Source")),
        broken("template-job-rule", d -> variable(d, 1).put("name", "task")),
        broken("template-job-rule", d -> variable(d, 1).put("allValue", ".*")),
        broken("template-instance-rule", d -> variable(d, 2).put("multi", false)),
        broken("template-instance-rule", d -> variable(d, 2).put("label", "Host")),
        broken("template-label-promql-rule", d -> variable(d, 1).put("query", "temperature")),
        broken("template-on-time-change-reload-rule", d -> variable(d, 1).put("refresh", 1)),
        broken("panel-datasource-rule", d -> panel(d).putObject("datasource").put("uid", "prom")),
        broken("panel-title-description-rule", d -> panel(d).put("description", " ")),
        broken("panel-title-description-rule", d -> panel(d).remove("title")),
        broken(
            "panel-units-rule",
            d -> ((ObjectNode) panel(d).at("/fieldConfig/defaults")).put("unit", "furlong")),
        broken("panel-no-targets-rule", d -> panel(d).putArray("targets")),
        broken("target-rate-interval-rule", expr("rate(x" + here + "[5m])")),
        broken("target-rate-interval-rule", expr("max_over_time(x" + here + "[$__rate_interval])")),
        broken("target-job-rule", expr("x{instance=~\"$instance\"}")),
        broken("target-job-rule", expr("x" + here + " / y{job=\"$job\", instance=~\"$instance\"}")),
        broken("target-instance-rule", expr("sum by (host) (x{job=~\"$job\"})")),
        broken("target-counter-agg-rule", expr("sum(x_total" + here + ")")));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aFaultIsFoundByItsRuleAlone(String rule, Consumer<ObjectNode> change) {
    ObjectNode dashboard = good();
    change.accept(dashboard);
    assertThat(LINTER.check(dashboard)).isNotEmpty().allMatch(f -> f.rule().equals(rule));
  }

  @Test
  void everyRuleHasAFault() {
    Set<String> proven =
        faults().map(f -> (String) f.get()[0]).collect(Collectors.toCollection(TreeSet::new));
    assertThat(proven).containsExactlyInAnyOrderElementsOf(Linter.rules());
  }

  @Test
  void whatIsWellIsNotFound() {
    ObjectNode dashboard = good();
    assertThat(LINTER.check(dashboard)).isEmpty();
    String here = "{job=~\"$job\", instance=~\"$instance\", a!=\"}{\"}";
    for (String fine :
        List.of(
            "rate(x_total" + here + "[$__rate_interval])",
            "sum by (host, le) (increase(x_total" + here + "[1h])) > 0",
            "x" + here + " unless on (host) (y" + here + " == 0)",
            "1 - (x" + here + " offset 5m) or time() * 0")) {
      expr(fine).accept(dashboard);
      assertThat(LINTER.check(dashboard)).as(fine).isEmpty();
    }
  }

  @Test
  void anExclusionCoversItsPlaceAlone() {
    ObjectNode dashboard = good();
    panel(dashboard).put("description", "");
    String rule = "panel-title-description-rule";
    assertThat(new Linter(List.of(new Exclusion(rule, "d", "Heat", "known"))).check(dashboard))
        .isEmpty();
    assertThat(new Linter(List.of(new Exclusion(rule, "d", "Cold", "known"))).check(dashboard))
        .hasSize(1);
    assertThat(new Linter(List.of(new Exclusion(rule, "e", "", "known"))).check(dashboard))
        .hasSize(1);
  }
}
