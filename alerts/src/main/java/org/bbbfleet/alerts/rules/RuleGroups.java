package org.bbbfleet.alerts.rules;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** All rule groups of the program, found on the class path. */
public final class RuleGroups {
  private RuleGroups() {}

  /** Every group, sorted by name. */
  public static List<RuleGroup> all() {
    return ServiceLoader.load(RuleGroup.class).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparing(RuleGroup::name))
        .toList();
  }

  /** The rule of an alert. */
  public static Optional<Rule> rule(String alert) {
    return all().stream()
        .flatMap(group -> group.rules().stream())
        .filter(rule -> rule.alert().equals(alert))
        .findFirst();
  }
}
