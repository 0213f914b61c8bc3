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

/** Our own dashboards obey the linter, without exclusions so far. */
final class LintTest {
  private static final List<Exclusion> EXCLUSIONS = List.of();

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
            "fleet-blackbox.json",
            "fleet-freeswitch.json",
            "fleet-livestream.json",
            "fleet-overview.json",
            "fleet-rtmp.json",
            "fleet-soffice.json",
            "fleet-units.json");
  }
}
