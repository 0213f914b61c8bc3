package org.bbbfleet.provisioning.role.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bbbfleet.core.config.Durations;
import org.bbbfleet.provisioning.resource.HostFile;
import org.bbbfleet.provisioning.resource.Resources;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Watched;

/**
 * The agent's configuration: what the host's roles want to be watched by. The variable {@code
 * agent_exporters} has the last word on each exporter's options.
 */
final class AgentFile {
  private AgentFile() {}

  static HostFile on(HostView host, AgentRole role) {
    Map<String, Map<String, Object>> exporters = new TreeMap<>();
    TreeSet<String> units = new TreeSet<>();
    for (Watched.ByExporter exporter : host.othersWatched(role, Watched.ByExporter.class)) {
      Map<String, Object> options =
          exporters.computeIfAbsent(exporter.name(), name -> new TreeMap<>());
      options.put("enabled", true);
      options.putAll(exporter.options());
    }
    host.othersWatched(role, Watched.ByUnit.class).forEach(unit -> units.add(unit.unit()));
    // The agent can't tell that the agent is down; Prometheus does.
    if (!units.isEmpty()) {
      Map<String, Object> options =
          exporters.computeIfAbsent(AgentRole.UNITS, name -> new TreeMap<>());
      options.put("enabled", true);
      options.put("units", new ArrayList<>(units));
    }
    host.get(AgentRole.EXPORTERS).forEach((name, value) -> override(exporters, name, value));
    salt(host, exporters.get("bbb"));
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("listen", "0.0.0.0:" + AgentRole.PORT);
    document.put("exporters", exporters);
    // Options may hold secrets, so no difference is ever shown.
    return Resources.file("/etc/bbb-fleet/agent.yaml", yaml(document))
        .group(AgentRole.USER)
        .mode("0640")
        .secret()
        .acceptedBy("/opt/bbb-fleet/current/bin/fleet", "agent", "--explain", "--config", "{}");
  }

  /** One salt for the fleet, so that a meeting has the same hash whoever measures it. */
  private static void salt(HostView host, Map<String, Object> bbb) {
    if (bbb != null && !bbb.containsKey("salt_file")) {
      bbb.putIfAbsent("salt", host.fleet().secrets().meetingsSalt().reveal());
    }
  }

  private static void override(
      Map<String, Map<String, Object>> exporters, String name, Object value) {
    Map<String, Object> options = exporters.computeIfAbsent(name, n -> new TreeMap<>());
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, option) -> options.put(key.toString(), option));
    } else {
      options.put("enabled", value);
    }
  }

  private static String yaml(Map<String, Object> document) {
    ObjectMapper mapper =
        new ObjectMapper(
            YAMLFactory.builder()
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .disable(YAMLGenerator.Feature.SPLIT_LINES)
                .build());
    try {
      return "# Written by BBB Fleet; changes here do not last.\n"
          + mapper.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The exporters that a host's variable switches off. */
  static List<String> switchedOff(HostView host) {
    List<String> off = new ArrayList<>();
    host.get(AgentRole.EXPORTERS)
        .forEach(
            (name, value) -> {
              Object enabled = value instanceof Map<?, ?> map ? map.get("enabled") : value;
              if (Boolean.FALSE.equals(enabled)) {
                off.add(name);
              }
            });
    return off;
  }

  /** How often the exporters collect of which a host's variable says it. */
  static Map<String, Duration> intervals(HostView host) {
    Map<String, Duration> intervals = new TreeMap<>();
    host.get(AgentRole.EXPORTERS)
        .forEach(
            (name, value) -> {
              if (value instanceof Map<?, ?> map && map.get("interval") != null) {
                interval(map.get("interval").toString()).ifPresent(i -> intervals.put(name, i));
              }
            });
    return intervals;
  }

  // What is no duration the agent itself refuses, and says so.
  private static Optional<Duration> interval(String text) {
    try {
      return Optional.of(Durations.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
