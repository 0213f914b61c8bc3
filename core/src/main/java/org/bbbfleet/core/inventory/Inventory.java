package org.bbbfleet.core.inventory;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bbbfleet.core.error.Problem;

/**
 * The hosts and groups of a fleet.
 *
 * @param hosts all hosts, in the order of the inventory
 * @param groups all groups, {@code all} and {@code ungrouped} included
 * @param warnings what was odd but did not stop us
 * @param written each host's variables after Ansible's precedence, as they were written
 * @param hidden what of it is not shown to anybody
 */
public record Inventory(
    List<Host> hosts,
    List<Group> groups,
    List<Problem> warnings,
    Map<String, Map<String, Value>> written,
    Hidden hidden) {

  public Inventory {
    hosts = List.copyOf(hosts);
    groups = List.copyOf(groups);
    warnings = List.copyOf(warnings);
    written = Collections.unmodifiableMap(new LinkedHashMap<>(written));
  }

  /** An inventory of which it is not known how its variables were written. */
  public Inventory(List<Host> hosts, List<Group> groups, List<Problem> warnings) {
    this(hosts, groups, warnings, Map.of(), Hidden.NOTHING);
  }

  /** The variables of a host as they were written, by name; empty for a host that is not there. */
  public Map<String, Value> written(String host) {
    return written.getOrDefault(host, Map.of());
  }

  /** The host of this name. */
  public Optional<Host> host(String name) {
    return hosts.stream().filter(h -> h.name().equals(name)).findFirst();
  }

  /** The hosts of a group, children included, in the order of the inventory. */
  public List<Host> in(String group) {
    return hosts.stream().filter(h -> h.in(group)).toList();
  }

  /**
   * A group.
   *
   * @param name its name
   * @param hosts the names of its direct hosts
   * @param children the names of its direct child groups
   */
  public record Group(String name, List<String> hosts, List<String> children) {
    public Group {
      hosts = List.copyOf(hosts);
      children = List.copyOf(children);
    }
  }
}
