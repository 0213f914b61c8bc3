package org.bbbfleet.lab.hosts;

import static java.util.Objects.requireNonNull;

import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/**
 * A host that is wanted.
 *
 * @param name its hostname: a letter, then up to 30 letters, digits and hyphens, all lower case
 * @param image what it starts from
 */
public record HostSpec(String name, Image image) {

  public HostSpec {
    requireNonNull(image, "image is null");
    if (!name.matches("[a-z]([a-z0-9-]{0,29}[a-z0-9])?")) {
      throw new FleetException(
          ErrorCategory.INPUT,
          "\"" + name + "\" can't be a lab host's name: use a-z, 0-9 and -, a letter first");
    }
  }
}
