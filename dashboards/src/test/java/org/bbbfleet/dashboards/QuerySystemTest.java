package org.bbbfleet.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bbbfleet.core.promql.PromQl;
import org.bbbfleet.dashboards.model.Target;
import org.bbbfleet.lab.packages.Command;
import org.bbbfleet.lab.packages.DebianPackages;
import org.bbbfleet.lab.packages.FleetCache;
import org.bbbfleet.lab.packages.Unpacked;
import org.bbbfleet.lab.packages.Wanted;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prometheus itself understands every query. */
@Tag("system")
final class QuerySystemTest {

  @Test
  void everyQueryIsPromQl(@TempDir Path directory) throws IOException {
    List<String> queries =
        Dashboards.all().stream()
            .flatMap(dashboard -> dashboard.panels())
            .flatMap(panel -> panel.targets().stream())
            .map(Target::expr)
            .map(expr -> expr.promql().replace("$__rate_interval", "1m"))
            .distinct()
            .toList();
    assertThat(queries).hasSizeGreaterThan(50);

    assertThat(check(directory, queries)).contains("SUCCESS: " + queries.size() + " rules found");
    assertThat(check(directory, List.of("sum by (host (up)"))).contains("FAILED");
  }

  private static String check(Path directory, List<String> queries) throws IOException {
    StringBuilder yaml = new StringBuilder("groups:\n- name: queries\n  rules:\n");
    int number = 0;
    for (String query : queries) {
      yaml.append("  - record: query:").append(number++).append('\n');
      yaml.append("    expr: ").append(PromQl.quote(query)).append('\n');
    }
    Path file = Files.writeString(directory.resolve("queries.yml"), yaml);
    Unpacked prometheus =
        new DebianPackages(FleetCache.fromEnvironment(), System.out::println)
            .unpack(List.of(new Wanted("prometheus", "its promtool judges queries")));
    Command.Output output =
        Command.of(prometheus.program("promtool").toString(), "check", "rules", file.toString())
            .with(prometheus.environment())
            .run();
    return output.out() + output.err();
  }
}
