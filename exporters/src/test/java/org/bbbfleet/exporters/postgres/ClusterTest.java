package org.bbbfleet.exporters.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.bbbfleet.core.config.Section;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which clusters a host has. */
final class ClusterTest {
  @TempDir Path root;

  private void made(String name, String start, String config) throws IOException {
    Path place = Files.createDirectories(root.resolve("etc/postgresql").resolve(name));
    Files.writeString(place.resolve("start.conf"), start);
    Files.writeString(place.resolve("postgresql.conf"), config);
  }

  @Test
  void theyAreWhereDebiansToolsMadeThem() throws IOException {
    PostgresExporter exporter = new PostgresExporter();
    assertThat(exporter.presenceBelow(root, Section.of("t", Map.of())).on()).isFalse();
    made("15/main", "# manual or disabled\nauto\n", "#port = 1\nport = 5433 # of old\nport=5434\n");
    made("15/moved", "manual\n", "unix_socket_directories = '/srv/pg, /tmp'\n");
    made("13/old", "disabled\n", "port = 5432\n");
    Files.createDirectories(root.resolve("etc/postgresql/15/empty"));
    assertThat(Cluster.configured(Section.of("t", Map.of()), root))
        .containsExactly(
            new Cluster("15-main", "/var/run/postgresql", 5434, true),
            new Cluster("15-moved", "/srv/pg", 5432, false));
    assertThat(exporter.presenceBelow(root, Section.of("t", Map.of())).why())
        .isEqualTo("clusters: 15-main, 15-moved");
  }

  @Test
  void whatIsConfiguredTakesTheirPlace() throws IOException {
    made("15/main", "auto\n", "");
    Map<String, Object> bookings = Map.of("host", "10.0.0.5", "port", 6432);
    Section options = Section.of("t", Map.of("clusters", Map.of("bookings", bookings)));
    assertThat(Cluster.configured(options, root))
        .containsExactly(new Cluster("bookings", "10.0.0.5", 6432, true));
    options.finish();
    Section wrong = Section.of("t", Map.of("clusters", Map.of("a b", Map.of())));
    Cluster.configured(wrong, root);
    assertThatThrownBy(wrong::finish).hasMessageContaining("is no name of a cluster");
  }
}
