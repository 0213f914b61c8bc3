package org.bbbfleet.provisioning.role;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Which roles' hosts stand in for each other, and how many of the others must be well. */
class ExclusiveRolesTest {

  @Test
  void rolesThatStandInForEachOtherAreNotWorkedOnTogether() {
    Map<String, Integer> exclusive = new TreeMap<>();
    for (Role role : ServiceLoader.load(Role.class)) {
      if (role.minHealthy() > 0) {
        exclusive.put(role.name(), role.minHealthy());
      }
    }
    assertThat(exclusive)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "coturn", 1,
                "drbd", 1,
                "greenlight", 1,
                "haproxy", 1,
                "pacemaker", 1,
                "postgres", 1,
                // Two of three Sentinels are a majority.
                "redis", 2,
                "scalelite", 1));
  }
}
