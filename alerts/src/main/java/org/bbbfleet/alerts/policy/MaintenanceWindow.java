package org.bbbfleet.alerts.policy;

import static java.util.Objects.requireNonNull;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bbbfleet.alerts.FleetView;
import org.bbbfleet.alerts.action.Impact;

/**
 * Hours that come back every week, by the clock on the wall of a time zone. When that clock is set
 * back within a window, the window lasts the longer; what the clock skips over is held right after.
 *
 * @param name for people
 * @param kind what it does
 * @param days on which it begins
 * @param from when it begins
 * @param to when it ends, on the next day unless later than {@code from}
 * @param zone whose wall clock
 * @param scopes what it covers; any of them
 * @param impact for {@link Kind#ONLY_THEN}: the least impact of the actions that wait for it
 * @param where the line that declares it
 */
public record MaintenanceWindow(
    String name,
    Kind kind,
    Set<DayOfWeek> days,
    LocalTime from,
    LocalTime to,
    ZoneId zone,
    List<Scope> scopes,
    Impact impact,
    String where) {

  /** What a window does. */
  public enum Kind {
    /** People work there: the healer keeps its hands off within it. */
    HANDS_OFF,
    /** Actions of some impact are taken only within it. */
    ONLY_THEN
  }

  public MaintenanceWindow {
    requireNonNull(kind, "kind is null");
    days = Set.copyOf(days);
    if (days.isEmpty() || scopes.isEmpty()) {
      throw new IllegalArgumentException(name + ": a window needs days and something to cover");
    }
    scopes = List.copyOf(scopes);
  }

  /** Whether it is about a host. */
  public boolean covers(FleetView fleet, String host) {
    return scopes.stream().anyMatch(scope -> scope.covers(fleet, host));
  }

  /** When the window that is open at a time ends; empty when none is open. */
  public Optional<Instant> openUntil(Instant now) {
    LocalDate today = now.atZone(zone).toLocalDate();
    Optional<Instant> latest = Optional.empty();
    for (LocalDate day : List.of(today.minusDays(2), today.minusDays(1), today)) {
      if (days.contains(day.getDayOfWeek())
          && !begin(day).isAfter(now)
          && end(day).isAfter(now)
          && (latest.isEmpty() || end(day).isAfter(latest.get()))) {
        latest = Optional.of(end(day));
      }
    }
    return latest;
  }

  /** When the next window begins that is not open yet. */
  public Instant nextBegin(Instant now) {
    LocalDate day = now.atZone(zone).toLocalDate().minusDays(1);
    while (!days.contains(day.getDayOfWeek()) || !begin(day).isAfter(now)) {
      day = day.plusDays(1);
    }
    return begin(day);
  }

  private Instant begin(LocalDate day) {
    return ZonedDateTime.of(day, from, zone).withEarlierOffsetAtOverlap().toInstant();
  }

  private Instant end(LocalDate day) {
    LocalDate last = to.isAfter(from) ? day : day.plusDays(1);
    return ZonedDateTime.of(last, to, zone).withLaterOffsetAtOverlap().toInstant();
  }
}
