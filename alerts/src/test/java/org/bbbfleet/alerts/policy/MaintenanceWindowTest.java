package org.bbbfleet.alerts.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.bbbfleet.alerts.action.Impact;

/** Windows by the clock on the wall, also when that is set forward or back. */
class MaintenanceWindowTest {
  private static final Set<DayOfWeek> DAILY = EnumSet.allOf(DayOfWeek.class);

  private static MaintenanceWindow window(
      Set<DayOfWeek> days, String from, String to, String zone) {
    return new MaintenanceWindow(
        "w",
        MaintenanceWindow.Kind.HANDS_OFF,
        days,
        LocalTime.parse(from),
        LocalTime.parse(to),
        ZoneId.of(zone),
        List.of(Scope.FLEET),
        Impact.HARMLESS,
        "f:1");
  }

  private static boolean open(MaintenanceWindow window, String instant) {
    return window.openUntil(Instant.parse(instant)).isPresent();
  }

  @Example
  void itIsTheWallsClockThatCounts() {
    MaintenanceWindow window =
        window(EnumSet.of(DayOfWeek.SATURDAY), "22:00", "02:00", "Europe/Berlin");
    // In winter Berlin is UTC+1, in summer UTC+2.
    assertThat(open(window, "2026-01-10T20:59:59Z")).isFalse();
    assertThat(open(window, "2026-01-10T21:00:00Z")).isTrue();
    assertThat(open(window, "2026-01-11T00:59:59Z")).isTrue();
    assertThat(open(window, "2026-01-11T01:00:00Z")).isFalse();
    assertThat(open(window, "2026-07-11T20:00:00Z")).isTrue();
    assertThat(open(window, "2026-07-11T19:59:59Z")).isFalse();
    assertThat(open(window, "2026-01-11T21:30:00Z")).isFalse();
  }

  @Example
  void aNightInWhichTheClockIsSetBackLastsLonger() {
    // 2026-10-25: 03:00 summer time becomes 02:00; 01:00Z.
    MaintenanceWindow window = window(DAILY, "02:15", "02:45", "Europe/Berlin");
    assertThat(window.openUntil(Instant.parse("2026-10-25T00:15:00Z")))
        .contains(Instant.parse("2026-10-25T01:45:00Z"));
    assertThat(open(window, "2026-10-25T01:44:59Z")).isTrue();
  }

  @Example
  void whatTheClockSkipsIsHeldRightAfter() {
    // 2026-03-29: 02:00 winter time becomes 03:00; 01:00Z.
    MaintenanceWindow window = window(DAILY, "02:15", "02:45", "Europe/Berlin");
    assertThat(window.openUntil(Instant.parse("2026-03-29T01:15:00Z")))
        .contains(Instant.parse("2026-03-29T01:45:00Z"));
  }

  @Provide
  Arbitrary<String> zones() {
    return Arbitraries.of(
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "America/St_Johns",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "Asia/Kathmandu",
        "Africa/Casablanca");
  }

  // From 2009 to 2041, so that every zone has seen its oddities.
  @Property
  void wholeDaysCoverEveryInstant(
      @ForAll @LongRange(min = 1_230_000_000L, max = 2_240_000_000L) long second,
      @ForAll("zones") String zone) {
    MaintenanceWindow always = window(DAILY, "00:00", "00:00", zone);
    assertThat(always.openUntil(Instant.ofEpochSecond(second))).isPresent();
  }

  @Property
  void anOpenWindowEndsInTheFutureAndIsClosedThen(
      @ForAll @LongRange(min = 1_230_000_000L, max = 2_240_000_000L) long second,
      @ForAll @IntRange(min = 0, max = 1439) int from,
      @ForAll @IntRange(min = 1, max = 600) int minutes,
      @ForAll("zones") String zone) {
    Instant now = Instant.ofEpochSecond(second);
    LocalTime begin = LocalTime.ofSecondOfDay(from * 60L);
    MaintenanceWindow window =
        new MaintenanceWindow(
            "w",
            MaintenanceWindow.Kind.HANDS_OFF,
            DAILY,
            begin,
            begin.plusMinutes(minutes),
            ZoneId.of(zone),
            List.of(Scope.FLEET),
            Impact.HARMLESS,
            "f:1");
    window
        .openUntil(now)
        .ifPresent(
            end -> {
              assertThat(end).isAfter(now);
              assertThat(window.openUntil(end.minusMillis(1))).isPresent();
              assertThat(window.openUntil(end)).isEmpty();
              // A day that a zone leaves out altogether makes one of a whole day and more.
              assertThat(Duration.between(now, end))
                  .isLessThanOrEqualTo(Duration.ofMinutes(minutes).plusHours(25));
            });
    Instant next = window.nextBegin(now);
    assertThat(next).isAfter(now);
    assertThat(window.openUntil(next)).isPresent();
  }
}
