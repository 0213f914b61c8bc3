package org.bbbfleet.alerts.guard;

import java.time.Duration;
import java.time.Instant;
import org.bbbfleet.alerts.verify.SignalCheck;
import org.bbbfleet.alerts.verify.Verdict;

/** Is it still broken? What is well is left alone, and nothing is done in the dark. */
final class SignalGuard implements Guard {
  /** Data older than this says nothing about now; a few scrapes. */
  private static final Duration FRESH = Duration.ofSeconds(60);

  private static final Duration AGAIN = Duration.ofSeconds(5);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

  private final SignalCheck check;

  SignalGuard(SignalCheck check) {
    this.check = check;
  }

  @Override
  public String name() {
    return "signal";
  }

  @Override
  public String passesWhen() {
    return "the alert's expression is still true, asked now";
  }

  @Override
  public String otherwise() {
    return "well again: the incident ends, nothing is done; no data: waits 5 minutes, then a person";
  }

  @Override
  public boolean holdsPeopleBack() {
    return false;
  }

  @Override
  public Decision decide(Proposal proposal) {
    Instant now = proposal.now();
    Verdict verdict = check.check(proposal.policy().rule(), proposal.labels(), now.minus(FRESH));
    return switch (verdict.health()) {
      case BROKEN -> Decision.pass("still broken: " + verdict.evidence());
      case WELL -> new Decision.Moot("well: " + verdict.evidence());
      case UNKNOWN ->
          now.isBefore(proposal.waitingSince(this).plus(LONGEST_WAIT))
              ? Decision.defer(
                  "can't see whether it is broken: " + verdict.evidence(), now.plus(AGAIN))
              : Decision.refuse(
                  "could not see for "
                      + LONGEST_WAIT.toMinutes()
                      + " min whether it is broken: "
                      + verdict.evidence());
    };
  }
}
