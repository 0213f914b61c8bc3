package org.bbbfleet.dashboards.lint;

/**
 * A finding that somebody has looked at and accepted.
 *
 * @param rule the rule's name
 * @param dashboard the dashboard's uid
 * @param where the panel's title or the variable's name; empty accepts it on the whole dashboard
 * @param reason why
 */
public record Exclusion(String rule, String dashboard, String where, String reason) {
  public Exclusion {
    if (reason.isBlank()) {
      throw new IllegalArgumentException(rule + " on " + dashboard + ": why is it accepted?");
    }
  }

  boolean covers(Finding finding) {
    return finding.rule().equals(rule)
        && finding.dashboard().equals(dashboard)
        && (where.isEmpty() || finding.where().equals(where));
  }
}
