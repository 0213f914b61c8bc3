package org.bbbfleet.alerts.policy;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.bbbfleet.core.config.Durations;

/** Writes policies as the YAML that {@link PolicyReader} reads. */
public final class PolicyYaml {
  private PolicyYaml() {}

  /** All of them, by alert. */
  public static String write(Collection<Shipped> policies) {
    StringBuilder text = new StringBuilder("alerts:\n");
    policies.forEach(one -> text.append(one(one)));
    return text.toString();
  }

  private static String one(Shipped shipped) {
    Policy policy = shipped.policy();
    StringBuilder text = new StringBuilder("  " + policy.rule().alert() + ":");
    text.append(shipped.role().isEmpty() ? "\n" : "  # " + shipped.role() + "\n");
    if (policy.steps().isEmpty()) {
      return text.append("    only_a_person: ")
          .append(quoted(policy.onlyAPersonBecause()))
          .append('\n')
          .toString();
    }
    text.append("    cooldown: ").append(Durations.format(policy.cooldown())).append('\n');
    text.append("    attempts_per_hour: ").append(policy.attemptsPerHour()).append('\n');
    text.append("    attempts_per_day: ").append(policy.attemptsPerDay()).append('\n');
    text.append("    steps:\n");
    for (Step step : policy.steps()) {
      text.append("      - action: ").append(step.call().action()).append('\n');
      Map<String, String> with = new TreeMap<>(step.call().parameters());
      if (!with.isEmpty()) {
        text.append("        with:\n");
        with.forEach(
            (key, value) ->
                text.append("          ")
                    .append(key)
                    .append(": ")
                    .append(quoted(value))
                    .append('\n'));
      }
      text.append("        mode: ").append(step.mode().label()).append('\n');
      text.append("        verify_within: ")
          .append(Durations.format(step.verifyWithin()))
          .append('\n');
    }
    return text.toString();
  }

  /** A double-quoted scalar. */
  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
