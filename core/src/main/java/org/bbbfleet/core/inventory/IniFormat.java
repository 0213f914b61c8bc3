package org.bbbfleet.core.inventory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ansible's INI format of inventories.
 *
 * @see <a
 *     href="https://docs.ansible.com/ansible/latest/collections/ansible/builtin/ini_inventory.html">its
 *     documentation</a>
 */
final class IniFormat {
  private static final Pattern SECTION =
      Pattern.compile("\\[([^:\\]\\s]+)(?::(\\w+))?]\\s*(?:[#;].*)?");

  private final Draft draft;
  private final String file;
  private final List<Draft.DraftGroup> onlyVariables = new ArrayList<>();

  private IniFormat(Draft draft, String file) {
    this.draft = draft;
    this.file = file;
  }

  static void read(Draft draft, String file, String text) {
    new IniFormat(draft, file).read(text);
  }

  private void read(String text) {
    Draft.DraftGroup group = draft.group("ungrouped", "");
    String kind = "hosts";
    int number = 0;
    for (String raw : text.lines().toList()) {
      String where = file + ":" + ++number;
      String line = raw.strip();
      if (line.isEmpty() || line.startsWith("#") || line.startsWith(";")) {
        continue;
      }
      Matcher section = SECTION.matcher(line);
      if (section.matches()) {
        kind = section.group(2) == null ? "hosts" : section.group(2);
        group = open(section.group(1), kind, where);
        continue;
      }
      try {
        switch (kind) {
          case "hosts" -> hostLine(group, line, where);
          case "children" -> childLine(group, line, where);
          case "vars" -> variableLine(group, line, where);
          default -> {
            // The section's own problem was reported.
          }
        }
      } catch (IllegalArgumentException e) {
        draft.error(
            where,
            draft.encrypted
                ? "can't be understood; why is not shown, because the file is encrypted."
                : e.getMessage() + ".");
      }
    }
    for (Draft.DraftGroup named : onlyVariables) {
      if (!named.defined) {
        draft.error(
            named.where,
            "["
                + named.name
                + ":vars] sets variables of a group that nothing defines."
                + org.bbbfleet.core.config.Suggestion.sentence(
                    named.name,
                    draft.groups.values().stream()
                        .filter(g -> g.defined)
                        .map(g -> g.name)
                        .toList()));
      }
    }
  }

  private Draft.DraftGroup open(String name, String kind, String where) {
    switch (kind) {
      case "hosts", "children" -> {
        return draft.define(name, where);
      }
      case "vars" -> {
        Draft.DraftGroup group = draft.group(name, where);
        onlyVariables.add(group);
        return group;
      }
      default -> {
        draft.error(where, "[" + name + ":" + kind + "]: it must be :children or :vars.");
        return draft.group("ungrouped", "");
      }
    }
  }

  private void hostLine(Draft.DraftGroup group, String line, String where) {
    List<String> words = Words.split(line);
    if (words.isEmpty()) {
      return;
    }
    HostPattern pattern = HostPattern.parse(words.get(0));
    // Known also if one of its variables is faulty, or more would seem to be wrong than is.
    for (String name : pattern.names()) {
      draft.host(name, where);
      group.hosts.add(name);
    }
    Map<String, Value> written = new LinkedHashMap<>();
    for (String word : words.subList(1, words.size())) {
      int equals = word.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(word + ": a host's variable is written name=value");
      }
      Object value = PythonLiteral.parse(word.substring(equals + 1));
      written.put(word.substring(0, equals), new Value(value, where));
    }
    for (String name : pattern.names()) {
      Map<String, Value> variables = draft.host(name, where);
      pattern.port().ifPresent(port -> variables.put("ansible_port", new Value(port, where)));
      written.forEach((variable, value) -> draft.set(variables, variable, value));
    }
  }

  private void childLine(Draft.DraftGroup group, String line, String where) {
    List<String> words = Words.split(line);
    if (words.size() > 1) {
      throw new IllegalArgumentException(line + ": one group a line, without variables");
    }
    if (!words.isEmpty()) {
      draft.group(words.get(0), where);
      group.children.putIfAbsent(words.get(0), where);
    }
  }

  private void variableLine(Draft.DraftGroup group, String line, String where) {
    int equals = line.indexOf('=');
    if (equals < 1) {
      throw new IllegalArgumentException(line + ": a variable is written name=value");
    }
    Object value = PythonLiteral.parse(line.substring(equals + 1).strip());
    draft.set(group, line.substring(0, equals).strip(), new Value(value, where));
  }

  /** Splits a line into words as sh does: quotes, backslashes, comments. */
  private static final class Words {
    private Words() {}

    static List<String> split(String line) {
      List<String> words = new ArrayList<>();
      StringBuilder word = new StringBuilder();
      boolean inWord = false;
      char quote = 0;
      for (int i = 0; i < line.length(); i++) {
        char c = line.charAt(i);
        boolean last = i + 1 == line.length();
        if (quote != 0) {
          if (c == quote) {
            quote = 0;
          } else if (c == '\\'
              && quote == '"'
              && !last
              && "\"\\".indexOf(line.charAt(i + 1)) >= 0) {
            word.append(line.charAt(++i));
          } else {
            word.append(c);
          }
        } else if (c == '#') {
          break;
        } else if (Character.isWhitespace(c)) {
          if (inWord) {
            words.add(word.toString());
            word.setLength(0);
            inWord = false;
          }
        } else {
          inWord = true;
          if (c == '\'' || c == '"') {
            quote = c;
          } else if (c == '\\' && !last) {
            word.append(line.charAt(++i));
          } else {
            word.append(c);
          }
        }
      }
      if (quote != 0) {
        throw new IllegalArgumentException("a quote " + quote + " is not closed");
      }
      if (inWord) {
        words.add(word.toString());
      }
      return words;
    }
  }
}
