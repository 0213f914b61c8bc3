package org.bbbfleet.core.inventory;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What of an inventory is not shown: each variable that stood encrypted or was rendered from one
 * that did, and the texts that came out of that, wherever else they turn up.
 */
public final class Hidden {
  /** What stands where something is not shown. */
  public static final String SHOWN = "(encrypted)";

  /** For an inventory that holds nothing encrypted. */
  public static final Hidden NOTHING = new Hidden(Map.of(), Set.of());

  /** Shorter ones are found in everything. */
  private static final int SHORTEST = 4;

  /** Lines of a longer text are also words of other texts: {@code - name: x}. */
  private static final int SHORTEST_LINE = 8;

  private final Map<String, Set<String>> variables;
  private final List<String> texts;

  /**
   * What is hidden.
   *
   * @param variables the names of hidden variables, by host
   * @param texts what was encrypted, and what was rendered from it
   */
  Hidden(Map<String, Set<String>> variables, Set<String> texts) {
    this.variables = Map.copyOf(variables);
    Set<String> all = new LinkedHashSet<>();
    texts.forEach(text -> add(text, all));
    this.texts = all.stream().sorted(Comparator.comparing(String::length).reversed()).toList();
  }

  private static void add(String text, Set<String> into) {
    String stripped = text.strip();
    if (stripped.length() < SHORTEST) {
      return;
    }
    into.add(stripped);
    into.add(new String(JsonStringEncoder.getInstance().quoteAsString(stripped)));
    into.add(URLEncoder.encode(stripped, StandardCharsets.UTF_8));
    if (stripped.contains("\n")) {
      stripped
          .lines()
          .map(String::strip)
          .filter(line -> line.length() >= SHORTEST_LINE)
          .forEach(into::add);
    }
  }

  /** Whether a host's variable must not be shown. */
  public boolean covers(Host host, String variable) {
    return variables.getOrDefault(host.name(), Set.of()).contains(variable)
        || occursIn(String.valueOf(host.variables().get(variable)));
  }

  /** Whether a text holds something that must not be shown. */
  public boolean occursIn(String text) {
    requireNonNull(text, "text is null");
    for (String hidden : texts) {
      if (text.contains(hidden)) {
        return true;
      }
    }
    return false;
  }

  /** The text with {@link #SHOWN} where it holds what must not be shown. */
  public String mask(String text) {
    String masked = requireNonNull(text, "text is null");
    for (String hidden : texts) {
      masked = masked.replace(hidden, SHOWN);
    }
    return masked;
  }
}
