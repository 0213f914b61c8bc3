package org.bbbfleet.alerts.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** How many hosts may be touched, for every size of fleet. */
class BudgetTest {
  @Property
  void neverMoreThanTheCountOrThePartUnlessTheFleetIsSmall(
      @ForAll @IntRange(max = 5000) int fleet,
      @ForAll @IntRange(min = 1, max = 100) int hosts,
      @ForAll @IntRange(min = 1, max = 100) int percent,
      @ForAll @IntRange(min = 1, max = 10) int least) {
    int limit = new Budget(hosts, percent, least, Duration.ofMinutes(10)).limit(fleet);
    assertThat(limit).isGreaterThanOrEqualTo(least);
    if (limit > least) {
      assertThat(limit).isLessThanOrEqualTo(hosts);
      assertThat(limit * 100L).isLessThanOrEqualTo((long) fleet * percent);
    }
  }

  @Property
  void aGreaterFleetNeverGetsLess(
      @ForAll @IntRange(max = 5000) int fleet, @ForAll @IntRange(min = 1, max = 100) int more) {
    assertThat(Budget.STANDARD.limit(fleet + more))
        .isGreaterThanOrEqualTo(Budget.STANDARD.limit(fleet));
    assertThat(Storm.STANDARD.threshold(fleet + more))
        .isGreaterThanOrEqualTo(Storm.STANDARD.threshold(fleet));
  }

  @Example
  void whatShips() {
    assertThat(Budget.STANDARD.limit(1)).isEqualTo(3);
    assertThat(Budget.STANDARD.limit(30)).isEqualTo(6);
    assertThat(Budget.STANDARD.limit(500)).isEqualTo(10);
    assertThat(Storm.STANDARD.threshold(3)).isEqualTo(5);
    assertThat(Storm.STANDARD.threshold(20)).isEqualTo(6);
    assertThat(Storm.STANDARD.threshold(500)).isEqualTo(20);
  }
}
