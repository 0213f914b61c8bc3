package org.bbbfleet.alerts.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.core.error.FleetException;

/** Who silenced the alert does not want it healed meanwhile. */
final class SilenceGuard implements Guard {
  /** A silence may be ended early. */
  private static final Duration AGAIN = Duration.ofMinutes(1);

  private final Silences silences;

  SilenceGuard(Silences silences) {
    this.silences = silences;
  }

  @Override
  public String name() {
    return "silence";
  }

  @Override
  public String passesWhen() {
    return "no silence in Alertmanager covers the alert; when Alertmanager does not answer, that is"
        + " recorded and passes";
  }

  @Override
  public String otherwise() {
    return "waits for the silence's end";
  }

  @Override
  public Decision decide(Proposal proposal) {
    List<Silences.Silence> active;
    try {
      active = silences.active();
    } catch (FleetException e) {
      return Decision.pass("not known whether it is silenced: " + e.getMessage());
    }
    Instant now = proposal.now();
    Optional<Silences.Silence> covers =
        active.stream()
            .filter(silence -> silence.endsAt().isAfter(now) && silence.covers(proposal.labels()))
            .findFirst();
    if (covers.isEmpty()) {
      return Decision.pass("not silenced");
    }
    Instant end = covers.get().endsAt();
    return Decision.defer(
        "silenced in Alertmanager by "
            + covers.get().owner()
            + " until "
            + end
            + ": "
            + covers.get().comment(),
        end.isBefore(now.plus(AGAIN)) ? end : now.plus(AGAIN));
  }
}
