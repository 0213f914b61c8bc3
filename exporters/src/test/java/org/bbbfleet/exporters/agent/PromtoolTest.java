package org.bbbfleet.exporters.agent;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.core.metrics.Distribution;
import org.bbbfleet.core.metrics.Exposition;
import org.bbbfleet.core.metrics.MeterRegistryMetrics;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Declarations;
import org.bbbfleet.lab.packages.DebianPackages;
import org.bbbfleet.lab.packages.FleetCache;
import org.bbbfleet.lab.packages.Wanted;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The whole exposition, every family that we declare, as Prometheus's own linter sees it. */
@Tag("system")
class PromtoolTest {
  /** Reviewed: what it may complain of, by how the complaint begins, and why that stays. */
  private static final Map<String, String> REVIEWED =
      Map.ofEntries(
          entry("bbb_api_latency", "bbb-exporter's name: dashboards keep working"),
          entry("bbb_room_", "bbb-exporter's names"),
          entry("bbb_meetings", "bbb-exporter's names"),
          entry("bbb_recordings_", "bbb-exporter's names"),
          entry("freeswitch_session_total ", "znerol's name for a gauge"),
          entry("probe_", "blackbox_exporter's names"),
          entry("peertube_", "PeerTube's own names"),
          entry("certificate_", "names of the playbooks' textfile script, and ours beside them"),
          entry("ha_cluster_pacemaker_fail_count", "ha_cluster_exporter's name"),
          entry("scalelite_recordings_", "names of the playbooks' textfile script"),
          entry("mcs_", "bbb-webrtc-sfu's own names"),
          entry("sfu_", "bbb-webrtc-sfu's own names"),
          entry("mediasoup_", "bbb-webrtc-sfu's own names"),
          entry("rtmp_", "bit rates are what encoders are set to and what nginx tells"),
          entry("jvm_", "Micrometer's names, which its ready dashboards want"),
          entry("process_cpu_time_ns_total", "Micrometer's name"),
          entry("system_cpu_count", "Micrometer's name"));

  @Test
  void findsNoFaultBesideTheReviewedNames() throws IOException, InterruptedException {
    Samples samples = new Samples();
    for (List<Metric> source : Declarations.ours().values()) {
      for (Metric metric : source) {
        assertThat(metric.help()).as(metric.name()).isNotBlank();
        String[] labels = metric.labels().stream().map(l -> "x").toArray(String[]::new);
        if (metric.buckets().isEmpty()) {
          samples.put(metric, 1, labels);
        } else {
          samples.put(metric, new Distribution(metric.buckets()), labels);
        }
      }
    }
    try (MeterRegistryMetrics meters = MeterRegistryMetrics.withJvm()) {
      String page = Exposition.forAccept("").write(samples, meters);
      assertThat(page).contains("jvm_memory_used_bytes");
      assertThat(check(page))
          .filteredOn(l -> REVIEWED.keySet().stream().noneMatch(l::startsWith))
          .isEmpty();
    }
  }

  @Test
  void wouldSeeAFault() throws IOException, InterruptedException {
    Samples samples = new Samples().put(Metric.gauge("fleet_things_total", "Things."), 1);
    assertThat(check(Exposition.forAccept("").write(samples)))
        .anyMatch(line -> line.contains("fleet_things_total"));
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
