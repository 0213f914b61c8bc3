package org.bbbfleet.exporters.blackbox.options;

import java.util.List;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.config.Suggestion;

/** A key whose value is one of few words. */
public final class Choice {
  private Choice() {}

  /** The first choice is the default. */
  public static String of(Section options, String key, List<String> choices) {
    String value = options.string(key, choices.get(0));
    if (!choices.contains(value)) {
      options.problem(
          key,
          "must be one of "
              + String.join(", ", choices)
              + "."
              + Suggestion.sentence(value, choices));
      return choices.get(0);
    }
    return value;
  }
}
