package org.bbbfleet.core.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.bbbfleet.core.error.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real inventories of people who come from the playbooks must load as they are. */
class SeedInventoriesTest {
  @TempDir Path directory;

  private Inventory read(String name) throws IOException {
    Path seed =
        Path.of(System.getProperty("fleet.root", ".."), "..", "shared", "seed", "inventory");
    assumeTrue(Files.isDirectory(seed), "the real inventories are not there: " + seed);
    Files.copy(seed.resolve("hosts-" + name), directory.resolve("hosts"));
    Path vars = Files.createDirectory(directory.resolve("group_vars"));
    try (Stream<Path> files = Files.list(seed.resolve("group_vars-" + name))) {
      for (Path file : files.toList()) {
        Files.copy(file, vars.resolve(file.getFileName()));
      }
    }
    return InventoryReader.read(directory.resolve("hosts"));
  }

  @Test
  void theHighlyAvailableOne() throws Exception {
    Inventory inventory = read("ha");
    Host balancer = inventory.host("bbb-lb-1.friends.intra.example.com").orElseThrow();
    assertThat(balancer.groups())
        .contains("lb", "lb_back", "lb_front", "bigbluebutton", "private")
        .doesNotContain("all", "ungrouped");
    assertThat(balancer.user()).isEqualTo("root");
    assertThat(balancer.variables())
        .containsEntry("postgres_trusted_clients", List.of("10.42.253.0/24"))
        .containsEntry("setup_firewall", false)
        .satisfies(
            v ->
                assertThat(v.get("firehol_trusted_networks"))
                    .isEqualTo(v.get("haproxy_backends_ipfilter"))
                    .isInstanceOf(List.class));
    assertThat(inventory.in("elasticsearch")).hasSize(3);
    assertThat(inventory.host("lachesis.faust.intra.example.com").orElseThrow().variables())
        .containsEntry("is_on_shared_hardware", true);
    assertThat(inventory.host("bbb-postgres.friends.intra.example.com").orElseThrow().variables())
        .containsEntry("firehol_trusted_networks", List.of("10.42.253.0/24"));
  }

  @Test
  void theTestOne() throws Exception {
    Inventory inventory = read("test");
    assertThat(inventory.hosts()).isNotEmpty();
    assertThat(inventory.in("bbb")).hasSize(1);
  }

  @Test
  void theStandaloneOneNamesTwoGroupsThatNothingDefines() throws Exception {
    Inventory inventory = read("standalone");
    assertThat(inventory.hosts())
        .extracting(Host::name)
        .containsExactly("bbb-1.friends.intra.example.com");
    assertThat(inventory.warnings())
        .extracting(Problem::message)
        .anyMatch(m -> m.contains("drbd_redis_peertube"))
        .anyMatch(m -> m.contains("drbd_redis_scalelite"))
        .anyMatch(m -> m.contains("pacemaker_redis_peertube") || m.contains("redis_"))
        .allMatch(m -> m.contains("which nothing defines"));
  }
}
