package org.bbbfleet.alerts.guard;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/**
 * What the members of an Alertmanager cluster say of their silences. They know each other's, so one
 * that answers is enough. What was said, or that nothing was, is good for some seconds, as many
 * incidents ask at once.
 */
public final class RecentSilences implements Silences {
  private static final Duration GOOD_FOR = Duration.ofSeconds(5);

  private final List<Supplier<List<Silence>>> members;
  private final Clock clock;
  private Instant askedAt = Instant.MIN;
  private List<Silence> known = List.of();
  private String failure = "";

  /**
   * Asks when it is first needed.
   *
   * @param members each says its silences or throws a {@link FleetException}
   */
  public RecentSilences(List<Supplier<List<Silence>>> members, Clock clock) {
    this.members = List.copyOf(members);
    this.clock = requireNonNull(clock, "clock is null");
  }

  @Override
  public synchronized List<Silence> active() {
    Instant now = clock.instant();
    if (askedAt.equals(Instant.MIN)
        || now.isBefore(askedAt)
        || !now.isBefore(askedAt.plus(GOOD_FOR))) {
      askedAt = now;
      ask();
    }
    if (!failure.isEmpty()) {
      throw new FleetException(ErrorCategory.UNREACHABLE, failure);
    }
    return known;
  }

  private void ask() {
    failure = "";
    known = List.of();
    for (Supplier<List<Silence>> member : members) {
      try {
        known = member.get();
        failure = "";
        return;
      } catch (FleetException e) {
        failure = e.getMessage();
      }
    }
  }
}
