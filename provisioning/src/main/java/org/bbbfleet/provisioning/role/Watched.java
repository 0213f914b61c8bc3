package org.bbbfleet.provisioning.role;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.TreeMap;
import org.bbbfleet.alerts.rules.RuleGroup;
import org.bbbfleet.provisioning.resource.Handler;

/** One of the ways by which we know that a role works. */
public sealed interface Watched {

  /**
   * A program that Prometheus scrapes, and that answers 200 on a path while it is well.
   *
   * @param name the {@code job} label
   * @param port where it serves {@code /metrics}
   * @param healthy the path that says whether it is well
   */
  record Job(String name, int port, String healthy) implements Watched {}

  /**
   * One of the agent's exporters, switched on for this host.
   *
   * @param name the exporter's name
   * @param options its section of the agent's configuration
   */
  record ByExporter(String name, Map<String, Object> options) implements Watched {
    public ByExporter {
      requireNonNull(name, "name is null");
      options = java.util.Collections.unmodifiableMap(new TreeMap<>(options));
    }
  }

  /** A systemd unit that must run, watched by the agent. */
  record ByUnit(String unit) implements Watched {
    public ByUnit {
      if (!Handler.isUnit(unit)) {
        throw new IllegalArgumentException("not a unit name: " + unit);
      }
    }
  }

  /**
   * Something that the healer may touch although nobody expects it always to run.
   *
   * @param list the list of the healer's script that it stands on, such as {@code units}
   * @param entry its line there: a name, or for {@code units} a shell pattern of names
   */
  record Allowed(String list, String entry) implements Watched {
    public Allowed {
      if (!entry.matches("[!-~]+( [!-~]+)*") || entry.startsWith("#")) {
        throw new IllegalArgumentException("not an entry of a list: " + entry);
      }
      if (list.equals("units") && !Handler.isUnit(entry.replace('*', 'x'))) {
        throw new IllegalArgumentException("not a pattern of unit names: " + entry);
      }
    }
  }

  /**
   * A URL that the role publishes, probed by the service as its users reach it.
   *
   * @param url what users open
   * @param module the probe's module, which says what a good answer is
   */
  record Published(String url, String module) implements Watched {}

  /** A group of alert rules. */
  record ByRules(Class<? extends RuleGroup> rules) implements Watched {}

  /** A program that Prometheus scrapes. */
  static Job job(String name, int port, String healthy) {
    return new Job(name, port, healthy);
  }

  /** A URL that the role publishes. */
  static Published published(String url, String module) {
    return new Published(url, module);
  }

  /** One of the agent's exporters. */
  static Watched exporter(String name) {
    return new ByExporter(name, Map.of());
  }

  /** A systemd unit. */
  static Watched unit(String name) {
    return new ByUnit(name);
  }

  /** Units that may end by themselves, and that the healer may restart or stop. */
  static Watched mendable(String pattern) {
    return allowed("units", pattern);
  }

  /** Something that the healer may touch: an entry of one of its script's lists. */
  static Watched allowed(String list, String entry) {
    return new Allowed(list, entry);
  }

  /** A group of alert rules. */
  static Watched rules(Class<? extends RuleGroup> rules) {
    return new ByRules(rules);
  }
}
