package org.bbbfleet.core.inventory;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bbbfleet.core.error.Problem;

/** An inventory while it is read: what the files say, before any of it is combined. */
final class Draft {
  /** Far above any fleet; a mistyped range must not eat the memory. */
  static final int MOST_HOSTS = 100_000;

  final Map<String, DraftGroup> groups = new LinkedHashMap<>();
  final Map<String, Map<String, Value>> hosts = new LinkedHashMap<>();
  final Map<String, String> places = new LinkedHashMap<>();
  final List<Problem> problems = new ArrayList<>();

  /** Whether the file that is being read is encrypted as a whole. */
  boolean encrypted;

  final List<Setting> settings = new ArrayList<>();

  /** Values whose place is noted: all hosts of a range share one. */
  private final Set<Value> noted = Collections.newSetFromMap(new IdentityHashMap<>());

  /** A group; {@code defined} says that it was more than the child of another. */
  static final class DraftGroup {
    final String name;
    final String where;
    boolean defined;
    int priority = 1;
    final Set<String> hosts = new LinkedHashSet<>();
    final Map<String, String> children = new LinkedHashMap<>();
    final Map<String, Value> variables = new LinkedHashMap<>();

    DraftGroup(String name, String where) {
      this.name = name;
      this.where = where;
    }
  }

  Draft() {
    group("all", "").defined = true;
    group("ungrouped", "").defined = true;
  }

  DraftGroup group(String name, String where) {
    return groups.computeIfAbsent(name, n -> new DraftGroup(n, where));
  }

  /** A group that is defined here. */
  DraftGroup define(String name, String where) {
    DraftGroup group = group(name, where);
    group.defined = true;
    return group;
  }

  /** The variables of a host, which is made known. */
  Map<String, Value> host(String name, String where) {
    places.putIfAbsent(name, where);
    return hosts.computeIfAbsent(name, n -> new LinkedHashMap<>());
  }

  /** Sets a variable of a host. */
  void set(Map<String, Value> host, String variable, Value value) {
    Value kept = kept(value);
    host.put(variable, kept);
    if (noted.add(value)) {
      settings.add(new Setting(variable, kept));
    }
  }

  void set(DraftGroup group, String variable, Value value) {
    if (!variable.equals("ansible_group_priority")) {
      Value kept = kept(value);
      group.variables.put(variable, kept);
      settings.add(new Setting(variable, kept));
      return;
    }
    try {
      group.priority = Integer.parseInt(String.valueOf(value.raw()));
    } catch (NumberFormatException e) {
      error(value.where(), "ansible_group_priority must be a whole number.");
    }
  }

  private Value kept(Value value) {
    return encrypted ? new Value(value.raw(), value.where(), true) : value;
  }

  void error(String where, String message) {
    problems.add(Problem.error(where, message));
  }

  void warning(String where, String message) {
    problems.add(Problem.warning(where, message));
  }
}
