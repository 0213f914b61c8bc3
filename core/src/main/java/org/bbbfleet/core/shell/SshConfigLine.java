package org.bbbfleet.core.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One line of an {@code ssh_config} file.
 *
 * @param keyword in lower case
 * @param words its arguments, unquoted
 * @param place file and line, for messages
 */
record SshConfigLine(String keyword, List<String> words, String place) {

  SshConfigLine {
    words = List.copyOf(words);
  }

  /** Parses a line; empty for comments, empty lines and keywords without arguments. */
  static Optional<SshConfigLine> parse(String text, String place) {
    String line = text.strip();
    if (line.isEmpty() || line.startsWith("#")) {
      return Optional.empty();
    }
    int end = 0;
    while (end < line.length()
        && !Character.isWhitespace(line.charAt(end))
        && line.charAt(end) != '=') {
      end++;
    }
    String rest = line.substring(end).strip();
    if (rest.startsWith("=")) {
      rest = rest.substring(1).strip();
    }
    String keyword = line.substring(0, end).toLowerCase(Locale.ROOT);
    // The one keyword whose argument is the rest of the line as it stands.
    List<String> words = keyword.equals("proxycommand") ? List.of(rest) : words(rest);
    return words.isEmpty() || rest.isEmpty()
        ? Optional.empty()
        : Optional.of(new SshConfigLine(keyword, words, place));
  }

  /** Words as OpenSSH splits them: quotes group, a backslash spares a quote, # begins a comment. */
  static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean started = false;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean escapes =
          c == '\\' && i + 1 < text.length() && "\"'\\".indexOf(text.charAt(i + 1)) >= 0;
      if (escapes) {
        word.append(text.charAt(++i));
        started = true;
      } else if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
        started = true;
      } else if (Character.isWhitespace(c)) {
        if (started) {
          words.add(word.toString());
          word.setLength(0);
          started = false;
        }
      } else if (c == '#' && !started) {
        break;
      } else {
        word.append(c);
        started = true;
      }
    }
    if (started) {
      words.add(word.toString());
    }
    return words;
  }
}
