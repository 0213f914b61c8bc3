package org.bbbfleet.provisioning.role.prometheus;

import static org.bbbfleet.provisioning.resource.Resources.directory;
import static org.bbbfleet.provisioning.resource.Resources.file;
import static org.bbbfleet.provisioning.resource.Resources.packages;
import static org.bbbfleet.provisioning.resource.Resources.reload;
import static org.bbbfleet.provisioning.resource.Resources.restart;
import static org.bbbfleet.provisioning.resource.Resources.unit;
import static org.bbbfleet.provisioning.role.Declaration.role;
import static org.bbbfleet.provisioning.role.Watched.job;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bbbfleet.alerts.rules.RuleFiles;
import org.bbbfleet.core.promql.PromQl;
import org.bbbfleet.provisioning.facts.HostSize;
import org.bbbfleet.provisioning.resource.HostFile;
import org.bbbfleet.provisioning.role.Addresses;
import org.bbbfleet.provisioning.role.Declaration;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Placement;
import org.bbbfleet.provisioning.role.Role;
import org.bbbfleet.provisioning.role.Variable;
import org.bbbfleet.provisioning.role.Watched;
import org.bbbfleet.provisioning.role.serve.PublishedUrls;
import org.bbbfleet.provisioning.role.serve.ServeRole;

/** Prometheus from Debian, with the targets and rules that follow from the fleet's roles. */
@AutoService(Role.class)
public final class PrometheusRole implements Role {
  /** The role's name. */
  public static final String NAME = "prometheus";

  /** Where Prometheus serves. */
  public static final int PORT = 9090;

  /** Where its targets stand; there as soon as the role has been there. */
  public static final String TARGETS = "/etc/prometheus/fleet-targets";

  private static final String SERVICE = "prometheus.service";
  private static final String RULES = "/etc/prometheus/fleet-rules";

  private static final Variable<Duration> SCRAPE_INTERVAL =
      Variable.duration("prometheus_scrape_interval", "15s", "how often Prometheus asks");
  private static final Variable<Duration> EVALUATION_INTERVAL =
      Variable.duration(
          "prometheus_evaluation_interval", "15s", "how often Prometheus evaluates the rules");
  private static final Variable<String> RETENTION =
      Variable.form(
          "prometheus_retention",
          "([0-9]+(ms|[smhdwy]))+",
          "a time such as 15d",
          "15d",
          "how long Prometheus remembers");
  private static final Variable<String> CLUSTER =
      Variable.text(
              "prometheus_cluster_name", "the label cluster of everything that Prometheus sends on")
          .byDefault("bigbluebutton", "bigbluebutton");
  private static final Variable<Double> PENDING_FACTOR =
      Variable.number(
          "alerts_pending_factor",
          1,
          "multiplies how long something must be broken before it fires");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> groups() {
    return List.of("prometheus", "monitoring");
  }

  @Override
  public List<Variable<?>> variables() {
    return List.of(SCRAPE_INTERVAL, EVALUATION_INTERVAL, RETENTION, CLUSTER, PENDING_FACTOR);
  }

  @Override
  public List<Watched.Job> jobs() {
    return List.of(job(NAME, PORT, "/-/ready"));
  }

  // Files come before the package, so that its service starts with them; its own are then kept.
  @Override
  public Optional<HostSize> minimum(Placement placement) {
    return Optional.of(HostSize.of(1, 1, 50));
  }

  @Override
  public Declaration on(HostView host) {
    Map<String, String> rules =
        RuleFiles.render(host.get(PENDING_FACTOR), ServeRole.runbooks(host.fleet()));
    Map<String, String> targets = Targets.files(host.fleet());
    return role(NAME)
        .needs(directory("/etc/prometheus"), directory(RULES), directory(TARGETS))
        .needs(ruleFiles(rules))
        .needs(targetFiles(targets))
        .needs(
            host.template(
                    "/etc/prometheus/prometheus.yml",
                    this,
                    "prometheus.yml.j2",
                    configuration(host, rules, targets))
                .acceptedBy("promtool", "check", "config", "--syntax-only", "{}")
                .then(reload(SERVICE)),
            host.template(
                    "/etc/default/prometheus",
                    this,
                    "default.j2",
                    Map.of("retention", host.get(RETENTION)))
                .then(restart(SERVICE)),
            packages("prometheus"),
            unit(SERVICE))
        .watchedBy(Watched.unit(SERVICE));
  }

  private static Map<String, Object> configuration(
      HostView host, Map<String, String> rules, Map<String, String> targets) {
    Map<String, Object> values = new TreeMap<>();
    values.put("scrape_interval", PromQl.format(host.get(SCRAPE_INTERVAL)));
    values.put("evaluation_interval", PromQl.format(host.get(EVALUATION_INTERVAL)));
    values.put("cluster", host.get(CLUSTER));
    values.put("rules_directory", RULES);
    values.put("rules", List.copyOf(rules.keySet()));
    values.put("targets_directory", TARGETS);
    values.put("probe_job", PublishedUrls.JOB);
    values.put("prober", ServeRole.address(host.fleet()));
    values.put("jobs", targets.keySet().stream().map(Targets::job).toList());
    values.put(
        "alertmanagers",
        host.fleet().hostsOf("alertmanager").stream()
            .map(there -> Addresses.of(there, 9093))
            .toList());
    return values;
  }

  private static List<HostFile> ruleFiles(Map<String, String> rules) {
    List<HostFile> files = new ArrayList<>();
    rules.forEach(
        (name, yaml) ->
            files.add(
                file(RULES + "/" + name, yaml)
                    .acceptedBy("promtool", "check", "rules", "{}")
                    .then(reload(SERVICE))));
    return files;
  }

  // Prometheus watches these by itself.
  private static List<HostFile> targetFiles(Map<String, String> targets) {
    List<HostFile> files = new ArrayList<>();
    targets.forEach((name, json) -> files.add(file(TARGETS + "/" + name, json)));
    return files;
  }
}
