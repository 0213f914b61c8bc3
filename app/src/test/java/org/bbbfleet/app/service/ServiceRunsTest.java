package org.bbbfleet.app.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bbbfleet.app.JsonFormat;
import org.bbbfleet.app.cli.FleetCommand;
import org.bbbfleet.provisioning.run.RunOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Provisioning through the service's API: plan, approval, progress, outcome, stop. */
@Timeout(90)
class ServiceRunsTest {
  private static final String OPERATOR = ServiceScene.TOKENS.get("olaf");
  private static final String APPROVER = ServiceScene.TOKENS.get("anna");
  private static final Map<String, String> REASON = Map.of("reason", "tonight's window");

  @TempDir Path directory;

  private static String plan(ServiceScene scene, String token, Map<String, Object> what)
      throws Exception {
    HttpResponse<String> answer = scene.post("/api/v1/runs/plan", token, what);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JsonFormat.mapper().readTree(answer.body()).path("id").asText();
  }

  private static JsonNode awaitState(ServiceScene scene, String id, String state) throws Exception {
    return scene.await("/api/v1/runs/" + id, run -> run.path("state").asText().equals(state));
  }

  @Test
  void aServiceWithoutAnOperatorsKeyProvisionsNothingAndSaysSo() throws Exception {
    try (ServiceScene scene = new ServiceScene(directory).start()) {
      HttpResponse<String> answer = scene.post("/api/v1/runs/plan", OPERATOR, Map.of());
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains("no operator's key");
      assertThat(scene.json("/api/v1/runs").path("enabled").asBoolean()).isFalse();
      assertThat(scene.json("/api/v1/runs/none").path("error").asText())
          .isEqualTo("there is no run none");
    }
  }

  @Test
  void aPlanIsSeenApprovedAndCarriedOut() throws Exception {
    ActedRuns runs = new ActedRuns(directory);
    try (ServiceScene scene = new ServiceScene(directory).provisioning(runs, "another").start()) {
      String plan = plan(scene, OPERATOR, Map.of("limit", "bbb", "roles", List.of("agent")));
      JsonNode seen = awaitState(scene, plan, "waiting for approval");
      assertThat(seen.path("hosts").findValuesAsText("line"))
          .containsOnly("~ file /etc/motd  <i>one line</i>");
      assertThat(runs.asked.get(0).limit()).isEqualTo("bbb");
      assertThat(runs.asked.get(0).roles()).containsExactly("agent");

      String approve = "/api/v1/runs/" + plan + "/approve";
      assertThat(scene.post(approve, OPERATOR, REASON).statusCode()).isEqualTo(403);
      HttpResponse<String> approved = scene.post(approve, APPROVER, REASON);
      assertThat(approved.statusCode()).as(approved.body()).isEqualTo(200);
      String run = JsonFormat.mapper().readTree(approved.body()).path("id").asText();
      assertThat(runs.asked.get(1).approved().orElseThrow().run()).isEqualTo(plan);
      scene.await(
          "/api/v1/runs/" + run,
          r -> r.path("hosts").path(0).path("doing").asText().equals("2/2 <b>restart</b> nginx"));
      assertThat(scene.json("/api/v1/runs/" + run).path("cancellable").asBoolean()).isTrue();
      runs.go.countDown();

      JsonNode done = awaitState(scene, run, "ok");
      assertThat(done.path("hosts").path(0).path("told").asText()).isEqualTo("signals well: agent");
      assertThat(scene.json("/api/v1/runs/" + plan).path("told").asText())
          .contains("Approved by anna: tonight's window");
      assertThat(scene.post(approve, APPROVER, REASON).statusCode()).isEqualTo(409);
    }
  }

  @Test
  void theAuthorOfAPlanMayNotApproveItWhereAnotherMust() throws Exception {
    ActedRuns runs = new ActedRuns(directory);
    try (ServiceScene scene = new ServiceScene(directory).provisioning(runs, "another").start()) {
      String plan = plan(scene, APPROVER, Map.of());
      awaitState(scene, plan, "waiting for approval");
      HttpResponse<String> own = scene.post("/api/v1/runs/" + plan + "/approve", APPROVER, REASON);
      assertThat(own.statusCode()).isEqualTo(403);
      assertThat(own.body()).contains("another person");
      // The shared token proves nobody.
      HttpResponse<String> shared =
          scene.post(
              "/api/v1/runs/" + plan + "/approve",
              "s".repeat(32),
              Map.of("reason", "x", "who", "bob"));
      assertThat(shared.statusCode()).isEqualTo(403);
      assertThat(scene.post("/api/v1/runs/" + plan + "/reject", APPROVER, REASON).statusCode())
          .isEqualTo(200);
      assertThat(scene.json("/api/v1/runs/" + plan).path("state").asText()).isEqualTo("rejected");
      assertThat(runs.asked).hasSize(1);
    }
  }

  @Test
  void aRunIsStoppedAndRemembersWhoStoppedIt() throws Exception {
    ActedRuns runs = new ActedRuns(directory);
    try (ServiceScene scene = new ServiceScene(directory).provisioning(runs, "anybody").start()) {
      String plan = plan(scene, APPROVER, Map.of());
      awaitState(scene, plan, "waiting for approval");
      String run =
          JsonFormat.mapper()
              .readTree(scene.post("/api/v1/runs/" + plan + "/approve", APPROVER, REASON).body())
              .path("id")
              .asText();
      assertThat(
              scene
                  .post("/api/v1/runs/" + run + "/cancel", OPERATOR, Map.of("reason", "wrong host"))
                  .statusCode())
          .isEqualTo(200);
      assertThat(awaitState(scene, run, "stopped").path("told").asText())
          .contains("stopped by olaf: wrong host");
      scene.await("/api/v1/runs/" + run, r -> !r.path("cancellable").asBoolean());
      assertThat(
              scene
                  .post("/api/v1/runs/" + run + "/cancel", OPERATOR, Map.of("reason", "again"))
                  .statusCode())
          .isEqualTo(409);
    }
  }

  @Test
  void progressIsAStreamThatEndsWithTheRun() throws Exception {
    ActedRuns runs = new ActedRuns(directory);
    runs.go.countDown();
    try (ServiceScene scene = new ServiceScene(directory).provisioning(runs, "anybody").start()) {
      String plan = plan(scene, OPERATOR, Map.of());
      HttpRequest.Builder request =
          HttpRequest.newBuilder(scene.url("/api/v1/runs/" + plan + "/events"));
      String told = scene.send(request, OPERATOR).body();
      assertThat(told)
          .contains("\"event\":\"started\"")
          .contains("\"event\":\"host-done\"")
          .contains("\"event\":\"done\"")
          .endsWith("event: end\ndata: {}\n\n");
      HttpRequest.Builder later =
          HttpRequest.newBuilder(scene.url("/api/v1/runs/" + plan + "/events"))
              .header("Last-Event-ID", "2");
      assertThat(scene.send(later, OPERATOR).body())
          .doesNotContain("\"event\":\"started\"")
          .contains("\"event\":\"done\"");
    }
  }

  @Test
  void theCommandLineIsAClientOfTheSame() throws Exception {
    ActedRuns runs = new ActedRuns(directory);
    runs.go.countDown();
    Path token = Files.writeString(directory.resolve("anna.token"), APPROVER + "\n");
    try (ServiceScene scene = new ServiceScene(directory).provisioning(runs, "anybody").start()) {
      String[] server = {"--server", scene.url("/").toString(), "--token-file", token.toString()};
      Said plan = said("plan", server);
      assertThat(plan.code()).isEqualTo(2);
      assertThat(plan.out()).contains("bbb-1").contains("/etc/motd").contains("2 changes");
      Said run = said("provision", server, "--yes", "--limit", "bbb");
      assertThat(run.code()).isZero();
      assertThat(run.out()).contains("signals well: agent");
      assertThat(runs.asked).hasSize(3);
      assertThat(runs.asked.get(2).who()).isEqualTo("anna");
      assertThat(runs.asked.get(2).command()).contains("approved by anna");
    }
  }

  @Test
  void howARunGoesAboutItIsCarriedToTheServiceAndOnToTheRunThatIsApproved() throws Exception {
    ActedRuns runs = new ActedRuns(directory);
    runs.go.countDown();
    Path token = Files.writeString(directory.resolve("anna.token"), APPROVER + "\n");
    try (ServiceScene scene = new ServiceScene(directory).provisioning(runs, "anybody").start()) {
      String[] server = {"--server", scene.url("/").toString(), "--token-file", token.toString()};
      String[] how = {
        "--yes", "--forks", "3", "--serial", "1,50%", "--max-fail", "10%", "--roles", "agent"
      };
      assertThat(said("provision", server, how).code()).isZero();
      assertThat(runs.asked).hasSize(2);
      for (RunOptions run : runs.asked) {
        assertThat(run.forks()).isEqualTo(3);
        assertThat(run.serial()).hasToString("1,50%");
        assertThat(run.maxFail().orElseThrow()).hasToString("10%");
        assertThat(run.roles()).containsExactly("agent");
      }
      assertThat(runs.asked.get(0).command())
          .isEqualTo("the service, forks 3, serial 1,50%, max_fail 10%");
      assertThat(runs.asked.get(1).approved()).isPresent();

      HttpResponse<String> wrong =
          scene.post("/api/v1/runs/plan", OPERATOR, Map.of("serial", "some"));
      assertThat(wrong.statusCode()).isEqualTo(400);
      assertThat(wrong.body()).contains("neither a number of hosts nor a percentage");
      assertThat(scene.post("/api/v1/runs/plan", OPERATOR, Map.of("forks", 0)).statusCode())
          .isEqualTo(400);
      assertThat(runs.asked).hasSize(2);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "plan, -i, hosts",
    "plan, -o, saved.plan",
    "plan, --private-key, key",
    "plan, --known-hosts, hosts",
    "plan, --artifacts, dir",
    "plan, --vault-password-file, pw",
    "plan, -F, config",
    "provision, -i, hosts",
    "provision, --key-passphrase-file, pw",
    "provision, '', saved.plan",
  })
  void whatTheServiceWouldNotHearOfIsRefused(String command, String option, String value) {
    List<String> line = new ArrayList<>(List.of("--server", "http://127.0.0.1:1/"));
    line.addAll(option.isEmpty() ? List.of(value) : List.of(option, value));
    PrintStream before = System.err;
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      assertThat(said(command, line.toArray(String[]::new)).code()).isEqualTo(64);
    } finally {
      System.setErr(before);
    }
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains((option.isEmpty() ? "a plan's file" : option) + " can't be given with --server");
  }

  @Test
  void withJsonTheReportAloneIsOnStandardOutput() throws Exception {
    ActedRuns runs = new ActedRuns(directory);
    runs.go.countDown();
    Path token = Files.writeString(directory.resolve("anna.token"), APPROVER + "\n");
    try (ServiceScene scene = new ServiceScene(directory).provisioning(runs, "anybody").start()) {
      String[] server = {"--server", scene.url("/").toString(), "--token-file", token.toString()};
      Said plan = said("plan", server, "--json");
      assertThat(report(plan).path("hosts")).hasSize(2);
      // Nobody is there to be asked, so nothing is changed; the plan is the report.
      Said refused = said("provision", server, "--json");
      assertThat(refused.code()).isEqualTo(1);
      assertThat(report(refused).path("request").path("kind").asText()).isEqualTo("PLAN");
      Said run = said("provision", server, "--json", "--yes");
      assertThat(run.code()).isZero();
      assertThat(report(run).path("request").path("kind").asText()).isEqualTo("APPLY");
    }
  }

  private static JsonNode report(Said said) throws Exception {
    return JsonFormat.mapper()
        .reader(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .readTree(said.out());
  }

  private record Said(int code, String out) {}

  private static Said said(String command, String[] server, String... more) {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      List<String> line = new ArrayList<>(List.of(command));
      line.addAll(List.of(server));
      line.addAll(List.of(more));
      int code = FleetCommand.run(line.toArray(String[]::new));
      return new Said(code, out.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(before);
    }
  }
}
