package org.bbbfleet.exporters.soffice;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** Which conversions run, and how those ended that do not any more. */
final class Conversions {
  private final Map<SofficeClass, Long> finished = new EnumMap<>(SofficeClass.class);
  private Map<String, SofficeClass> running = new HashMap<>();

  Conversions() {
    for (SofficeClass kind : SofficeClass.values()) {
      if (kind.living()) {
        finished.put(kind, 0L);
      }
    }
  }

  /**
   * Takes in a look.
   *
   * @param now the conversions that run and the worst class among their processes
   */
  void look(Map<String, SofficeClass> now) {
    running.forEach(
        (conversion, kind) -> {
          if (!now.containsKey(conversion)) {
            finished.merge(kind, 1L, Long::sum);
          }
        });
    running = new HashMap<>(now);
  }

  int count() {
    return running.size();
  }

  /** Conversions that were seen to run and have ended, by the class in which they last were. */
  Map<SofficeClass, Long> finished() {
    return finished;
  }
}
