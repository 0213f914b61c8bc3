package org.bbbfleet.provisioning.role;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bbbfleet.core.error.Problem;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.inventory.Inventory;
import org.bbbfleet.provisioning.role.scalelite.ScaleliteRole;
import org.bbbfleet.provisioning.role.scalelite.ScaleliteWorkers;
import org.junit.jupiter.api.Test;

/** One poller and one importer in a fleet, wherever the inventory puts them. */
class ScaleliteWorkersTest {
  private static Host host(String name, String... told) {
    Map<String, Object> variables = new TreeMap<>();
    if (told.length > 0) {
      variables.put("scalelite_has_roles", List.of(told));
    }
    return new Host(name, List.of("scalelite"), variables);
  }

  private static Placement placement(Host... hosts) {
    return new Placement(
        new Inventory(List.of(hosts), List.of(), List.of()), List.of(new ScaleliteRole()));
  }

  private static List<String> workers(Host... hosts) {
    ScaleliteWorkers workers = ScaleliteWorkers.of(placement(hosts));
    return Stream.of(hosts).map(h -> h.name() + workers.on(h).stream().sorted().toList()).toList();
  }

  private static List<String> problems(Host... hosts) {
    return new ScaleliteRole()
        .constraints(placement(hosts)).stream().map(Problem::toString).toList();
  }

  @Test
  void unsetTheFirstHostGetsPollerAndImporter() {
    Host[] hosts = {host("s1"), host("s2"), host("s3")};
    assertThat(workers(hosts))
        .containsExactly("s1[api, poller, recording-importer]", "s2[api]", "s3[api]");
    assertThat(problems(hosts)).isEmpty();
  }

  @Test
  void whatIsGivenToOneHostIsNotGivenToAnother() {
    Host[] hosts = {host("s1"), host("s2", "api", "poller"), host("s3")};
    assertThat(workers(hosts))
        .containsExactly("s1[api, recording-importer]", "s2[api, poller]", "s3[api]");
    assertThat(problems(hosts)).isEmpty();
  }

  @Test
  void twoPollersAndNoImporterAreMistakes() {
    assertThat(problems(host("s1", "poller"), host("s2", "api", "poller")))
        .containsExactly(
            "s1   scalelite_has_roles puts the poller on s1 and s2. Set it on one of them.",
            "s1   scalelite_has_roles puts the recording-importer on no host. Set it on one of"
                + " them.");
  }

  @Test
  void aFleetWithoutScaleliteNeedsNone() {
    assertThat(problems()).isEmpty();
  }
}
