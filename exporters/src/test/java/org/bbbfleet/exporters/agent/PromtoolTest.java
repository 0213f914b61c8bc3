package org.bbbfleet.exporters.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.core.metrics.Distribution;
import org.bbbfleet.core.metrics.Exposition;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.bbb.BbbMetrics;
import org.bbbfleet.exporters.blackbox.BlackboxMetrics;
import org.bbbfleet.exporters.fleet.FleetMetrics;
import org.bbbfleet.exporters.units.UnitsMetrics;
import org.bbbfleet.lab.packages.DebianPackages;
import org.bbbfleet.lab.packages.FleetCache;
import org.bbbfleet.lab.packages.Wanted;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The metrics' names and texts as Prometheus's own linter sees them. */
@Tag("system")
class PromtoolTest {
  /** Reviewed: names that peers made usual, kept so that their dashboards keep working. */
  private static final List<String> PEERS =
      List.of("bbb_api_latency", "bbb_room_", "bbb_meetings", "probe_");

  @Test
  void findsNoFaultWithOurOwnNames() throws IOException, InterruptedException {
    List<Metric> metrics = new ArrayList<>();
    metrics.addAll(FleetMetrics.all());
    metrics.addAll(BbbMetrics.all());
    metrics.addAll(UnitsMetrics.all());
    metrics.addAll(BlackboxMetrics.all());
    Samples samples = new Samples();
    for (Metric metric : metrics) {
      String[] labels = metric.labels().stream().map(l -> "x").toArray(String[]::new);
      if (metric.buckets().isEmpty()) {
        samples.put(metric, 1, labels);
      } else {
        samples.put(metric, new Distribution(metric.buckets()), labels);
      }
    }
    String page = Exposition.forAccept("").write(samples);
    List<String> complaints =
        check(page).stream().filter(l -> PEERS.stream().noneMatch(l::startsWith)).toList();
    assertThat(complaints).isEmpty();
  }

  private static List<String> check(String page) throws IOException, InterruptedException {
    Path promtool =
        new DebianPackages(FleetCache.fromEnvironment(), line -> {})
            .unpack(List.of(new Wanted("prometheus", "promtool, which checks the metrics' names")))
            .program("promtool");
    Process process =
        new ProcessBuilder(promtool.toString(), "check", "metrics")
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().write(page.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isIn(0, 3);
    return said.lines().filter(l -> !l.isBlank()).toList();
  }
}
