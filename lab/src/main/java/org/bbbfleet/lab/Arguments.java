package org.bbbfleet.lab;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A word and its {@code --name value} options. */
record Arguments(String word, Map<String, String> options) {
  /**
   * Reads a command line.
   *
   * @param allowed the options that each word takes
   * @throws IllegalArgumentException if the word or an option is unknown, or a value is missing
   */
  static Arguments parse(List<String> line, Map<String, Set<String>> allowed) {
    if (line.isEmpty() || !allowed.containsKey(line.get(0))) {
      throw new IllegalArgumentException("expected one of " + allowed.keySet());
    }
    String word = line.get(0);
    Map<String, String> options = new LinkedHashMap<>();
    for (int i = 1; i < line.size(); i += 2) {
      String name = line.get(i).replaceFirst("^--", "");
      if (!line.get(i).startsWith("--") || !allowed.get(word).contains(name)) {
        throw new IllegalArgumentException("unknown option " + line.get(i));
      }
      if (i + 1 == line.size()) {
        throw new IllegalArgumentException("option " + line.get(i) + " needs a value");
      }
      options.put(name, line.get(i + 1));
    }
    return new Arguments(word, options);
  }

  String text(String name, String standard) {
    return options.getOrDefault(name, standard);
  }

  boolean has(String name) {
    return options.containsKey(name);
  }

  int number(String name, int standard) {
    String text = options.getOrDefault(name, Integer.toString(standard));
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("--" + name + " must be a number, not " + text, e);
    }
  }
}
