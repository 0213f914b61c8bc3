package org.bbbfleet.core.inventory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.bbbfleet.core.config.Suggestion;

/** Which groups contain which, and which of a host's groups counts more. */
final class Groups {
  private final Draft draft;
  private final Map<String, Set<String>> parents = new LinkedHashMap<>();
  private final Map<String, Integer> depths = new HashMap<>();
  private final Map<String, Set<String>> direct = new HashMap<>();

  Groups(Draft draft) {
    this.draft = draft;
    for (Draft.DraftGroup group : draft.groups.values()) {
      parents.computeIfAbsent(group.name, n -> new LinkedHashSet<>());
      group
          .children
          .keySet()
          .forEach(
              child -> parents.computeIfAbsent(child, n -> new LinkedHashSet<>()).add(group.name));
      group.hosts.forEach(
          host -> direct.computeIfAbsent(host, h -> new LinkedHashSet<>()).add(group.name));
    }
    warnOfUndefined();
    refuseCycles();
  }

  private void warnOfUndefined() {
    List<String> known =
        draft.groups.values().stream().filter(g -> g.defined).map(g -> g.name).toList();
    for (Draft.DraftGroup group : draft.groups.values()) {
      group.children.forEach(
          (child, where) -> {
            if (!draft.groups.get(child).defined) {
              draft.warning(
                  where,
                  "group "
                      + group.name
                      + " has the child "
                      + child
                      + ", which nothing defines: taken as empty."
                      + Suggestion.sentence(child, known));
            }
          });
    }
    for (String host : draft.hosts.keySet()) {
      if (known.contains(host)) {
        draft.warning("", host + " is the name of a host and of a group.");
      }
    }
  }

  private void refuseCycles() {
    Set<String> done = new LinkedHashSet<>();
    for (String name : draft.groups.keySet()) {
      walk(name, new ArrayList<>(), done);
    }
  }

  private void walk(String name, List<String> path, Set<String> done) {
    if (path.contains(name)) {
      List<String> cycle = new ArrayList<>(path.subList(path.indexOf(name), path.size()));
      cycle.add(name);
      Draft.DraftGroup last = draft.groups.get(path.get(path.size() - 1));
      draft.error(
          last.children.get(name),
          "group " + name + " contains itself: " + String.join(" > ", cycle) + ".");
      last.children.remove(name);
      parents.get(name).remove(last.name);
      return;
    }
    if (done.contains(name)) {
      return;
    }
    path.add(name);
    for (String child : List.copyOf(draft.groups.get(name).children.keySet())) {
      walk(child, path, done);
    }
    path.remove(path.size() - 1);
    done.add(name);
  }

  /** All groups of a host but {@code all}, the weakest first. */
  List<String> of(String host) {
    Set<String> all = new LinkedHashSet<>();
    direct.getOrDefault(host, Set.of()).forEach(group -> collect(group, all));
    all.remove("all");
    all.remove("ungrouped");
    if (all.isEmpty()) {
      return List.of("ungrouped");
    }
    return all.stream()
        .sorted(
            Comparator.<String>comparingInt(this::depth)
                .thenComparingInt(name -> draft.groups.get(name).priority)
                .thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  private void collect(String group, Set<String> into) {
    if (into.add(group)) {
      parents.get(group).forEach(parent -> collect(parent, into));
    }
  }

  private int depth(String group) {
    Integer known = depths.get(group);
    if (known == null) {
      int deepest = group.equals("all") ? -1 : 0;
      for (String parent : parents.get(group)) {
        deepest = Math.max(deepest, depth(parent));
      }
      known = deepest + 1;
      depths.put(group, known);
    }
    return known;
  }

  /** The groups as the inventory shows them; {@code all} has those without another parent. */
  List<Inventory.Group> list() {
    List<Inventory.Group> list = new ArrayList<>();
    for (Draft.DraftGroup group : draft.groups.values()) {
      Set<String> children = new LinkedHashSet<>(group.children.keySet());
      Set<String> hosts = new LinkedHashSet<>(group.hosts);
      if (group.name.equals("all")) {
        parents.forEach(
            (name, above) -> {
              if (above.isEmpty() && !name.equals("all")) {
                children.add(name);
              }
            });
      }
      if (group.name.equals("ungrouped")) {
        hosts.clear();
        draft.hosts.keySet().stream()
            .filter(host -> of(host).contains("ungrouped"))
            .forEach(hosts::add);
      }
      list.add(new Inventory.Group(group.name, List.copyOf(hosts), List.copyOf(children)));
    }
    return list;
  }

  /** The names of all groups. */
  Set<String> names() {
    return new TreeSet<>(draft.groups.keySet());
  }
}
