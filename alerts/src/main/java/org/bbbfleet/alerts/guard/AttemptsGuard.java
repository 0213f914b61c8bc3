package org.bbbfleet.alerts.guard;

import java.time.Duration;

/** So many attempts per hour and per day on one host for one alert and thing, then a person. */
final class AttemptsGuard implements Guard {
  private final AttemptHistory attempts;

  AttemptsGuard(AttemptHistory attempts) {
    this.attempts = attempts;
  }

  @Override
  public String name() {
    return "attempts";
  }

  @Override
  public String passesWhen() {
    return "fewer than the policy's attempts for this alert, host and thing were begun within the"
        + " hour, and within the day";
  }

  @Override
  public String otherwise() {
    return "a person";
  }

  @Override
  public boolean holdsPeopleBack() {
    return false;
  }

  @Override
  public Decision decide(Proposal proposal) {
    int inHour = done(proposal, Duration.ofHours(1));
    int inDay = done(proposal, Duration.ofDays(1));
    int hourly = proposal.policy().attemptsPerHour();
    int daily = proposal.policy().attemptsPerDay();
    if (inHour >= hourly) {
      return Decision.refuse(inHour + " attempts in the last hour, " + hourly + " are allowed");
    }
    if (inDay >= daily) {
      return Decision.refuse(inDay + " attempts in the last day, " + daily + " are allowed");
    }
    return Decision.pass(
        "attempt "
            + (inHour + 1)
            + " of "
            + hourly
            + " this hour, "
            + (inDay + 1)
            + " of "
            + daily
            + " today");
  }

  private int done(Proposal proposal, Duration window) {
    return attempts.since(
        proposal.host(), proposal.alert(), proposal.parameters(), proposal.now().minus(window));
  }
}
