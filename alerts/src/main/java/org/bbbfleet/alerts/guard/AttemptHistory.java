package org.bbbfleet.alerts.guard;

import java.time.Instant;
import java.util.Optional;

/** What was tried before. */
public interface AttemptHistory {

  /** When the last attempt on this host for this alert began, other than for this incident. */
  Optional<Instant> lastOfOthers(String host, String alert, long incident);

  /** How many attempts on this host for this alert began since then. */
  int since(String host, String alert, Instant since);
}
