package org.bbbfleet.dashboards.lint;

/**
 * Something that a rule does not allow.
 *
 * @param rule the rule's name
 * @param dashboard the dashboard's uid
 * @param where the panel's title, or the variable's name; empty for the dashboard itself
 * @param message what is wrong and what it should be
 */
public record Finding(String rule, String dashboard, String where, String message) {
  @Override
  public String toString() {
    return rule + ": " + dashboard + (where.isEmpty() ? "" : " / " + where) + ": " + message;
  }
}
