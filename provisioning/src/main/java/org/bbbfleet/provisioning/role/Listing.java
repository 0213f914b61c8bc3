package org.bbbfleet.provisioning.role;

import java.util.List;

/** Names in a sentence. */
final class Listing {
  private static final int SHOWN = 3;

  private Listing() {}

  /** All names, joined by "and". */
  static String all(List<String> names) {
    return names.size() < 2
        ? String.join("", names)
        : String.join(", ", names.subList(0, names.size() - 1))
            + " and "
            + names.get(names.size() - 1);
  }

  /** The first few of many names, and how many there are besides. */
  static String some(List<String> names) {
    return names.size() <= SHOWN + 1
        ? all(names)
        : String.join(", ", names.subList(0, SHOWN)) + " and " + (names.size() - SHOWN) + " more";
  }
}
