package org.bbbfleet.alerts.rules;

import java.util.Locale;

/** How much an alert hurts. */
public enum Severity {
  /** Teaching is disturbed now, or will be within the hour: somebody is woken. */
  CRITICAL,
  /** Mend it today. */
  WARNING,
  /** Worth knowing. */
  INFO;

  /** As the {@code severity} label has it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
