package org.bbbfleet.provisioning.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.inventory.Inventory;
import org.bbbfleet.core.metrics.Exposition;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.fleet.FleetMetrics;
import org.bbbfleet.provisioning.facts.FactsParser;
import org.bbbfleet.provisioning.facts.Questions;
import org.bbbfleet.provisioning.resource.Artifact;
import org.bbbfleet.provisioning.role.Artifacts;
import org.bbbfleet.provisioning.role.Declaration;
import org.bbbfleet.provisioning.role.Fleet;
import org.bbbfleet.provisioning.role.FleetSecrets;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Watched;
import org.bbbfleet.provisioning.role.agent.AgentRole;
import org.junit.jupiter.api.Test;

class SignalsTest {
  private static final List<Declaration> DECLARED =
      List.of(
          Declaration.role("agent").watchedBy(Watched.job("agent", 9688, "/-/healthy")),
          Declaration.role("media")
              .watchedBy(Watched.exporter("soffice"), Watched.unit("a.service")));

  private static Signals.Verdict judge(
      Map<String, Object> variables, int health, String metrics, String unitState) {
    Host host = new Host("h", List.of(), variables);
    Fleet fleet =
        new Fleet(
            new Inventory(List.of(host), List.of(), List.of()),
            List.of(new AgentRole()),
            new FleetSecrets(Path.of("unused")),
            new Artifacts(new Artifact(Path.of("x"), "0".repeat(64)), Map.of()),
            h -> List.of());
    Signals signals = Signals.of(new HostView(fleet, host), DECLARED);
    Questions questions = new Questions();
    signals.ask(questions);
    String answer =
        "fleet-facts 1\nfiles\nhashes\nunits\nLoadState=loaded\nActiveState="
            + unitState
            + "\nunits-end\npage 1 "
            + (health == 0 ? "" : base64("HTTP/1.1 " + health + " X\n"))
            + "\npage 2 "
            + base64("HTTP/1.1 200 OK\n" + metrics)
            + "\nend\n";
    return signals.judge(FactsParser.parse(questions, "h", answer));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String metric(String collector, int value) {
    // As the agent writes it.
    return Exposition.forAccept("")
        .write(new Samples().put(FleetMetrics.COLLECTOR_SUCCESS, value, collector))
        .lines()
        .filter(line -> !line.startsWith("#"))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  @Test
  void everythingIsWell() {
    Signals.Verdict verdict =
        judge(Map.of(), 200, metric("soffice", 1) + metric("units", 1), "active");
    assertThat(verdict.allWell()).isTrue();
    assertThat(verdict.well()).containsExactly("agent", "soffice", "unit×1");
  }

  @Test
  void noDataIsNotWell() {
    assertThat(judge(Map.of(), 0, "", "failed").trouble())
        .containsExactly(
            "agent does not answer on port 9688",
            "collector soffice has not yet succeeded",
            "collector units has not yet succeeded",
            "unit a.service is failed");
  }

  @Test
  void aCollectorThatFailsIsNotWellAlsoWhenNoRoleAskedForIt() {
    assertThat(
            judge(
                    Map.of(),
                    503,
                    metric("soffice", 0) + metric("units", 1) + metric("other", 0),
                    "active")
                .trouble())
        .containsExactly(
            "agent answers 503 to /-/healthy on port 9688",
            "collector soffice fails",
            "collector other fails");
  }

  @Test
  void anExporterThatAVariableSwitchesOffIsNotAskedFor() {
    assertThat(
            judge(
                    Map.of("agent_exporters", Map.of("soffice", false)),
                    200,
                    metric("units", 1),
                    "active")
                .allWell())
        .isTrue();
  }
}
