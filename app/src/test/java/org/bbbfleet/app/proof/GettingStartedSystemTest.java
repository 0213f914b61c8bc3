package org.bbbfleet.app.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.bbbfleet.app.cli.JsonHttp;
import org.bbbfleet.app.docs.GettingStartedPage;
import org.bbbfleet.core.error.FleetException;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A first-time user's path, as the page tells it: its commands are run as they stand, by one shell,
 * with the addresses of two throw-away hosts in place of the examples. The user's home has a key in
 * {@code .ssh} and nothing else.
 */
@Tag("long")
final class GettingStartedSystemTest {
  private static final List<String> UNITS =
      List.of(
          "bbb-apps-akka",
          "bbb-fsesl-akka",
          "bbb-web",
          "bbb-webrtc-sfu",
          "freeswitch",
          "nginx",
          "redis-server");
  private static final Duration HEALTHY_WITHIN = Duration.ofSeconds(120);

  @TempDir Path home;
  private final Vertx vertx = Vertx.vertx();
  private final JsonHttp http = new JsonHttp(Duration.ofSeconds(5));
  private Lab lab;

  @AfterEach
  void down() {
    if (lab != null) {
      lab.close();
    }
    ProofFleet.await(vertx.close());
  }

  @Test
  void thePageLeadsToAHealthyFleet() throws IOException {
    Optional<Path> program = ProofFleet.program();
    assumeThat(program).as("the built program; ./fleet build makes it").isPresent();
    lab =
        Lab.up(
            LabSpec.of(
                new HostSpec("start-bbb", Image.BOOKWORM),
                new HostSpec("start-mon", Image.BOOKWORM)),
            System.out::println);
    LabHost server = lab.host("start-bbb");
    LabHost watcher = lab.host("start-mon");
    furnish(server);

    Command.Output page = run(program.get(), server, watcher);
    System.out.println(page.out() + page.err());
    assertThat(page.ok()).as(page.out() + page.err()).isTrue();
    assertThat(page.out()).contains("no problems", "Nothing was changed", "signals well");

    JsonNode targets = await(watcher, this::allUp);
    assertThat(jobs(targets)).contains("agent", "node", "prometheus", "alertmanager", "serve");
    JsonNode rules = get(watcher, 9090, "/api/v1/rules").at("/data/groups");
    assertThat(rules).isNotEmpty();
    assertThat(get(watcher, 9090, "/api/v1/alertmanagers").at("/data/activeAlertmanagers"))
        .hasSize(1);
    JsonNode status = await(watcher, this::allWell);
    assertThat(status.path("hosts"))
        .extracting(host -> host.path("name").asText())
        .containsExactly("bbb-1", "mon-1");
  }

  /**
   * What a BigBlueButton server has: its units, and files that tell where its API and its ESL are.
   */
  private void furnish(LabHost server) {
    BbbSimulator bbb =
        ProofFleet.await(
            BbbSimulator.start(vertx, BbbOptions.loopback("a-secret").at(lab.gateway(), 0)));
    FreeSwitchSimulator freeSwitch =
        ProofFleet.await(
            FreeSwitchSimulator.start(
                vertx,
                FreeSwitchOptions.loopback("a-password").at(lab.gateway(), 0).in(Scenario.BUSY)));
    String url = bbb.apiBase().toString().replaceFirst("/bigbluebutton/api/?$", "");
    lab.on(
        server,
        """
        install -d /etc/bigbluebutton /opt/freeswitch/etc/freeswitch/autoload_configs
        printf 'bigbluebutton.web.serverURL=%s\\nsecuritySalt=a-secret\\n' >/etc/bigbluebutton/bbb-web.properties
        echo '<configuration name="event_socket.conf"><settings>
          <param name="listen-ip" value="%s"/><param name="listen-port" value="%d"/>
          <param name="password" value="a-password"/>
          </settings></configuration>' >/opt/freeswitch/etc/freeswitch/autoload_configs/event_socket.conf.xml
        for unit in %s; do
          printf '[Service]\\nExecStart=/bin/sleep infinity\\n[Install]\\nWantedBy=multi-user.target\\n' \\
            >/etc/systemd/system/$unit.service
        done
        systemctl daemon-reload && systemctl -q enable --now %s
        """
            .formatted(
                url,
                lab.gateway(),
                freeSwitch.port(),
                String.join(" ", UNITS),
                String.join(" ", UNITS)),
        Duration.ofSeconds(60));
  }

  private Command.Output run(Path program, LabHost server, LabHost watcher) throws IOException {
    Path ssh = Files.createDirectory(home.resolve(".ssh"));
    Path key = Files.copy(lab.privateKey(), ssh.resolve("id_ed25519"));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    Path work = Files.createDirectory(home.resolve("work"));
    List<String> script = new ArrayList<>(List.of("set -eu", "cd '" + work + "'"));
    for (String line : GettingStartedPage.commands()) {
      script.add("echo '$ " + line.replace("'", "'\\''") + "'");
      String here =
          line.startsWith("BBB=")
              ? line.replace("192.0.2.11", server.address())
                  .replace("192.0.2.20", watcher.address())
              : line;
      // The page says that 2 means that there is something to do; the last check finds nothing.
      script.add(here.contains("--accept-new-host-keys --check") ? here + " || [ $? = 2 ]" : here);
    }
    Path file = Files.writeString(home.resolve("page.sh"), String.join("\n", script) + "\n");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return Command.of("bash", file.toString())
        .with(
            Map.of(
                "HOME",
                home.toString(),
                "JAVA_TOOL_OPTIONS",
                "-Duser.home=" + home,
                "PATH",
                program.getParent() + ":" + System.getenv("PATH"),
                "FLEET_JAVA",
                java,
                "FLEET_ARTIFACTS",
                Path.of(System.getProperty("fleet.root"), "app", "target").toString()))
        .within(Duration.ofMinutes(8))
        .run();
  }

  private JsonNode get(LabHost host, int port, String path) {
    return http.get(URI.create("http://" + host.address() + ":" + port).resolve(path)).body();
  }

  private JsonNode status(LabHost watcher) {
    URI uri = URI.create("http://" + watcher.address() + ":9780/api/v1/status");
    Path token = home.resolve("work/fleet/.fleet/api.token");
    try {
      return http.send(
              HttpRequest.newBuilder(uri)
                  .header("Authorization", "Bearer " + Files.readString(token).strip()))
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> jobs(JsonNode targets) {
    List<String> jobs = new ArrayList<>();
    targets.forEach(target -> jobs.add(target.at("/labels/job").asText()));
    return jobs;
  }

  private Optional<JsonNode> allUp(LabHost watcher) {
    JsonNode targets = get(watcher, 9090, "/api/v1/targets").at("/data/activeTargets");
    List<String> health = targets.findValuesAsText("health");
    return !health.isEmpty() && health.stream().allMatch("up"::equals)
        ? Optional.of(targets)
        : Optional.empty();
  }

  private Optional<JsonNode> allWell(LabHost watcher) {
    JsonNode status = status(watcher);
    List<String> states = new ArrayList<>();
    status.path("hosts").forEach(host -> states.add(host.path("state").asText()));
    return states.size() == 2 && states.stream().allMatch("well"::equals)
        ? Optional.of(status)
        : Optional.empty();
  }

  private JsonNode await(
      LabHost watcher, java.util.function.Function<LabHost, Optional<JsonNode>> look) {
    long end = System.nanoTime() + HEALTHY_WITHIN.toNanos();
    while (System.nanoTime() < end) {
      try {
        Optional<JsonNode> found = look.apply(watcher);
        if (found.isPresent()) {
          return found.get();
        }
      } catch (FleetException e) {
        System.out.println("not yet: " + e.getMessage());
      }
      LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
    }
    throw new AssertionError(
        "not healthy within "
            + HEALTHY_WITHIN.toSeconds()
            + " s: "
            + pretty(status(watcher))
            + pretty(get(watcher, 9090, "/api/v1/targets")));
  }

  private static String pretty(JsonNode node) {
    return new ObjectMapper().valueToTree(node).toPrettyString();
  }
}
