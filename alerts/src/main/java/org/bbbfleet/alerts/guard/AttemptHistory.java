package org.bbbfleet.alerts.guard;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What was tried before. */
public interface AttemptHistory {

  /**
   * When the last attempt on this host for this alert with these parameters began, other than for
   * this incident. One that lies in the future, because the clock was set back since, counts as
   * begun now and is remembered so: a clock that jumps neither opens a cooldown nor keeps it closed
   * for longer than its length.
   *
   * @param parameters as the host gets them; they tell one unit or worker from another
   */
  Optional<Instant> lastOfOthers(
      String host, String alert, Map<String, String> parameters, long incident, Instant now);

  /**
   * How many attempts on this host for this alert with these parameters began since then: one dead
   * unit does not use up another's attempts.
   */
  int since(String host, String alert, Map<String, String> parameters, Instant since);
}
