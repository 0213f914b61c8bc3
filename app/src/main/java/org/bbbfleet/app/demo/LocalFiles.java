package org.bbbfleet.app.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bbbfleet.alerts.action.HealScript;
import org.bbbfleet.alerts.routing.AlertmanagerConfig;
import org.bbbfleet.alerts.rules.RuleFiles;
import org.bbbfleet.core.shell.Quote;
import org.bbbfleet.lab.local.LocalUnits;
import org.bbbfleet.provisioning.role.Templates;
import org.bbbfleet.provisioning.role.prometheus.PrometheusRole;

/** The configuration of the local demo's parts. JSON where YAML is read: it is YAML, too. */
final class LocalFiles {
  static final String HOST = "local";
  static final String CONVERT = "convert.service";
  static final String LIVESTREAM = "bbb-livestream-demo.service";
  static final String DUMMY = "dummy.service";
  static final String NGINX = "nginx.service";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String INTERVAL = "2s";

  private final LocalUnits units;
  private final LocalPorts ports;
  private final Path directory;

  LocalFiles(LocalUnits units, LocalPorts ports) {
    this.units = units;
    this.ports = ports;
    this.directory = units.directory();
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  /** What the agent looks at: only what the demo itself runs, whatever else this machine has. */
  void agent(Map<String, Map<String, Object>> simulated) {
    Map<String, Object> exporters = new TreeMap<>(simulated);
    exporters.put(
        "units",
        Map.of(
            "systemctl", units.systemctl().toString(),
            "units", List.of(NGINX, CONVERT, DUMMY)));
    exporters.put(
        "livestream", Map.of("processes", Map.of("demo", units.pidFile(LIVESTREAM).toString())));
    exporters.put("soffice", Map.of("below", List.of(units.pidFile(CONVERT).toString())));
    json("agent.yaml", Map.of("listen", LocalPorts.address(ports.agent()), "exporters", exporters));
  }

  void prometheus() {
    Map<String, String> rules =
        RuleFiles.render(
            0.1, URI.create("http://" + LocalPorts.address(ports.serve()) + "/runbooks/"));
    rules.forEach((name, text) -> write("rules/" + name, text));
    Map<String, Integer> jobs =
        Map.of(
            "agent", ports.agent(),
            "alertmanager", ports.alertmanager(),
            "prometheus", ports.prometheus(),
            "serve", ports.serve());
    jobs.forEach(
        (job, port) ->
            json(
                "targets/" + job + ".json",
                List.of(
                    Map.of(
                        "targets", List.of(LocalPorts.address(port)),
                        "labels", Map.of("host", HOST)))));
    Map<String, Object> values = new TreeMap<>();
    values.put("scrape_interval", INTERVAL);
    values.put("evaluation_interval", INTERVAL);
    values.put("cluster", "bigbluebutton");
    values.put("rules_directory", file("rules").toString());
    values.put("rules", List.copyOf(rules.keySet()));
    values.put("targets_directory", file("targets").toString());
    values.put("jobs", jobs.keySet().stream().sorted().toList());
    values.put("alertmanagers", List.of(LocalPorts.address(ports.alertmanager())));
    write("prometheus.yml", Templates.render(PrometheusRole.class, "prometheus.yml.j2", values));
  }

  void alertmanager() {
    write("webhook.token", token());
    URI webhook = URI.create(LocalPorts.url(ports.serve()) + "/api/v1/alertmanager");
    write(
        "alertmanager.yml",
        AlertmanagerConfig.render(
            webhook,
            file("webhook.token").toString(),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofMinutes(15)));
  }

  /** The service, and what it reaches in place of a host's forced command. */
  void serve() {
    write("api.token", token());
    json(
        "fleet.json",
        Map.of(
            "hosts",
            List.of(
                Map.of(
                    "name",
                    HOST,
                    "address",
                    "127.0.0.1",
                    "port",
                    22,
                    "user",
                    System.getProperty("user.name"),
                    "local",
                    true,
                    "groups",
                    List.of("bbb", "livestream", "monitoring"),
                    "roles",
                    List.of(
                        "agent",
                        "bigbluebutton",
                        "livestream",
                        "prometheus",
                        "alertmanager",
                        "serve")))));
    write("heal.units", String.join("\n", NGINX, CONVERT, DUMMY, LIVESTREAM) + "\n");
    write("fleet-heal", HealScript.text());
    LocalUnits.program(file("forced-command"), forcedCommand());
    Map<String, Object> serve = new TreeMap<>();
    // In a demo nobody is called.
    serve.put("escalation", Map.of("alertmanager", "shows"));
    serve.putAll(
        Map.of(
            "listen", LocalPorts.address(ports.serve()),
            "store", file("fleet.db").toString(),
            "fleet", file("fleet.json").toString(),
            "webhook_token_file", file("webhook.token").toString(),
            "api_token_file", file("api.token").toString(),
            "prometheus", LocalPorts.url(ports.prometheus()),
            "alertmanagers", List.of(LocalPorts.url(ports.alertmanager())),
            "healing", Map.of("well_for", "4s"),
            // On this machine only: whoever watches the demo may read.
            "read", "open",
            "healer",
                Map.of(
                    "key", file("no-key").toString(),
                    "known_hosts", file("no-known-hosts").toString(),
                    "local_program", file("forced-command").toString())));
    json("serve.yaml", serve);
  }

  /** fleet-heal in a world that has only the demo's processes and units. */
  private String forcedCommand() {
    return """
        #!/bin/sh
        # What the healer of the local demo may do: fleet-heal, which sees only the demo's own processes and units.
        set -u
        directory=%s
        view=$(mktemp -d "$directory/proc.XXXXXX") || exit 1
        trap 'rm -rf "$view"' EXIT
        "$directory/local-systemctl" view "$view"
        unset SSH_CONNECTION
        FLEET_HEAL_PROC=$view FLEET_HEAL_SYSTEMCTL=$directory/local-systemctl \\
          FLEET_HEAL_UNIT_OF=$directory/local-systemctl FLEET_HEAL_LISTS=$directory \\
          sh "$directory/fleet-heal"
        """
        .formatted(Quote.sh(directory.toString()));
  }

  private static String token() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes) + "\n";
  }

  private void json(String name, Object value) {
    try {
      write(name, JSON.writeValueAsString(value) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  void write(String name, String text) {
    try {
      Path file = file(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
