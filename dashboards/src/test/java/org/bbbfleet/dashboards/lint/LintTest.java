package org.bbbfleet.dashboards.lint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bbbfleet.dashboards.Dashboards;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Our own dashboards obey the linter, but for what has been looked at. */
final class LintTest {
  private static final String PEERTUBES =
      "PeerTube calls its gauges _total; these are not counters";
  private static final List<Exclusion> EXCLUSIONS =
      List.of(
          new Exclusion("target-counter-agg-rule", "fleet-peertube", "Jobs that wait", PEERTUBES),
          new Exclusion(
              "target-counter-agg-rule", "fleet-peertube", "Jobs that failed", PEERTUBES));

  @TestFactory
  Stream<DynamicTest> everyDashboardIsClean() {
    ObjectMapper json = new ObjectMapper();
    Linter linter = new Linter(EXCLUSIONS);
    Map<String, String> files = Dashboards.render();
    return files.entrySet().stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file.getKey(),
                    () -> assertThat(linter.check(json.readTree(file.getValue()))).isEmpty()));
  }

  @Test
  void thereIsADashboardForEachSystem() {
    assertThat(Dashboards.render().keySet())
        .containsExactly(
            "fleet-agent.json",
            "fleet-bbb.json",
            "fleet-bbbservices.json",
            "fleet-blackbox.json",
            "fleet-freeswitch.json",
            "fleet-livestream.json",
            "fleet-osp.json",
            "fleet-overview.json",
            "fleet-peertube.json",
            "fleet-recordings.json",
            "fleet-rtmp.json",
            "fleet-scalelite.json",
            "fleet-shared.json",
            "fleet-soffice.json",
            "fleet-surroundings.json",
            "fleet-units.json");
  }
}
