package org.bbbfleet.provisioning.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.bbbfleet.alerts.FleetView;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.error.Problem;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.inventory.Inventory;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.agent.AgentConfig;
import org.bbbfleet.exporters.blackbox.ProbeHandler;
import org.bbbfleet.provisioning.plan.Planner;
import org.bbbfleet.provisioning.resource.Artifact;
import org.bbbfleet.provisioning.resource.HostFile;
import org.bbbfleet.provisioning.resource.Resource;
import org.bbbfleet.provisioning.role.serve.FleetFile;
import org.bbbfleet.provisioning.role.serve.PublishedUrls;
import org.bbbfleet.provisioning.role.serve.ServeRole;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What follows from an inventory, with every role of the program. */
class FleetTest {
  private static final String ROLES = "provisioning/src/main/java/org/bbbfleet/provisioning/role";
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  @TempDir Path directory;
  private Fleet fleet;

  @BeforeEach
  void make() {
    fleet =
        fleet(
            host("bbb-1", "10.0.0.11", List.of("bbb", "livestream"), Map.of()),
            host("bbb-2", "fd00::2", List.of("bbb"), Map.of()),
            host("mon-1", "10.0.0.13", List.of("monitoring"), Map.of()));
  }

  private Fleet fleet(Host... hosts) {
    Artifact archive = new Artifact(Path.of("fleet-1.tar.gz"), "ab".repeat(32));
    return new Fleet(
        new Inventory(List.of(hosts), List.of(), List.of()),
        Fleet.allRoles(),
        new FleetSecrets(directory),
        new Artifacts(archive, Map.of("x86_64", archive)),
        host -> List.of(host.address() + " ssh-ed25519 KEY-OF-" + host.name()));
  }

  private static Host host(
      String name, String address, List<String> groups, Map<String, Object> more) {
    Map<String, Object> variables = new TreeMap<>(more);
    variables.put("ansible_host", address);
    return new Host(name, groups, variables);
  }

  private List<Resource> resources(Fleet of, String host) {
    Host there = of.inventory().host(host).orElseThrow();
    return Planner.merge(
        of.declarations(there).stream().flatMap(d -> d.resources().stream()).toList());
  }

  private String file(Fleet of, String host, String path) {
    return new String(
        resources(of, host).stream()
            .filter(r -> r instanceof HostFile && r.name().equals(path))
            .map(r -> ((HostFile) r).content())
            .findFirst()
            .orElseThrow(() -> new AssertionError("no " + path + " on " + host)),
        StandardCharsets.UTF_8);
  }

  @Test
  void rolesFollowFromGroupsAndFallBackToABroaderGroup() {
    assertThat(names("bbb-1"))
        .containsExactly("agent", "node", "healer", "bigbluebutton", "livestream");
    assertThat(names("mon-1"))
        .containsExactly("agent", "node", "healer", "alertmanager", "prometheus", "serve");

    Fleet split =
        fleet(
            host("p", "p", List.of("monitoring", "prometheus"), Map.of()),
            host("m", "m", List.of("monitoring"), Map.of()));
    assertThat(split.hostsOf("prometheus")).extracting(Host::name).containsExactly("p");
    assertThat(split.hostsOf("serve")).extracting(Host::name).containsExactly("p", "m");
  }

  private List<String> names(String host) {
    return fleet.rolesOf(fleet.inventory().host(host).orElseThrow()).stream()
        .map(Role::name)
        .toList();
  }

  @Test
  void everyRoleThatInstallsAUnitIsWatched() {
    for (Host host : fleet.inventory().hosts()) {
      for (Declaration declaration : fleet.declarations(host)) {
        if (declaration.resources().stream().anyMatch(r -> r.kind().equals("unit"))) {
          assertThat(
                  declaration.watched(Watched.Job.class).isEmpty()
                      && declaration.watched(Watched.ByUnit.class).isEmpty())
              .as(declaration.role())
              .isFalse();
        }
      }
    }
  }

  @Test
  void prometheusScrapesEveryJobOfEveryHost() throws IOException {
    JsonNode agents =
        new ObjectMapper()
            .readTree(file(fleet, "mon-1", "/etc/prometheus/fleet-targets/agent.json"));
    assertThat(agents).hasSize(3);
    assertThat(agents.get(1).at("/targets/0").asText()).isEqualTo("[fd00::2]:9688");
    assertThat(agents.get(1).at("/labels/host").asText()).isEqualTo("bbb-2");

    JsonNode configuration = YAML.readTree(file(fleet, "mon-1", "/etc/prometheus/prometheus.yml"));
    assertThat(configuration.at("/scrape_configs").findValuesAsText("job_name"))
        .containsExactly("agent", "alertmanager", "node", "prometheus", "serve");
    assertThat(configuration.at("/alerting/alertmanagers/0/static_configs/0/targets/0").asText())
        .isEqualTo("10.0.0.13:9093");
    assertThat(configuration.at("/global/scrape_interval").asText()).isEqualTo("15s");
    assertThat(configuration.at("/rule_files")).isNotEmpty();
  }

  @Test
  void everyPublishedUrlIsProbed() throws IOException {
    Map<String, Object> names = new TreeMap<>();
    names.put("bigbluebutton_fqdn", "bbb-1.example.org");
    names.put("peertube_fqdn", "tube.example.org");
    names.put("openstreamingplatform_fqdn", "live.example.org");
    Fleet published =
        fleet(
            host("all-1", "10.0.0.11", List.of("bbb", "peertube", "openstreamingplatform"), names),
            host("mon-1", "10.0.0.13", List.of("monitoring"), Map.of()));
    JsonNode targets =
        new ObjectMapper()
            .readTree(file(published, "mon-1", "/etc/prometheus/fleet-targets/blackbox.json"));
    List<String> probed =
        targets.findValues("targets").stream().map(t -> t.get(0).asText()).toList();
    List<String> without = new java.util.ArrayList<>();
    for (Host host : published.inventory().hosts()) {
      for (Declaration declaration : published.declarations(host)) {
        for (Watched.Published one : declaration.watched(Watched.Published.class)) {
          if (!probed.contains(one.url())) {
            without.add(declaration.role() + " publishes " + one.url());
          }
        }
      }
    }
    assertThat(without).as("published URLs without a probe").isEmpty();
    assertThat(probed)
        .containsExactlyInAnyOrder(
            "https://bbb-1.example.org/bigbluebutton/api",
            "https://tube.example.org/",
            "https://live.example.org/");
    assertThat(targets.get(0).at("/labels/__param_module").asText()).isEqualTo("http_bbb");
    assertThat(targets.get(0).at("/labels/host").asText()).isEqualTo("all-1");

    JsonNode jobs =
        YAML.readTree(file(published, "mon-1", "/etc/prometheus/prometheus.yml"))
            .at("/scrape_configs");
    JsonNode job = null;
    for (JsonNode one : jobs) {
      job = one.at("/job_name").asText().equals("blackbox") ? one : job;
    }
    assertThat(job.at("/metrics_path").asText()).isEqualTo("/probe");
    assertThat(job.at("/relabel_configs/2/replacement").asText()).isEqualTo("10.0.0.13:9780");

    Path file = directory.resolve("published.json");
    Files.writeString(file, file(published, "mon-1", "/etc/bbb-fleet/fleet.json"));
    assertThat(FleetFile.read(file).published())
        .as("the service's own list, for Prometheus's HTTP service discovery")
        .extracting(PublishedUrls.PublishedUrl::url)
        .containsExactlyInAnyOrderElementsOf(probed);
  }

  /** A role that writes a public name into a file and publishes nothing would go unprobed. */
  @Test
  void everyPublicNameThatARoleReadsIsPublished() throws IOException {
    Path sources = Path.of(System.getProperty("fleet.root", "..")).resolve(ROLES);
    List<String> without = new java.util.ArrayList<>();
    try (java.util.stream.Stream<Path> files = Files.walk(sources)) {
      for (Path role : files.filter(f -> f.toString().endsWith("Role.java")).toList()) {
        String text = Files.readString(role);
        if (text.matches("(?s).*\"\\w+_fqdn\".*") && !text.contains("publishes(HostView")) {
          without.add(role.getFileName().toString());
        }
      }
    }
    assertThat(without).as("roles that know a public name and publish no URL").isEmpty();
  }

  @Test
  void everyModuleThatARolePublishesWithIsThere() {
    io.vertx.core.Vertx vertx = io.vertx.core.Vertx.vertx();
    try (ProbeHandler probes =
        ProbeHandler.builtIn(
            new CollectorContext(vertx, java.time.Clock.systemUTC(), Path.of("/")))) {
      assertThat(probes.modules()).contains("http_2xx", "http_bbb");
    } finally {
      vertx.close();
    }
  }

  @Test
  void everyAddressInAFileLeadsSomewhere() {
    assertThat(file(fleet, "mon-1", "/etc/prometheus/fleet-rules/fleet-units.yml"))
        .contains("http://10.0.0.13:9780/runbooks/units#unitdead");
    for (Host host : fleet.inventory().hosts()) {
      for (Resource resource : resources(fleet, host.name())) {
        if (resource instanceof HostFile file) {
          assertThat(new String(file.content(), StandardCharsets.UTF_8))
              .as(resource.name())
              .doesNotContain(".invalid");
        }
      }
    }
  }

  @Test
  void variablesChangeWhatTheyName() throws IOException {
    Fleet fast =
        fleet(
            host(
                "mon-1",
                "10.0.0.13",
                List.of("monitoring"),
                Map.of("prometheus_scrape_interval", "2s", "prometheus_cluster_name", "a\"b: c")));
    JsonNode configuration = YAML.readTree(file(fast, "mon-1", "/etc/prometheus/prometheus.yml"));
    assertThat(configuration.at("/global/scrape_interval").asText()).isEqualTo("2s");
    assertThat(configuration.at("/global/external_labels/prometheus_cluster").asText())
        .isEqualTo("a\"b: c");
  }

  @Test
  void theAgentWatchesWhatTheHostsRolesWant() throws IOException {
    Fleet one =
        fleet(
            host(
                "bbb-1",
                "10.0.0.11",
                List.of("bbb"),
                Map.of(
                    "bigbluebutton_units",
                    List.of("convert.service"),
                    "agent_exporters",
                    Map.of("freeswitch", false, "bbb", Map.of("interval", "9s")))));
    JsonNode agent = YAML.readTree(file(one, "bbb-1", "/etc/bbb-fleet/agent.yaml"));
    assertThat(agent.at("/listen").asText()).isEqualTo("0.0.0.0:9688");
    assertThat(agent.at("/exporters/bbb/enabled").asBoolean()).isTrue();
    assertThat(agent.at("/exporters/bbb/interval").asText()).isEqualTo("9s");
    assertThat(agent.at("/exporters/freeswitch/enabled").asBoolean(true)).isFalse();
    assertThat(agent.at("/exporters/units/units").findValuesAsText("")).isEmpty();
    assertThat(agent.at("/exporters/units/units").toString())
        .isEqualTo(
            "[\"bbb-fleet-check.timer\",\"convert.service\","
                + "\"prometheus-node-exporter.service\"]");
  }

  @Test
  void everyExporterThatARoleNamesExists() {
    AgentConfig config =
        AgentConfig.of(
            Section.parse("agent.yaml", file(fleet, "bbb-1", "/etc/bbb-fleet/agent.yaml")));
    assertThat(config.exporters())
        .filteredOn(settings -> settings.enabled().isPresent())
        .extracting(settings -> settings.exporter().name())
        .containsExactly(
            "bbb",
            "bbbservices",
            "freeswitch",
            "livestream",
            "recordings",
            "rtmp",
            "soffice",
            "units");
  }

  @Test
  void onlyUnitsOfTheHostsRolesMayBeHealed() {
    assertThat(file(fleet, "mon-1", "/etc/bbb-fleet/heal.units"))
        .contains("prometheus.service\n")
        .contains("bbb-fleet-serve.service\n")
        .doesNotContain("freeswitch");
    assertThat(file(fleet, "bbb-1", "/etc/bbb-fleet/heal.units"))
        .contains("freeswitch.service\n")
        .contains("bbb-livestream-*.service\n")
        .doesNotContain("prometheus.service\n");
  }

  @Test
  void theAgentAsksDockerOnlyThroughAGateAndOnlyWhereItIsWanted() {
    String socket = "/etc/systemd/system/bbb-fleet-docker.socket";
    assertThat(resources(fleet, "bbb-1")).noneMatch(r -> r.name().equals(socket));
    Fleet asking =
        fleet(
            host(
                "bbb-1",
                "10.0.0.11",
                List.of("livestream"),
                Map.of("livestream_docker", true, "livestream_workers", List.of("hall"))));
    assertThat(file(asking, "bbb-1", socket))
        .contains("SocketUser=root\nSocketGroup=bbb-fleet-agent\nSocketMode=0660\n");
    assertThat(file(asking, "bbb-1", "/etc/systemd/system/bbb-fleet-docker@.service"))
        .contains("DynamicUser=yes", "SupplementaryGroups=docker", "CapabilityBoundingSet=\n");
    assertThat(file(asking, "bbb-1", "/usr/local/sbin/fleet-docker-gate")).startsWith("#!/bin/sh");
    assertThat(file(asking, "bbb-1", "/etc/systemd/system/bbb-fleet-agent.service"))
        .doesNotContain("docker");
    assertThat(file(asking, "bbb-1", "/etc/bbb-fleet/heal.units"))
        .contains("bbb-livestream-hall.service\n")
        .doesNotContain("*");
    assertThat(file(asking, "bbb-1", "/etc/bbb-fleet/agent.yaml")).contains("- \"hall\"");
  }

  @Test
  void everyUnitRunsAsAUserThatItsHostHas() {
    for (Host host : fleet.inventory().hosts()) {
      List<Resource> all = resources(fleet, host.name());
      Set<String> users =
          all.stream()
              .filter(r -> r.kind().equals("user"))
              .map(Resource::name)
              .collect(Collectors.toSet());
      for (Resource resource : all) {
        if (resource.kind().equals("file") && resource.name().startsWith("/etc/systemd/system/")) {
          file(fleet, host.name(), resource.name())
              .lines()
              .filter(line -> line.matches("(User|Group|SocketGroup)=.*"))
              .map(line -> line.substring(line.indexOf('=') + 1))
              .forEach(name -> assertThat(users).as(resource.name()).contains(name));
        }
      }
    }
    assertThat(file(fleet, "bbb-1", "/etc/systemd/system/bbb-fleet-check.service"))
        .contains("Group=bbb-fleet-agent\n");
  }

  @Test
  void theDockerExporterComesWithItsGate() {
    String socket = "/etc/systemd/system/bbb-fleet-docker.socket";
    for (boolean streams : List.of(true, false)) {
      List<String> groups = streams ? List.of("docker", "livestream") : List.of("docker");
      Fleet watching =
          fleet(host("d-1", "10.0.0.12", groups, Map.of("livestream_docker", streams)));
      assertThat(file(watching, "d-1", "/etc/bbb-fleet/agent.yaml")).contains("docker:");
      assertThat(resources(watching, "d-1")).filteredOn(r -> r.name().equals(socket)).hasSize(1);
    }
  }

  @Test
  void theServiceKnowsTheFleetAndItsKeys() throws IOException {
    Path file = directory.resolve("fleet.json");
    Files.writeString(file, file(fleet, "mon-1", "/etc/bbb-fleet/fleet.json"));

    FleetView view = FleetFile.read(file);

    assertThat(view.hosts()).extracting(Host::name).containsExactly("bbb-1", "bbb-2", "mon-1");
    assertThat(view.host("bbb-2").orElseThrow().address()).isEqualTo("fd00::2");
    assertThat(view.roles("bbb-1")).contains("bigbluebutton");
    assertThat(view.roles("nobody")).isEmpty();
    assertThat(file(fleet, "mon-1", "/etc/bbb-fleet/known_hosts"))
        .contains("10.0.0.11 ssh-ed25519 KEY-OF-bbb-1");
  }

  @Test
  void whoIsCalledIsInTheInventoryAndSecretsAreInFiles() throws IOException {
    Fleet called =
        fleet(
            host(
                "mon-1",
                "10.0.0.13",
                List.of("monitoring"),
                Map.of(
                    "alertmanager_notify_smtp_address", "ops@example.org, night@example.org",
                    "alertmanager_smtp_server", "mail.example.org",
                    "alertmanager_smtp_port", 587,
                    "alertmanager_smtp_username", "fleet",
                    "alertmanager_smtp_password", "hunter2",
                    "alertmanager_smtp_tls", true,
                    "alertmanager_notify_slack_address", "https://hooks.example.org/T0/secret")));
    String text = file(called, "mon-1", "/etc/prometheus/alertmanager.yml");
    JsonNode alertmanager = YAML.readTree(text);
    JsonNode route = alertmanager.at("/route/routes/0");
    assertThat(route.path("matchers").path(0).asText())
        .isEqualTo("alertname=\"BbbFleetEscalated\"");
    assertThat(route.path("receiver").asText()).isEqualTo("people");
    JsonNode people = alertmanager.at("/receivers/1");
    assertThat(people.path("name").asText()).isEqualTo("people");
    assertThat(people.at("/email_configs/0/to").asText())
        .isEqualTo("ops@example.org, night@example.org");
    assertThat(people.at("/email_configs/0/smarthost").asText()).isEqualTo("mail.example.org:587");
    assertThat(people.at("/email_configs/0/require_tls").asBoolean()).isTrue();
    assertThat(file(called, "mon-1", people.at("/email_configs/0/auth_password_file").asText()))
        .isEqualTo("hunter2\n");
    String own = file(called, "mon-1", "/etc/bbb-fleet/serve.yaml");
    JsonNode serve = YAML.readTree(own);
    assertThat(serve.at("/alertmanagers/0").asText()).isEqualTo("http://127.0.0.1:9093");
    assertThat(serve.at("/escalation/mail/to/1").asText()).isEqualTo("night@example.org");
    assertThat(serve.at("/escalation/mail/tls").asText()).isEqualTo("starttls");
    assertThat(file(called, "mon-1", serve.at("/escalation/mail/password_file").asText()))
        .isEqualTo("hunter2\n");
    assertThat(file(called, "mon-1", serve.at("/escalation/webhook/url_file").asText()))
        .isEqualTo("https://hooks.example.org/T0/secret\n");
    assertThat(text + own).doesNotContain("hunter2", "T0/secret");
    assertThat(serve.at("/escalation/alertmanager").asText()).isEqualTo("calls");
  }

  @Test
  void theServiceProvisionsOnlyWhereTheInventorySaysFromWhat() throws IOException {
    assertThat(YAML.readTree(file(fleet, "mon-1", "/etc/bbb-fleet/serve.yaml")).has("provision"))
        .isFalse();
    Fleet provisioning =
        fleet(
            host(
                "mon-1",
                "10.0.0.13",
                List.of("monitoring"),
                Map.of(
                    "serve_provision_inventory", "/var/lib/bbb-fleet/inventory",
                    "serve_provision_private_key", "/etc/bbb-fleet/operator_ed25519",
                    "serve_provision_vault_password_file", "/etc/bbb-fleet/vault.password")));
    JsonNode section =
        YAML.readTree(file(provisioning, "mon-1", "/etc/bbb-fleet/serve.yaml")).path("provision");
    assertThat(YAML.convertValue(section, Map.class))
        .isEqualTo(
            Map.of(
                "inventory", "/var/lib/bbb-fleet/inventory",
                "private_key", "/etc/bbb-fleet/operator_ed25519",
                "known_hosts", "/etc/bbb-fleet/known_hosts",
                "vault_password_file", "/etc/bbb-fleet/vault.password",
                "artifacts", "/var/lib/bbb-fleet/artifacts",
                "approval", "another"));
  }

  @Test
  void halfOfWhatTheServiceNeedsToProvisionIsAFault() {
    String inventory = "serve_provision_inventory";
    String key = "serve_provision_private_key";
    assertThat(faults(Map.of(key, "/etc/key"))).containsExactly(key);
    assertThat(faults(Map.of("serve_provision_approval", "anybody"))).hasSize(1);
    assertThat(faults(Map.of(inventory, "/var/lib/bbb-fleet/i"))).containsExactly(inventory);
    assertThat(faults(Map.of(inventory, "/root/i", key, "/etc/key"))).containsExactly(inventory);
    assertThat(faults(Map.of(inventory, "/var/lib/bbb-fleet/../i", key, "/etc/key")))
        .containsExactly(inventory);
    assertThat(faults(Map.of(inventory, "/var/lib/bbb-fleet/i", key, "/etc/key"))).isEmpty();
    assertThat(faults(Map.of())).isEmpty();
  }

  /** The first words of what is wrong with a service that may provision. */
  private List<String> faults(Map<String, Object> variables) {
    Host host = host("mon-1", "10.0.0.13", List.of("monitoring"), variables);
    return new ServeRole()
            .constraints(
                new Placement(new Inventory(List.of(host), List.of(), List.of()), Fleet.allRoles()))
            .stream()
            .filter(problem -> problem.severity() == Problem.Severity.ERROR)
            .map(problem -> problem.message().split(" ")[0])
            .toList();
  }

  @Test
  void whereNobodyIsCalledTheServiceKnows() throws IOException {
    Fleet silent = fleet(host("mon-1", "10.0.0.13", List.of("monitoring"), Map.of()));
    JsonNode serve = YAML.readTree(file(silent, "mon-1", "/etc/bbb-fleet/serve.yaml"));
    assertThat(serve.at("/escalation/alertmanager").asText()).isEqualTo("shows");
    assertThat(serve.has("alertmanager")).isFalse();
  }

  @Test
  void alertmanagerCallsTheServiceWithTheTokenThatTheServiceExpects() throws IOException {
    JsonNode alertmanager = YAML.readTree(file(fleet, "mon-1", "/etc/prometheus/alertmanager.yml"));
    assertThat(alertmanager.at("/receivers/0/webhook_configs/0/url").asText())
        .isEqualTo("http://10.0.0.13:9780/api/v1/alertmanager");
    String tokenFile =
        alertmanager
            .at("/receivers/0/webhook_configs/0/http_config/authorization/credentials_file")
            .asText();
    assertThat(file(fleet, "mon-1", tokenFile))
        .isEqualTo(file(fleet, "mon-1", "/etc/bbb-fleet/webhook.token"));
  }

  @Test
  void whatHoldsASecretIsSecret() {
    FleetSecrets secrets = fleet.secrets();
    List<String> values =
        List.of(
            secrets.webhookToken().reveal(),
            secrets.apiToken().reveal(),
            secrets.healerPrivateKey().reveal());
    for (Host host : fleet.inventory().hosts()) {
      for (Resource resource : resources(fleet, host.name())) {
        if (resource instanceof HostFile file) {
          String content = new String(file.content(), StandardCharsets.UTF_8);
          // The agent's options may hold secrets that an admin wrote into the inventory; hashes of
          // tokens are nobody's business either.
          boolean mayHold =
              List.of("/etc/bbb-fleet/agent.yaml", "/etc/bbb-fleet/tokens.yaml")
                  .contains(file.name());
          assertThat(file.isSecret())
              .as(file.name())
              .isEqualTo(mayHold || values.stream().anyMatch(content::contains));
        }
      }
    }
  }

  @Test
  void theSameFleetGivesTheSameResources() {
    assertThat(file(fleet, "mon-1", "/etc/bbb-fleet/fleet.json"))
        .isEqualTo(file(fleet, "mon-1", "/etc/bbb-fleet/fleet.json"));
    assertThat(file(fleet, "bbb-1", "/etc/bbb-fleet/agent.yaml"))
        .isEqualTo(file(fleet, "bbb-1", "/etc/bbb-fleet/agent.yaml"));
  }
}
