package org.bbbfleet.provisioning.role;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bbbfleet.core.config.Suggestion;
import org.bbbfleet.core.error.Problem;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.inventory.Reading;
import org.bbbfleet.core.inventory.Setting;
import org.bbbfleet.core.inventory.Value;

/**
 * Which variables somebody reads: our roles, Ansible, the playbooks whose inventories we take, the
 * inventory's own templates. Whatever else is set was probably meant to be one of these.
 */
final class KnownVariables {
  private static final Pattern EXPRESSION =
      Pattern.compile("\\{\\{.*?}}|\\{%.*?%}", Pattern.DOTALL);
  private static final Pattern WORD = Pattern.compile("[A-Za-z_]\\w*");

  private final Reading reading;
  private final Set<String> roles = new HashSet<>();
  private final Set<String> read = new TreeSet<>();
  private final Set<String> named = new HashSet<>();
  private final List<PathMatcher> patterns = new ArrayList<>();

  KnownVariables(Reading reading, List<Role> roles) {
    this.reading = reading;
    FleetVariables.ALL.forEach(variable -> read.add(variable.name()));
    for (Role role : roles) {
      this.roles.add(role.name());
      role.variables().forEach(variable -> read.add(variable.name()));
    }
    reading.settings().forEach(setting -> names(setting.value().raw()));
    for (Host host : reading.inventory().hosts()) {
      if (host.variables().get(FleetVariables.KNOWN.name()) instanceof List<?> list) {
        list.stream().distinct().forEach(pattern -> pattern(String.valueOf(pattern)));
      }
    }
  }

  private void pattern(String glob) {
    if (glob.matches("[\\w*?]+")) {
      patterns.add(FileSystems.getDefault().getPathMatcher("glob:" + glob));
    }
  }

  /** Every word in a template: more than its variables, which does no harm. */
  private void names(Object raw) {
    if (raw instanceof Map<?, ?> map) {
      map.values().forEach(this::names);
    } else if (raw instanceof Iterable<?> items) {
      items.forEach(this::names);
    } else if (raw instanceof String text) {
      Matcher expression = EXPRESSION.matcher(text);
      while (expression.find()) {
        Matcher word = WORD.matcher(expression.group());
        while (word.find()) {
          named.add(word.group());
        }
      }
    }
  }

  /** Errors for what nobody knows, and one line a role for what nobody reads yet. */
  List<Problem> unknown() {
    List<Problem> problems = new ArrayList<>();
    Map<String, Set<String>> unused = new TreeMap<>();
    for (Setting setting : reading.settings()) {
      String name = setting.variable();
      if (read.contains(name) || PlaybookVariables.ANSIBLE.contains(name) || ours(name)) {
        continue;
      }
      List<String> theirs = PlaybookVariables.roles(name);
      if (!theirs.isEmpty()) {
        unused.computeIfAbsent(theirs.get(0), role -> new TreeSet<>()).add(name);
      } else {
        problems.add(
            Problem.error(setting.value().where(), name + ": unknown variable." + meant(name)));
      }
    }
    unused.forEach((role, names) -> problems.add(unused(role, names)));
    return problems;
  }

  private boolean ours(String name) {
    return named.contains(name)
        || patterns.stream().anyMatch(pattern -> pattern.matches(Path.of(name)));
  }

  private String meant(String name) {
    Set<String> known = new TreeSet<>(read);
    known.addAll(PlaybookVariables.ANSIBLE);
    known.addAll(PlaybookVariables.names());
    return Suggestion.nearest(name, known)
        .map(nearest -> " Did you mean " + nearest + "?")
        .orElse(" If it is one of your own, name it in " + FleetVariables.KNOWN.name() + ".");
  }

  private Problem unused(String role, Set<String> names) {
    return Problem.info(
        places(names),
        "known, but unused, because "
            + (roles.contains(role)
                ? "the role " + role + " does not read "
                : "there is no role " + role + " yet that reads ")
            + (names.size() == 1 ? "it: " : "them: ")
            + String.join(", ", names)
            + ".");
  }

  private String places(Set<String> names) {
    Map<String, Boolean> files = new LinkedHashMap<>();
    for (Setting setting : reading.settings()) {
      if (names.contains(setting.variable())) {
        files.put(file(setting.value()), true);
      }
    }
    return Listing.some(List.copyOf(files.keySet()));
  }

  private static String file(Value value) {
    return value.where().replaceFirst(":\\d+$", "");
  }
}
