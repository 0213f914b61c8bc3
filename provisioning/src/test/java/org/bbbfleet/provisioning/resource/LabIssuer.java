package org.bbbfleet.provisioning.resource;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bbbfleet.core.config.Secret;

/**
 * The fleet's own authority, for tests elsewhere that need a certificate that ends when they say.
 */
public final class LabIssuer {
  private final Authority authority =
      Authority.read(new Secret(Authority.create(Clock.systemUTC())));

  /** A certificate with its chain, then its key, both PEM, valid from now on for so long. */
  public List<String> issue(String name, Duration validity) {
    Authority.Issued issued = authority.issue(List.of(name), Instant.now(), validity);
    return List.of(issued.chain(), issued.key().reveal());
  }
}
