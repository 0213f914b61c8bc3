package org.bbbfleet.alerts.guard;

import java.time.Duration;

/** So many attempts per hour on one host for one alert and thing, then a person. */
final class AttemptsGuard implements Guard {
  private static final Duration WINDOW = Duration.ofHours(1);

  private final AttemptHistory attempts;

  AttemptsGuard(AttemptHistory attempts) {
    this.attempts = attempts;
  }

  @Override
  public String name() {
    return "attempts";
  }

  @Override
  public Decision decide(Proposal proposal) {
    int most = proposal.policy().attemptsPerHour();
    int done =
        attempts.since(
            proposal.host(), proposal.alert(), proposal.parameters(), proposal.now().minus(WINDOW));
    return done < most
        ? Decision.pass("attempt " + (done + 1) + " of " + most + " this hour")
        : Decision.refuse(done + " attempts in the last hour, " + most + " are allowed");
  }
}
