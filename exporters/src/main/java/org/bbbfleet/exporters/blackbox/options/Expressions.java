package org.bbbfleet.exporters.blackbox.options;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.core.config.Section;

/**
 * Regular expressions of modules. RE2's, as in Go: their time is linear in the text, so that no
 * answer of a hostile server can hold the prober up, which Java's own allow.
 */
public final class Expressions {
  private Expressions() {}

  /** Reads a list of expressions. */
  public static List<Pattern> list(Section options, String key) {
    List<Pattern> patterns = new ArrayList<>();
    for (String text : options.strings(key, List.of())) {
      compile(options, key, text).ifPresent(patterns::add);
    }
    return patterns;
  }

  /** Reads one expression. */
  public static Optional<Pattern> one(Section options, String key) {
    return options.string(key).flatMap(text -> compile(options, key, text));
  }

  private static Optional<Pattern> compile(Section options, String key, String text) {
    try {
      return Optional.of(Pattern.compile(text));
    } catch (PatternSyntaxException e) {
      options.problem(
          key,
          "is not a regular expression in RE2's syntax: "
              + e.getDescription()
              + " at '"
              + e.getPattern()
              + "'. Look-around and back references do not exist there.");
      return Optional.empty();
    }
  }
}
