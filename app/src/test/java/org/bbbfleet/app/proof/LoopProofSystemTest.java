package org.bbbfleet.app.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.lab.bbb.Load;
import org.bbbfleet.lab.freeswitch.FreeSwitchFault;
import org.bbbfleet.lab.packages.Command;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the loop promises, on real parts: nothing is lost, nothing is done twice, nothing is done
 * that is not in the catalogue, and a second run changes nothing.
 */
@Tag("system")
@TestMethodOrder(MethodOrderer.Random.class)
final class LoopProofSystemTest {
  private static final String WEBHOOK = "/api/v1/alertmanager";
  private static final String SERVE = "bbb-fleet-serve.service";
  private static final int COPIES = 50;

  @TempDir static Path directory;
  private static ProofFleet fleet;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeAll
  static void up() throws IOException {
    Optional<Path> program = ProofFleet.program();
    Assumptions.assumeTrue(
        program.isPresent(), "the program is not built, so it can't be proved: run ./fleet build");
    fleet = ProofFleet.up(program.get(), directory);
  }

  @AfterAll
  static void down() {
    if (fleet != null) {
      fleet.close();
    }
  }

  @BeforeEach
  void announce(TestInfo test) {
    fleet.say("── " + test.getDisplayName());
  }

  @Test
  void aSecondProvisionChangesNothingAndDriftIsFoundAndRepaired() {
    Command.Output again = fleet.fleet("provision");
    assertThat(again.out()).contains("nothing to do").contains("0 changes on 1 host");
    assertThat(again.status()).isZero();
    assertThat(fleet.fleet("provision", "--check").status()).isZero();

    String file = "/etc/bbb-fleet/heal.units";
    fleet.on("rm " + file);
    Command.Output plan = fleet.fleet("provision", "--check", "--diff");
    assertThat(plan.status()).isEqualTo(2);
    assertThat(plan.out()).contains(file).contains("+dummy.service").contains("1 change on 1 host");
    assertThat(fleet.on("test -e " + file + " || echo absent")).isEqualTo("absent");

    Command.Output repair = fleet.fleet("provision");
    assertThat(repair.status()).isZero();
    assertThat(repair.out()).contains("1 change on 1 host");
    assertThat(fleet.on("grep -c dummy.service " + file)).isEqualTo("1");
  }

  @Test
  void theSameNotificationFiftyTimesInParallelIsOneIncidentAndOneAction() throws Exception {
    String unit = "dummy.service";
    long before = fleet.lastEvent();
    long restarts = fleet.restartsByTheHealer(unit);
    long starts = fleet.starts(unit);
    double accepted = accepted();
    String notification = kill(unit);

    List<CompletableFuture<Integer>> answers = new ArrayList<>();
    for (int i = 0; i < COPIES; i++) {
      answers.add(
          http.sendAsync(
                  post(notification, "Bearer " + token()), HttpResponse.BodyHandlers.discarding())
              .thenApply(HttpResponse::statusCode));
    }
    for (CompletableFuture<Integer> answer : answers) {
      assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo(202);
    }
    fleet.event(before, "UnitDead", "healed");
    // The same again, after all is done: nothing is done again.
    assertThat(send(notification, "Bearer " + token())).isEqualTo(202);

    assertThat(accepted() - accepted).isEqualTo(COPIES + 1);
    assertOneAction(before, "UnitDead");
    assertThat(fleet.restartsByTheHealer(unit) - restarts).isEqualTo(1);
    assertThat(fleet.starts(unit) - starts).isEqualTo(1);
  }

  @Test
  void killedRightAfterItTookTheNotificationItFinishesTheIncidentOnce() {
    String unit = "bbb-livestream-demo.service";
    long before = fleet.lastEvent();
    long restarts = fleet.restartsByTheHealer(unit);
    long starts = fleet.starts(unit);
    fleet.say(fleet.on("/usr/local/sbin/lab-fault stalled"));
    String notification = fleet.notification("LivestreamStalled", Map.of("host", ProofFleet.HOST));

    // On the host itself, so that nothing lies between the answer and the kill.
    long victim = fleet.mainPid(SERVE);
    String code =
        fleet.on(
            body(notification)
                + authorized()
                + " -o /dev/null -w '%{http_code}' --data-binary @/run/proof.json http://127.0.0.1:9780"
                + WEBHOOK
                + " && kill -KILL "
                + victim);
    assertThat(code).isEqualTo("202");

    fleet.event(before, "LivestreamStalled", "healed");
    assertThat(fleet.mainPid(SERVE)).isNotEqualTo(victim);
    assertOneAction(before, "LivestreamStalled");
    assertThat(fleet.restartsByTheHealer(unit) - restarts).isEqualTo(1);
    assertThat(fleet.starts(unit) - starts).isEqualTo(1);
  }

  @Test
  void killedBetweenActionAndVerificationItVerifiesAndDoesNotActAgain() {
    String unit = "spare.service";
    long before = fleet.lastEvent();
    long restarts = fleet.restartsByTheHealer(unit);
    long starts = fleet.starts(unit);
    String notification = kill(unit);

    long victim = fleet.mainPid(SERVE);
    String events = "http://127.0.0.1:9780/api/v1/events?after=" + before;
    fleet.on(
        body(notification)
            + authorized()
            + " --data-binary @/run/proof.json http://127.0.0.1:9780"
            + WEBHOOK
            + " && for i in $(seq 600); do case $(curl -sS '"
            + events
            + "') in *action_finished*) break ;; esac; sleep 0.05; done; kill -KILL "
            + victim);
    Instant killed = Instant.now();

    JsonNode healed = fleet.event(before, "UnitDead", "healed");
    JsonNode acted = fleet.event(before, "UnitDead", "action_finished");
    assertThat(Instant.parse(acted.path("at").asText())).isBefore(killed);
    // The one who was killed did not verify: the one who came after did.
    assertThat(Instant.parse(healed.path("at").asText())).isAfter(killed);
    assertThat(fleet.mainPid(SERVE)).isNotEqualTo(victim);
    assertOneAction(before, "UnitDead");
    assertThat(fleet.restartsByTheHealer(unit) - restarts).isEqualTo(1);
    assertThat(fleet.starts(unit) - starts).isEqualTo(1);
  }

  @Test
  void withoutTheTokenNothingIsJournalled() throws Exception {
    long before = fleet.lastEvent();
    assertThat(send(marked("nobody"), null)).isEqualTo(401);
    assertThat(send(marked("stranger"), "Bearer " + "x".repeat(43))).isEqualTo(403);
    assertThat(send(marked("basic"), "Basic cm9vdDpyb290")).isEqualTo(401);
    assertThat(send(marked("known"), "Bearer " + token())).isEqualTo(202);

    assertThat(journalled("known")).isTrue();
    assertThat(journalled("nobody")).isFalse();
    assertThat(journalled("stranger")).isFalse();
    assertThat(journalled("basic")).isFalse();
    assertThat(fleet.events(before)).isEmpty();
  }

  @Test
  void theHealersKeyIsGoodForTheCatalogueAndNothingElse() {
    long starts = fleet.starts("dummy.service");
    Command.Output restart = asHealer("restart-unit dummy.service");
    assertThat(restart.status()).isZero();
    assertThat(restart.out()).contains("restarted dummy.service");
    assertThat(fleet.starts("dummy.service") - starts).isEqualTo(1);

    for (String command :
        List.of(
            "sh",
            "cat /etc/shadow",
            "restart-unit dummy.service; id",
            "restart-unit dummy.service\nid",
            "restart-unit $(id)",
            "restart-unit ssh.service",
            "restart-unit ../../dummy.service",
            "/usr/lib/openssh/sftp-server")) {
      Command.Output refused = asHealer(command);
      assertThat(refused.status()).as(command).isEqualTo(64);
      assertThat(refused.out()).as(command).contains("refused").doesNotContain("uid=", "root:");
    }
    Command.Output shell = Command.of(fleet.healersSsh("-tt")).run();
    assertThat(shell.status()).isNotZero();
    assertThat(shell.out()).doesNotContain("#", "$ ");

    List<String> sftp = new ArrayList<>(fleet.healersSsh("-s"));
    sftp.add("sftp");
    assertThat(Command.of(sftp).run().status()).isNotZero();

    Command.Output there = Command.of(fleet.healersSsh("-W", "127.0.0.1:22")).run();
    assertThat(there.status()).isEqualTo(255);
    assertThat(there.out()).doesNotContain("SSH-2.0");
    List<String> back =
        fleet.healersSsh("-R", "127.0.0.1:0:127.0.0.1:22", "-o", "ExitOnForwardFailure=yes");
    back.add("dry-run restart-unit dummy.service");
    assertThat(Command.of(back).run().status()).isEqualTo(255);
    assertThat(fleet.starts("dummy.service") - starts).isEqualTo(1);
  }

  @Test
  void whatAPersonOrdersIsToldToItsEnd() throws Exception {
    fleet.await(
        "the host to be free",
        Duration.ofSeconds(60),
        () ->
            Optional.of(fleet.get(9780, "/api/v1/leases").toString())
                .filter(leases -> !leases.contains("\"holder\"")));
    Command.Output healed =
        fleet.fleet(
            "heal",
            "restart-unit",
            "--host",
            ProofFleet.HOST,
            "--param",
            "unit=spare.service",
            "--reason",
            "it is slow");
    assertThat(healed.out())
        .as(healed.err())
        .containsPattern("^  ✓ known-host .*lease")
        .containsPattern(
            "incident \\d+: restart-unit on proof: done\n  restarted spare.service\n$");
    assertThat(healed.status()).isZero();

    // Nothing keeps new meetings away here, and the end says so.
    Command.Output drained = fleet.fleet("drain", ProofFleet.HOST, "--reason", "a new disk");
    assertThat(drained.out())
        .as(drained.err())
        .containsPattern("drain on proof: refused\n  no host of the inventory carries scalelite");
    assertThat(drained.status()).isEqualTo(1);

    Command.Output wrong = fleet.fleet("undrain", "prof", "--reason", "it is back", "--json");
    assertThat(wrong.out()).isEmpty();
    assertThat(wrong.err()).startsWith("fleet: ").contains("prof").doesNotContain("answered");
    assertThat(wrong.status()).isEqualTo(1);
  }

  @Test
  void aDeadFreeSwitchIsRestartedAtOnce() throws Exception {
    String unit = "freeswitch.service";
    long before = fleet.lastEvent();
    long restarts = fleet.restartsByTheHealer(unit);
    meet(6);
    assertThat(send(kill(unit), "Bearer " + token())).isEqualTo(202);
    fleet.event(before, "UnitDead", "healed");
    assertOneAction(before, "UnitDead");
    assertThat(fleet.restartsByTheHealer(unit) - restarts).isEqualTo(1);
  }

  @Test
  void aMuteFreeSwitchIsRestartedByItselfOnlyWhenNoMeetingRuns() throws Exception {
    String unit = "freeswitch.service";
    String alert = "FreeSwitchMute";
    Map<String, String> labels = Map.of("host", ProofFleet.HOST);
    long before = fleet.lastEvent();
    long restarts = fleet.restartsByTheHealer(unit);

    meet(6);
    ProofFleet.await(fleet.freeSwitch().fault(new FreeSwitchFault.HungApi()));
    fleet.say("FreeSWITCH is mute, 6 meetings run");
    assertThat(send(fleet.notification(alert, labels), "Bearer " + token())).isEqualTo(202);
    JsonNode asked = fleet.event(before, alert, "approval_asked");
    assertThat(asked.path("text").asText()).contains("restart-unit " + unit).contains("6 meetings");
    String incident = asked.path("incident").asText();
    assertThat(fleet.get(9780, "/api/v1/incidents/" + incident).toString())
        .containsIgnoringCase("waiting");
    assertThat(fleet.restartsByTheHealer(unit) - restarts).isZero();

    // Well before the answer came: what was approved is not done any more.
    ProofFleet.await(fleet.freeSwitch().clear());
    gone(alert);
    Command.Output approved = fleet.fleet("approve", incident, "--reason", "class is over");
    assertThat(approved.out() + approved.err()).contains("approved");
    fleet.event(before, alert, "resolved");
    assertThat(fleet.restartsByTheHealer(unit) - restarts).isZero();

    long second = fleet.lastEvent();
    meet(0);
    ProofFleet.await(fleet.freeSwitch().fault(new FreeSwitchFault.HungApi()));
    fleet.say("FreeSWITCH is mute, no meeting runs");
    assertThat(send(fleet.notification(alert, labels), "Bearer " + token())).isEqualTo(202);
    fleet.event(second, alert, "action_finished");
    assertThat(fleet.restartsByTheHealer(unit) - restarts).isEqualTo(1);
    ProofFleet.await(fleet.freeSwitch().clear());
    fleet.event(second, alert, "healed");
    assertOneAction(second, alert);
  }

  /** So many meetings run, and Prometheus knows it. */
  private static void meet(int meetings) {
    if (meetings == 0) {
      fleet.bbb().meetings().clear();
    } else {
      fleet.bbb().load(new Load(meetings, 2 * meetings, 1, Instant.now()));
    }
    fleet.await(
        meetings + " meetings to be known",
        Duration.ofSeconds(60),
        () ->
            Optional.of(fleet.get(9090, "/api/v1/query?query=bbb_meetings").toString())
                .filter(answer -> answer.contains(",\"" + meetings + "\"]")));
  }

  /** Waits until Prometheus and Alertmanager no longer have an alert. */
  private static void gone(String alert) {
    fleet.await(
        alert + " to be over",
        Duration.ofSeconds(60),
        () ->
            Optional.of(
                    fleet.get(9090, "/api/v1/alerts").toString()
                        + fleet.get(9093, "/api/v2/alerts?active=true"))
                .filter(answers -> !answers.contains(alert)));
  }

  /** Kills a unit and waits until it fires; the notification. */
  private static String kill(String unit) {
    fleet.on("systemctl kill --signal=KILL " + unit);
    fleet.say("killed " + unit);
    return fleet.notification("UnitDead", Map.of("host", ProofFleet.HOST, "unit", unit));
  }

  private static void assertOneAction(long before, String alert) {
    List<String> kinds =
        fleet.events(before).stream()
            .filter(event -> event.path("alert").asText().equals(alert))
            .map(event -> event.path("kind").asText())
            .toList();
    fleet.say(String.join(" → ", kinds));
    assertThat(kinds).containsOnlyOnce("opened", "action_started", "action_finished", "healed");
    assertThat(kinds).doesNotContain("escalated");
  }

  private static Command.Output asHealer(String command) {
    List<String> line = fleet.healersSsh();
    line.add(command);
    return Command.of(line).run();
  }

  private static String token() throws IOException {
    return Files.readString(fleet.secret("webhook.token")).strip();
  }

  private int send(String body, String authorization) throws IOException, InterruptedException {
    return http.send(post(body, authorization), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static HttpRequest post(String body, String authorization) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(fleet.serve(WEBHOOK))
            .timeout(Duration.ofSeconds(15))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return request.build();
  }

  /** Notifications that were journalled since the service started. */
  private double accepted() throws IOException, InterruptedException {
    URI metrics = fleet.serve("/metrics");
    return http.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
        .body()
        .lines()
        .filter(line -> line.startsWith("fleet_notifications_total{result=\"accepted\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** The end of an alert that nobody knows, findable by a word. */
  private static String marked(String word) {
    return """
        {"version":"4","status":"resolved","alerts":[{"status":"resolved","labels":
        {"alertname":"Proof","host":"nowhere","mark":"proof-mark-%s"},"annotations":{},
        "startsAt":"2026-01-01T00:00:00Z","endsAt":"2026-01-01T00:01:00Z","fingerprint":"%s"}]}
        """
        .formatted(word, word);
  }

  private static boolean journalled(String word) {
    return fleet
        .on("grep -q proof-mark-" + word + " /var/lib/bbb-fleet/fleet.db* && echo yes || echo no")
        .equals("yes");
  }

  private static String body(String notification) {
    String text = Base64.getEncoder().encodeToString(notification.getBytes(StandardCharsets.UTF_8));
    return "echo " + text + " | base64 -d >/run/proof.json && ";
  }

  /** The beginning of a curl that presents the token, which stays off its command line. */
  private static String authorized() {
    return "printf 'Authorization: Bearer %s' \"$(cat /etc/bbb-fleet/webhook.token)\""
        + " | curl -sS -H @- -H 'Content-Type: application/json'";
  }
}
