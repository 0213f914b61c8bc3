package org.bbbfleet.provisioning.resource;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * A build product that goes to hosts, known by its content.
 *
 * @param file where it is on this machine
 * @param sha256 its hash, which is its name on hosts
 */
public record Artifact(Path file, String sha256) {
  public Artifact {
    requireNonNull(file, "file is null");
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("not a SHA-256: " + sha256);
    }
  }

  /** Reads the file once, for its hash. */
  public static Artifact of(Path file) {
    return new Artifact(file, Hash.sha256(file));
  }
}
