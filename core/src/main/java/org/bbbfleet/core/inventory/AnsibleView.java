package org.bbbfleet.core.inventory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * An inventory as {@code ansible-inventory} shows it: variables combined but not rendered, so that
 * its users can compare the two tools line by line.
 */
public final class AnsibleView {
  private static final String ALL = "all";

  private final Inventory inventory;
  private final Map<String, Inventory.Group> groups = new LinkedHashMap<>();

  public AnsibleView(Inventory inventory) {
    this.inventory = inventory;
    inventory.groups().forEach(group -> groups.put(group.name(), group));
  }

  /** The shape of {@code ansible-inventory --list}: groups by name, and {@code _meta}. */
  public Map<String, Object> list() {
    Map<String, Object> list = new TreeMap<>();
    collect(ALL, list, new LinkedHashSet<>());
    Map<String, Object> hosts = new TreeMap<>();
    for (Host host : inventory.hosts()) {
      Map<String, Object> variables = host(host.name());
      if (!variables.isEmpty()) {
        hosts.put(host.name(), variables);
      }
    }
    list.put("_meta", Map.of("hostvars", hosts));
    return list;
  }

  /** The shape of {@code ansible-inventory --host}: the host's variables by name. */
  public Map<String, Object> host(String name) {
    Map<String, Object> variables = new TreeMap<>();
    inventory.written(name).forEach((variable, value) -> variables.put(variable, raw(value.raw())));
    return variables;
  }

  /** The lines of {@code ansible-inventory --graph}. */
  public List<String> graph() {
    List<String> lines = new ArrayList<>();
    lines.add("@" + ALL + ":");
    below(ALL, 1, lines);
    return lines;
  }

  private void below(String name, int depth, List<String> lines) {
    String indent = "  |".repeat(depth) + "--";
    for (String child : children(name)) {
      lines.add(indent + "@" + child + ":");
      below(child, depth + 1, lines);
    }
    if (!name.equals(ALL)) {
      group(name).hosts().forEach(host -> lines.add(indent + host));
    }
  }

  private void collect(String name, Map<String, Object> into, Set<String> seen) {
    Map<String, Object> shown = new TreeMap<>();
    List<String> children = children(name);
    if (!name.equals(ALL) && !group(name).hosts().isEmpty()) {
      shown.put("hosts", group(name).hosts());
    }
    if (!children.isEmpty()) {
      shown.put("children", children);
    }
    if (!shown.isEmpty()) {
      into.put(name, shown);
    }
    for (String child : children) {
      if (seen.add(child)) {
        collect(child, into, seen);
      }
    }
  }

  /** Ansible puts the group of the ungrouped first. */
  private List<String> children(String name) {
    List<String> children = new ArrayList<>(group(name).children());
    if (name.equals(ALL)) {
      children.remove("ungrouped");
      children.add(0, "ungrouped");
    }
    return children;
  }

  private Inventory.Group group(String name) {
    return Optional.ofNullable(groups.get(name))
        .orElseGet(() -> new Inventory.Group(name, List.of(), List.of()));
  }

  private static Object raw(Object part) {
    if (part instanceof Value.Unsafe unsafe) {
      return Map.of("__ansible_unsafe", unsafe.text());
    }
    if (part instanceof Value.Vaulted vaulted) {
      return Map.of("__ansible_vault", vaulted.vault());
    }
    if (part instanceof Value.Time time) {
      return time.iso();
    }
    if (part instanceof List<?> list) {
      return list.stream().map(AnsibleView::raw).toList();
    }
    if (part instanceof Map<?, ?> map) {
      Map<String, Object> entries = new TreeMap<>();
      map.forEach((key, value) -> entries.put(String.valueOf(key), raw(value)));
      return entries;
    }
    return part;
  }
}
