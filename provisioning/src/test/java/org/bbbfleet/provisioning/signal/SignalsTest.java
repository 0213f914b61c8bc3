package org.bbbfleet.provisioning.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.inventory.Inventory;
import org.bbbfleet.core.metrics.Exposition;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.fleet.FleetMetrics;
import org.bbbfleet.provisioning.facts.Facts;
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
    Signals signals = Signals.of(new HostView(fleet(host), host), DECLARED);
    Questions questions = new Questions();
    signals.ask(questions);
    Facts facts = FactsParser.parse(questions, "h", answer(health, metrics, unitState));
    return signals.judge(facts);
  }

  private static Signals.Verdict fresh(String metrics, Duration sinceChanges) {
    Host host = new Host("h", List.of(), Map.of());
    Declaration slow = Declaration.role("backup").watchedBy(Watched.exporter("backups"));
    Signals signals = Signals.of(new HostView(fleet(host), host), with(slow));
    Questions questions = new Questions();
    signals.askFresh(questions);
    return signals.judgeFresh(
        FactsParser.parse(questions, "h", answer(200, metrics, "active")), sinceChanges);
  }

  private static List<Declaration> with(Declaration more) {
    List<Declaration> all = new ArrayList<>(DECLARED);
    all.add(more);
    return all;
  }

  private static String aged(String collector, double seconds) {
    return metric(collector, 1)
        + FleetMetrics.COLLECTOR_AGE.name()
        + "{collector=\""
        + collector
        + "\",} "
        + seconds
        + "\n";
  }

  @Test
  void whatWasMeasuredBeforeTheChangesTellsNothing() {
    String others = aged("units", 1) + aged("backups", 1);
    assertThat(fresh(aged("soffice", 2.9) + others, Duration.ofSeconds(3)).allWell()).isTrue();
    assertThat(fresh(aged("soffice", 3.1) + others, Duration.ofSeconds(3)).trouble())
        .containsExactly("collector soffice has not measured since the changes (3 s ago)");
    assertThat(fresh(metric("soffice", 1) + others, Duration.ofSeconds(3)).trouble())
        .containsExactly("collector soffice has not measured since the changes");
  }

  @Test
  void aSlowCollectorMustHaveMeasuredInItsLastTwoRounds() {
    String others = aged("soffice", 1) + aged("units", 1);
    assertThat(fresh(others + aged("backups", 119), Duration.ofSeconds(3)).allWell()).isTrue();
    assertThat(fresh(others + aged("backups", 124), Duration.ofSeconds(3)).trouble())
        .containsExactly("collector backups has not measured since the changes (124 s ago)");
  }

  private static Fleet fleet(Host host) {
    return new Fleet(
        new Inventory(List.of(host), List.of(), List.of()),
        List.of(new AgentRole()),
        new FleetSecrets(Path.of("unused")),
        new Artifacts(new Artifact(Path.of("x"), "0".repeat(64)), Map.of()),
        h -> List.of());
  }

  private static String answer(int health, String metrics, String unitState) {
    return "fleet-facts 1\nfiles\nhashes\nunits\nLoadState=loaded\nActiveState="
        + unitState
        + "\nunits-end\npage 1 "
        + (health == 0 ? "" : base64("HTTP/1.1 " + health + " X\n"))
        + "\npage 2 "
        + base64("HTTP/1.1 200 OK\n" + metrics)
        + "\nend\n";
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
