package org.bbbfleet.alerts.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.bbbfleet.core.config.Durations;

/**
 * After an attempt, the next incident of the same host and alert waits before it does the same to
 * the same unit or worker: an alert's window may not have drained yet, and what flaps is not mended
 * by repetition. Another unit that is dead on the same host waits for nobody.
 */
final class CooldownGuard implements Guard {
  private final AttemptHistory attempts;

  CooldownGuard(AttemptHistory attempts) {
    this.attempts = attempts;
  }

  @Override
  public String name() {
    return "cooldown";
  }

  @Override
  public String passesWhen() {
    return "the last attempt for this alert on this host, for the same unit or worker, is longer ago than the policy's cooldown";
  }

  @Override
  public String otherwise() {
    return "waits";
  }

  @Override
  public boolean holdsPeopleBack() {
    return false;
  }

  @Override
  public Decision decide(Proposal proposal) {
    Duration cooldown = proposal.policy().cooldown();
    Optional<Instant> last =
        attempts.lastOfOthers(
            proposal.host(),
            proposal.alert(),
            proposal.parameters(),
            proposal.incident(),
            proposal.now());
    if (last.isEmpty() || !last.get().plus(cooldown).isAfter(proposal.now())) {
      return Decision.pass("no attempt for another incident in the last " + text(cooldown));
    }
    return Decision.defer(
        "the last attempt was at " + last.get() + "; cooldown " + text(cooldown),
        last.get().plus(cooldown));
  }

  private static String text(Duration duration) {
    return Durations.format(duration);
  }
}
