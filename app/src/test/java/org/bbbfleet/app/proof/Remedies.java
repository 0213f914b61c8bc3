package org.bbbfleet.app.proof;

import java.util.List;
import java.util.stream.Stream;

/** All that is proved to mend, in the order in which it is. */
final class Remedies {
  private Remedies() {}

  static List<Remedy> all() {
    return Stream.of(MediaRemedies.all(), ServerRemedies.all(), SharedRemedies.all())
        .flatMap(List::stream)
        .toList();
  }
}
