package org.bbbfleet.app.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bbbfleet.app.JsonFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The healer's runs: by the service's own engine, under the lease of the incident. */
@Timeout(90)
class ReprovisionTest {
  private static final List<String> AGENT = List.of("role=agent");

  @TempDir Path directory;

  @Test
  void aServiceThatProvisionsNothingSaysWhatAnAdminRuns() throws Exception {
    try (ServiceScene scene = new ServiceScene(directory).start()) {
      JsonNode dry =
          JsonFormat.mapper().readTree(scene.heal("reprovision", AGENT, "dry_run").body());
      assertThat(dry.path("outcome").asText()).isEqualTo("refused");
      assertThat(dry.path("output").asText())
          .endsWith("an admin runs: fleet plan --limit bbb-1 --roles agent");
      assertThat(scene.healed(scene.heal("reprovision", AGENT, "force")))
          .contains("fleet provision --limit bbb-1 --roles agent");
    }
  }

  @Test
  void aDryRunIsThePlanOfThatHostAlone() throws Exception {
    ActedRuns runs = new ActedRuns(directory);
    try (ServiceScene scene = new ServiceScene(directory).provisioning(runs, "another").start()) {
      JsonNode dry =
          JsonFormat.mapper().readTree(scene.heal("reprovision", AGENT, "dry_run").body());
      assertThat(dry.path("outcome").asText()).isEqualTo("dry run");
      assertThat(dry.path("output").asText())
          .startsWith("run 20260101-1200-1: would make 1 change\n~ file /etc/motd")
          .endsWith("(+1 -1 lines)");
      assertThat(runs.holders).containsExactly("bbb-1 ");
      assertThat(runs.asked.get(0).roles()).containsExactly("agent");
      // Nobody is asked to approve what the healer only looked at.
      assertThat(scene.json("/api/v1/runs").findValuesAsText("state")).containsExactly("ok");
    }
  }

  @Test
  void itGoesOnUnderTheLeaseOfItsIncident() throws Exception {
    ActedRuns runs = new ActedRuns(directory);
    try (ServiceScene scene = new ServiceScene(directory).provisioning(runs, "another").start()) {
      HttpResponse<String> order = scene.heal("reprovision", AGENT, "force");
      assertThat(order.statusCode()).as(order.body()).isEqualTo(200);
      String id = JsonFormat.mapper().readTree(order.body()).path("incident").asText();
      scene.await("/api/v1/runs", list -> list.findValuesAsText("state").contains("running"));
      assertThat(runs.holders).containsExactly("bbb-1 incident-" + id);
      assertThat(scene.json("/api/v1/leases").findValuesAsText("holder"))
          .containsExactly("incident-" + id);
      runs.go.countDown();
      String story = scene.healed(order);
      assertThat(story)
          .contains("reprovision agent: done")
          .contains("1 change made, signals well")
          .contains("~ file /etc/motd");
      assertThat(runs.asked.get(0).who()).isEqualTo("the healer, incident-" + id);
      scene.await("/api/v1/leases", list -> list.findValuesAsText("holder").isEmpty());
    }
  }

  @Test
  void whoStopsTheRunStopsTheAction() throws Exception {
    ActedRuns runs = new ActedRuns(directory);
    try (ServiceScene scene = new ServiceScene(directory).provisioning(runs, "anybody").start()) {
      HttpResponse<String> order = scene.heal("reprovision", AGENT, "force");
      JsonNode list =
          scene.await("/api/v1/runs", r -> r.findValuesAsText("state").contains("running"));
      String run = list.findValuesAsText("id").get(0);
      HttpResponse<String> stop =
          scene.post(
              "/api/v1/runs/" + run + "/cancel",
              ServiceScene.TOKENS.get("olaf"),
              Map.of("reason", "not now"));
      assertThat(stop.statusCode()).as(stop.body()).isEqualTo(200);
      assertThat(scene.healed(order)).contains("reprovision agent: cut off");
    }
  }
}
