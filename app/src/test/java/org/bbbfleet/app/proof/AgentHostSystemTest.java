package org.bbbfleet.app.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bbbfleet.app.service.ServiceScene;
import org.bbbfleet.lab.bbb.BbbOptions;
import org.bbbfleet.lab.bbb.BbbSimulator;
import org.bbbfleet.lab.freeswitch.FreeSwitchOptions;
import org.bbbfleet.lab.freeswitch.FreeSwitchSimulator;
import org.bbbfleet.lab.freeswitch.Scenario;
import org.bbbfleet.lab.hosts.HostSpec;
import org.bbbfleet.lab.hosts.Image;
import org.bbbfleet.lab.hosts.Lab;
import org.bbbfleet.lab.hosts.LabHost;
import org.bbbfleet.lab.hosts.LabSpec;
import org.bbbfleet.lab.packages.Command;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The agent as systemd runs it on a host on which only their own groups may read BigBlueButton's
 * and FreeSWITCH's secrets, as on real ones. Each test leaves the host as it found it.
 */
@Tag("system")
final class AgentHostSystemTest {
  private static final String AGENT = "bbb-fleet-agent.service";
  private static final String SERVE = "bbb-fleet-serve.service";
  private static final Pattern SCORE = Pattern.compile("exposure level for \\S+: ([0-9.]+)");

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path directory;
  private static Vertx vertx;
  private static Lab lab;
  private static LabHost host;
  private static Path program;

  @BeforeAll
  static void up() throws IOException {
    Optional<Path> built = ProofFleet.program();
    assumeThat(built).as("the built program; ./fleet build makes it").isPresent();
    program = built.get();
    vertx = Vertx.vertx();
    lab = Lab.up(LabSpec.of(new HostSpec("agenthost", Image.BOOKWORM)), System.out::println);
    host = lab.host("agenthost");
    BbbSimulator bbb =
        ProofFleet.await(
            BbbSimulator.start(vertx, BbbOptions.loopback("a-secret").at(lab.gateway(), 0)));
    FreeSwitchSimulator freeSwitch =
        ProofFleet.await(
            FreeSwitchSimulator.start(
                vertx,
                FreeSwitchOptions.loopback("a-password").at(lab.gateway(), 0).in(Scenario.BUSY)));
    String url = bbb.apiBase().toString().replaceFirst("/bigbluebutton/api/?$", "");
    on(
        """
        groupadd bigbluebutton && groupadd freeswitch
        install -d /etc/bigbluebutton
        install -d -m 0750 -g daemon /opt/freeswitch /opt/freeswitch/etc/freeswitch
        install -d -m 0750 -g daemon /opt/freeswitch/etc/freeswitch/autoload_configs
        cd /etc/bigbluebutton && umask 077
        printf 'bigbluebutton.web.serverURL=%s\\nsecuritySalt=a-secret\\n' >bbb-web.properties
        chgrp bigbluebutton bbb-web.properties && chmod 0640 bbb-web.properties
        cd /opt/freeswitch/etc/freeswitch/autoload_configs
        echo '<configuration name="event_socket.conf"><settings>
          <param name="listen-ip" value="%s"/><param name="listen-port" value="%d"/>
          <param name="password" value="a-password"/>
          </settings></configuration>' >event_socket.conf.xml
        chgrp daemon event_socket.conf.xml && chmod 0640 event_socket.conf.xml
        chgrp daemon /opt/freeswitch/etc && chmod 0750 /opt/freeswitch/etc
        """
            .formatted(url, lab.gateway(), freeSwitch.port()));
    Command.Output first = provision("");
    assertThat(first.ok()).as(first.out() + first.err()).isTrue();
  }

  @AfterAll
  static void down() {
    if (lab != null) {
      lab.close();
    }
    if (vertx != null) {
      ProofFleet.await(vertx.close());
    }
  }

  @Test
  void theAgentReadsTheSecretsWithoutBeingRoot() {
    await("fleet_collector_success{collector=\"bbb\",} 1.0");
    await("bbb_api_up 1.0");
    await("freeswitch_up 1.0");
    String pid = on("systemctl show -p MainPID --value " + AGENT);
    assertThat(on("ps -o user:20= -p " + pid)).isEqualTo("bbb-fleet-agent");
    assertThat(on("id -Gn bbb-fleet-agent")).contains("bigbluebutton").contains("daemon");
    assertThat(on("grep CapEff /proc/" + pid + "/status")).endsWith("0000000000000000");
    assertThat(on("stat -c '%U %a' /var/lib/bbb-fleet-agent")).isEqualTo("bbb-fleet-agent 700");
  }

  @Test
  void neitherProgramReadsTheOthersSecrets() {
    String serve = on("systemctl show -p MainPID --value " + SERVE);
    assertThat(on("ps -o user:20= -p " + serve)).isEqualTo("bbb-fleet");
    assertThat(on(as("bbb-fleet-agent", "cat /etc/bbb-fleet/healer_ed25519"))).isEqualTo("denied");
    assertThat(on(as("bbb-fleet-agent", "ls /var/lib/bbb-fleet"))).isEqualTo("denied");
    assertThat(on(as("bbb-fleet", "cat /etc/bbb-fleet/agent.yaml"))).isEqualTo("denied");
    assertThat(on(as("bbb-fleet", "cat /etc/bigbluebutton/bbb-web.properties")))
        .isEqualTo("denied");
  }

  @Test
  void bothUnitsAreHardened() {
    for (String unit : new String[] {AGENT, SERVE}) {
      String said = on("systemd-analyze security --no-pager " + unit + " | tail -1");
      Matcher score = SCORE.matcher(said);
      assertThat(score.find()).as(said).isTrue();
      System.out.println("systemd-analyze security " + unit + ": " + score.group(1));
      assertThat(Double.parseDouble(score.group(1))).isLessThan(2.5);
    }
    assertThat(on("journalctl -q -u " + AGENT + " -o cat | grep -c 'Unknown key' || :"))
        .isEqualTo("0");
  }

  @Test
  void aChangedConfigurationIsReadWithoutARestartAndAFaultyOneIsRefusedBeforeItLands() {
    String pid = on("systemctl show -p MainPID --value " + AGENT);
    Command.Output changed = provision("agent_exporters={'soffice': {'enabled': False}}");
    assertThat(changed.ok()).as(changed.out() + changed.err()).isTrue();
    await("fleet_agent_exporter_enabled{collector=\"soffice\",} 0.0");
    assertThat(on("systemctl show -p MainPID --value " + AGENT)).isEqualTo(pid);

    String before = on("sha256sum /etc/bbb-fleet/agent.yaml");
    Command.Output faulty = provision("agent_exporters={'soffice': {'stuck_aftre': '1m'}}");
    assertThat(faulty.ok()).isFalse();
    assertThat(faulty.out() + faulty.err()).contains("Did you mean stuck_after?");
    assertThat(on("sha256sum /etc/bbb-fleet/agent.yaml")).isEqualTo(before);

    assertThat(provision("").ok()).isTrue();
    await("fleet_agent_exporter_enabled{collector=\"soffice\",} 1.0");
    assertThat(on("systemctl show -p MainPID --value " + AGENT)).isEqualTo(pid);
  }

  @Test
  void theServicePlansIsToldYesAndProvisionsARealHost() throws Exception {
    Path inventory = inventory("agent_exporters={'soffice': {'enabled': False}}");
    String anna = ServiceScene.TOKENS.get("anna");
    String olaf = ServiceScene.TOKENS.get("olaf");
    try (ServiceScene scene =
        new ServiceScene(Files.createDirectories(directory.resolve("service")))
            .provisioningFrom(inventory, lab.privateKey(), lab.knownHosts(), artifacts())
            .start()) {
      String before = on("sha256sum /etc/bbb-fleet/agent.yaml");
      HttpResponse<String> asked =
          scene.post("/api/v1/runs/plan", olaf, Map.of("limit", "agenthost"));
      assertThat(asked.statusCode()).as(asked.body()).isEqualTo(200);
      String plan = JSON.readTree(asked.body()).path("id").asText();
      JsonNode waits =
          scene.await(
              "/api/v1/runs/" + plan, run -> !run.path("state").asText().matches("running|ok"));
      assertThat(waits.path("state").asText())
          .as(waits.toPrettyString())
          .isEqualTo("waiting for approval");
      assertThat(waits.findValuesAsText("line"))
          .singleElement()
          .asString()
          .startsWith("~ file /etc/bbb-fleet/agent.yaml");
      assertThat(on("sha256sum /etc/bbb-fleet/agent.yaml")).isEqualTo(before);

      Map<String, String> reason = Map.of("reason", "no soffice here");
      assertThat(scene.post("/api/v1/runs/" + plan + "/approve", olaf, reason).statusCode())
          .isEqualTo(403);
      HttpResponse<String> approved = scene.post("/api/v1/runs/" + plan + "/approve", anna, reason);
      assertThat(approved.statusCode()).as(approved.body()).isEqualTo(200);
      String run = JSON.readTree(approved.body()).path("id").asText();
      // The stream ends with the run.
      String told =
          scene
              .send(HttpRequest.newBuilder(scene.url("/api/v1/runs/" + run + "/events")), olaf)
              .body();
      assertThat(told)
          .contains("\"event\":\"host-planned\"", "\"event\":\"step\"", "/etc/bbb-fleet/agent.yaml")
          .contains("\"event\":\"verifying\"", "\"event\":\"host-done\"", "\"event\":\"done\"");
      JsonNode done =
          scene.await("/api/v1/runs/" + run, r -> !r.path("state").asText().equals("running"));
      assertThat(done.path("state").asText()).as(done.toPrettyString()).isEqualTo("ok");
      assertThat(done.path("hosts").path(0).path("told").asText()).contains("signals well: agent");
      assertThat(done.path("who").asText()).isEqualTo("olaf");
      assertThat(scene.get("/runs/" + run, olaf).body()).contains("<html");
      await("fleet_agent_exporter_enabled{collector=\"soffice\",} 0.0");
    } finally {
      assertThat(provision("").ok()).isTrue();
    }
    await("fleet_agent_exporter_enabled{collector=\"soffice\",} 1.0");
  }

  private static Path inventory(String variables) {
    Path inventory = directory.resolve("hosts.ini");
    try {
      return Files.writeString(
          inventory,
          lab.inventory()
              + "\n[bbb]\nagenthost\n\n[fleet]\nagenthost\n\n[all:vars]\n"
              + "bigbluebutton_units=[]\n"
              + variables
              + "\n");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Path artifacts() {
    return Path.of(System.getProperty("fleet.root"), "app", "target");
  }

  private static Command.Output provision(String variables) {
    Path inventory = inventory(variables);
    return Command.of(
            program.toString(),
            "provision",
            "-i",
            inventory.toString(),
            "--known-hosts",
            lab.knownHosts().toString())
        .with(
            Map.of(
                "FLEET_ARTIFACTS", artifacts().toString(),
                "FLEET_JAVA", Path.of(System.getProperty("java.home"), "bin", "java").toString()))
        .within(Duration.ofMinutes(4))
        .run();
  }

  private static String as(String user, String command) {
    return "setpriv --reuid="
        + user
        + " --regid="
        + user
        + " --init-groups "
        + command
        + " >/dev/null 2>&1 && echo read || echo denied";
  }

  private static String on(String command) {
    return lab.on(host, command, Duration.ofSeconds(60)).out().strip();
  }

  private static void await(String line) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    String page = "";
    while (System.nanoTime() < end) {
      page =
          on(
              "bash -c 'exec 3<>/dev/tcp/127.0.0.1/9688;"
                  + " printf \"GET /metrics HTTP/1.0\\r\\n\\r\\n\" >&3; cat <&3' || :");
      if (page.lines().anyMatch(line::equals)) {
        return;
      }
      LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
    }
    throw new AssertionError("not within 60 s: " + line + " in\n" + page);
  }
}
