package org.bbbfleet.provisioning.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may stand on the lists of what the healer may touch. */
class WatchedTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "# all", "#all", "two  words", " web", "web ", "a\nb", "a\tb", "é"})
  void whatIsNoLineOfAListIsRefused(String entry) {
    assertThatThrownBy(() -> Watched.allowed("disk", entry))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not an entry of a list");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nginx;reboot.service", "$(id)", "a/b.service", "-h"})
  void whatIsNoPatternOfUnitsIsRefused(String entry) {
    assertThatThrownBy(() -> Watched.mendable(entry))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not a pattern of unit names");
    // Only there: other lists say what stands behind a name.
    assertThat(Watched.allowed("redis", entry)).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({"disk,logs days=14", "haproxy,web:*", "units,bbb-livestream-*.service"})
  void whatIsOneIsKept(String list, String entry) {
    assertThat(Watched.allowed(list, entry)).isEqualTo(new Watched.Allowed(list, entry));
  }
}
