package org.bbbfleet.app.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.bbbfleet.lab.bbb.BbbOptions;
import org.bbbfleet.lab.bbb.BbbSimulator;
import org.bbbfleet.lab.faults.Media;
import org.bbbfleet.lab.freeswitch.FreeSwitchOptions;
import org.bbbfleet.lab.freeswitch.FreeSwitchSimulator;
import org.bbbfleet.lab.freeswitch.Scenario;
import org.bbbfleet.lab.hosts.HostSpec;
import org.bbbfleet.lab.hosts.Image;

/**
 * One throw-away host that carries a whole fleet, provisioned by the built program. Alertmanager is
 * told to wait with its first notification for longer than the tests run, so that each test posts
 * the notifications itself and knows when they were taken.
 */
final class ProofFleet extends LiveFleet {
  /** The host's name. */
  static final String HOST = "proof";

  private static final String SECRET = "proof-secret-of-the-simulated-api";
  private static final String PASSWORD = "proof-password";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final BbbSimulator bbb;
  private final FreeSwitchSimulator freeSwitch;

  private ProofFleet(Path program, Path directory) throws IOException {
    super(program, directory, HOST, new HostSpec(HOST, Image.BOOKWORM_MEDIA));
    try {
      lab().furnishMedia(host(HOST));
      // Units that only live, as the lab's dummy does: each test has one of its own to kill.
      on(
          "cd /etc/systemd/system && cp dummy.service spare.service"
              + " && cp dummy.service freeswitch.service && systemctl daemon-reload"
              + " && systemctl -q enable --now spare.service freeswitch.service");
      this.bbb =
          await(BbbSimulator.start(vertx(), BbbOptions.loopback(SECRET).at(lab().gateway(), 0)));
      this.freeSwitch =
          await(
              FreeSwitchSimulator.start(
                  vertx(),
                  FreeSwitchOptions.loopback(PASSWORD).at(lab().gateway(), 0).in(Scenario.BUSY)));
      Files.writeString(inventory(), inventoryText());
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Brings the host up and provisions it. */
  static ProofFleet up(Path program, Path directory) throws IOException {
    ProofFleet fleet = new ProofFleet(program, directory);
    try {
      fleet.provision();
    } catch (RuntimeException e) {
      fleet.close();
      throw e;
    }
    return fleet;
  }

  private String inventoryText() {
    return lab().inventory()
        + """

        [bbb]
        proof

        [livestream]
        proof

        [monitoring]
        proof

        [all:vars]
        serve_read=open
        prometheus_scrape_interval=2s
        prometheus_evaluation_interval=2s
        alerts_pending_factor=0.1
        alertmanager_group_wait=30m
        alertmanager_group_interval=30m
        bigbluebutton_units=['convert.service', 'dummy.service', 'spare.service', 'freeswitch.service']
        """
        + "agent_exporters={'bbb': {'url': '"
        + bbb.apiBase()
        + "', 'secret': '"
        + SECRET
        + "'}, 'freeswitch': {'host': '"
        + lab().gateway()
        + "', 'port': "
        + freeSwitch.port()
        + ", 'password': '"
        + PASSWORD
        + "'}, 'rtmp': {'url': '"
        + Media.STAT_URL
        + "'}}\n";
  }

  BbbSimulator bbb() {
    return bbb;
  }

  FreeSwitchSimulator freeSwitch() {
    return freeSwitch;
  }

  /** Runs a command of sh on the host as root and insists on success; what it printed. */
  String on(String command) {
    return on(HOST, command);
  }

  /** OpenSSH's client with the key that the service has. */
  List<String> healersSsh(String... options) {
    return healersKey(HOST, options);
  }

  /** How often the healer's script did something to a unit, by the host's own journal. */
  long restartsByTheHealer(String unit) {
    return on("journalctl -q -t fleet-heal -o cat")
        .lines()
        .filter(line -> line.equals("restarted " + unit) || line.equals("started " + unit))
        .count();
  }

  /** How often systemd started a unit, by the host's own journal. */
  long starts(String unit) {
    return on("journalctl -q -o cat -u " + unit)
        .lines()
        .filter(line -> line.startsWith("Started " + unit))
        .count();
  }

  /** The main process of a unit. */
  long mainPid(String unit) {
    return Long.parseLong(on("systemctl show -p MainPID --value " + unit));
  }

  /**
   * Waits until Alertmanager has an alert whose labels have these values; the notification that it
   * would send of it.
   */
  String notification(String alert, Map<String, String> labels) {
    return notification(
        "firing",
        await(
            alert + " " + labels + " to fire", Duration.ofSeconds(90), () -> alert(alert, labels)));
  }

  /** A notification in the form of Alertmanager's webhook. */
  static String notification(String status, JsonNode alert) {
    try {
      Map<String, Object> one =
          Map.of(
              "status", status,
              "labels", alert.path("labels"),
              "annotations", alert.path("annotations"),
              "startsAt", alert.path("startsAt").asText(),
              "endsAt", alert.path("endsAt").asText(),
              "fingerprint", alert.path("fingerprint").asText());
      return JSON.writeValueAsString(
          Map.of("version", "4", "status", status, "receiver", "fleet", "alerts", List.of(one)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits until the service told such an event, after another one; that event. */
  JsonNode event(long after, String alert, String kind) {
    return await(
        alert + " to be " + kind,
        Duration.ofSeconds(120),
        () ->
            events(after).stream()
                .filter(event -> event.path("alert").asText().equals(alert))
                .filter(event -> event.path("kind").asText().equals(kind))
                .findFirst());
  }
}
