package org.bbbfleet.alerts.rules;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.bbbfleet.core.promql.PromQl;

/**
 * Rule groups as Prometheus reads them: one file per system.
 *
 * @see <a
 *     href="https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/">Alerting
 *     rules</a>
 */
public final class RuleFiles {
  private RuleFiles() {}

  /**
   * All rule groups as files.
   *
   * @param pendingFactor multiplies every rule's pending time; 1 in production, less where somebody
   *     watches and waits
   * @param runbooks where the service shows them: {@code http://HOST:9780/runbooks/}
   * @return YAML text by file name, sorted
   */
  public static Map<String, String> render(double pendingFactor, URI runbooks) {
    return render(RuleGroups.all(), pendingFactor, runbooks);
  }

  /** These rule groups as files. */
  public static Map<String, String> render(
      List<RuleGroup> groups, double pendingFactor, URI runbooks) {
    if (!(pendingFactor > 0 && pendingFactor <= 10)) {
      throw new IllegalArgumentException("pendingFactor must be above 0 and at most 10");
    }
    Map<String, String> files = new TreeMap<>();
    for (RuleGroup group : groups) {
      List<Map<String, Object>> rules = new ArrayList<>();
      for (Rule rule : group.rules()) {
        rules.add(rule(group, rule, pendingFactor, runbooks));
      }
      Map<String, Object> document =
          Map.of("groups", List.of(ordered("name", "fleet-" + group.name(), "rules", rules)));
      files.put("fleet-" + group.name() + ".yml", yaml(document));
    }
    return files;
  }

  private static Map<String, Object> rule(
      RuleGroup group, Rule rule, double pendingFactor, URI runbooks) {
    Duration pending = Duration.ofMillis(Math.round(rule.pending().toMillis() * pendingFactor));
    String anchor = group.name() + "#" + rule.alert().toLowerCase(Locale.ROOT);
    return ordered(
        "alert", rule.alert(),
        "expr", rule.broken().promql(),
        "for", PromQl.format(pending),
        "labels", ordered("severity", rule.severity().label(), "system", group.name()),
        "annotations",
            ordered(
                "summary", rule.summary(),
                "description", rule.description(),
                "runbook_url", runbooks.resolve(anchor).toString()));
  }

  private static Map<String, Object> ordered(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }

  private static String yaml(Object document) {
    ObjectMapper mapper =
        new ObjectMapper(
            YAMLFactory.builder()
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .disable(YAMLGenerator.Feature.SPLIT_LINES)
                .build());
    try {
      return mapper.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
