package org.bbbfleet.lab.packages;

import static java.util.Objects.requireNonNull;

/**
 * A Debian package that something needs.
 *
 * @param name the package's name
 * @param why what it is for, in a few words for the person whose machine it is
 */
public record Wanted(String name, String why) {

  public Wanted {
    requireNonNull(why, "why is null");
    if (!name.matches("[a-z0-9][a-z0-9+.-]+")) {
      throw new IllegalArgumentException("not a Debian package's name: " + name);
    }
  }
}
