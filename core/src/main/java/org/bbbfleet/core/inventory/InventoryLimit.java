package org.bbbfleet.core.inventory;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.bbbfleet.core.config.Suggestion;
import org.bbbfleet.core.error.Problem;
import org.bbbfleet.core.error.ProblemsException;

/**
 * Ansible's host patterns, as {@code --limit} takes them: names and groups joined by {@code ,} or
 * {@code :}, {@code &} to intersect, {@code !} to leave out, {@code *} and {@code ?}, {@code ~} for
 * a regular expression. All unions come first, then intersections, then exclusions.
 *
 * @see <a
 *     href="https://docs.ansible.com/ansible/latest/inventory_guide/intro_patterns.html">Ansible's
 *     documentation</a>
 */
public final class InventoryLimit {
  private static final String WHERE = "--limit";

  private InventoryLimit() {}

  /**
   * The hosts that a pattern selects, in the order of the inventory.
   *
   * @throws ProblemsException when a part matches nothing, or nothing is selected
   */
  public static List<Host> select(Inventory inventory, String pattern) {
    List<Problem> problems = new ArrayList<>();
    Set<Host> union = new LinkedHashSet<>();
    List<Set<Host>> intersections = new ArrayList<>();
    List<Set<Host>> exclusions = new ArrayList<>();
    boolean anyUnion = false;
    for (String part : split(inventory, pattern)) {
      char sign = part.charAt(0);
      if (sign == '&' || sign == '!') {
        Set<Host> matched = match(inventory, part.substring(1).strip(), problems);
        (sign == '&' ? intersections : exclusions).add(matched);
      } else {
        anyUnion = true;
        union.addAll(match(inventory, part, problems));
      }
    }
    Set<Host> selected = anyUnion ? union : new LinkedHashSet<>(inventory.hosts());
    intersections.forEach(selected::retainAll);
    exclusions.forEach(selected::removeAll);
    if (problems.isEmpty() && selected.isEmpty()) {
      problems.add(Problem.error(WHERE, pattern + " selects no host."));
    }
    if (!problems.isEmpty()) {
      throw new ProblemsException(problems);
    }
    return inventory.hosts().stream().filter(selected::contains).toList();
  }

  /** Splits at commas, and at colons unless the part names a host (IPv6) or is in brackets. */
  private static List<String> split(Inventory inventory, String pattern) {
    List<String> parts = new ArrayList<>();
    for (String part : pattern.split(",")) {
      String text = part.strip();
      String bare = text.replaceFirst("^[!&]", "");
      if (text.startsWith("~") || inventory.host(bare).isPresent()) {
        parts.add(text);
      } else {
        for (String piece : text.split(":(?![^\\[]*])")) {
          parts.add(piece.strip());
        }
      }
    }
    parts.removeIf(String::isEmpty);
    return parts;
  }

  private static Set<Host> match(Inventory inventory, String part, List<Problem> problems) {
    Set<Host> hosts = new LinkedHashSet<>();
    Predicate<String> matches;
    try {
      matches = predicate(part);
    } catch (PatternSyntaxException e) {
      problems.add(
          Problem.error(WHERE, part + " is not a regular expression: " + e.getDescription() + "."));
      return hosts;
    }
    boolean group = part.equals("all");
    if (group) {
      hosts.addAll(inventory.hosts());
    }
    for (Inventory.Group candidate : inventory.groups()) {
      if (matches.test(candidate.name())) {
        group = true;
        hosts.addAll(inventory.in(candidate.name()));
      }
    }
    for (Host host : inventory.hosts()) {
      if (matches.test(host.name())) {
        hosts.add(host);
      }
    }
    if (!group && hosts.isEmpty()) {
      Set<String> known = new LinkedHashSet<>();
      inventory.hosts().forEach(h -> known.add(h.name()));
      inventory.groups().forEach(g -> known.add(g.name()));
      problems.add(
          Problem.error(
              WHERE, part + " matches no host and no group." + Suggestion.sentence(part, known)));
    }
    return hosts;
  }

  private static Predicate<String> predicate(String part) {
    if (part.startsWith("~")) {
      Pattern regex = Pattern.compile(part.substring(1));
      return name -> regex.matcher(name).lookingAt();
    }
    if (!part.matches(".*[*?\\[].*")) {
      return part::equals;
    }
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      int close = c == '[' ? part.indexOf(']', i + 1) : -1;
      if (c == '*') {
        regex.append(".*");
      } else if (c == '?') {
        regex.append('.');
      } else if (close > 0) {
        String set = part.substring(i + 1, close).replace("\\", "\\\\").replace("[", "\\[");
        regex.append('[').append(set.replaceFirst("^!", "^")).append(']');
        i = close;
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    Pattern compiled = Pattern.compile(regex.toString());
    return name -> compiled.matcher(name).matches();
  }
}
