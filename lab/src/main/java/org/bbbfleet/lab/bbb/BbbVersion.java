package org.bbbfleet.lab.bbb;

import java.util.EnumSet;
import java.util.Set;

/** The releases whose answers differ in a way that a client can see. */
public enum BbbVersion {
  /** Flash and HTML5 clients, listen-only unreliable, SHA-1 and SHA-256 only. */
  V2_2("2.2.36"),
  /** HTML5 clients only. */
  V2_4("2.4.9"),
  /** SHA-384 and SHA-512 too. */
  V2_5("2.5.19"),
  /** getRecordings takes offset and limit. */
  V2_6("2.6.18"),
  /** The last release before GraphQL. */
  V2_7("2.7.8"),
  /** Listen-only is transparent: nobody is counted as a listener, everybody as voice. */
  V3_0("3.0.4");

  private final String release;

  BbbVersion(String release) {
    this.release = release;
  }

  /** The full release number, for example {@code 2.7.8}. */
  public String release() {
    return release;
  }

  /** Whether this release is the given one or younger. */
  public boolean atLeast(BbbVersion other) {
    return compareTo(other) >= 0;
  }

  /** The checksum algorithms that this release accepts unless configured otherwise. */
  public Set<ChecksumAlgorithm> algorithms() {
    return atLeast(V2_5)
        ? EnumSet.allOf(ChecksumAlgorithm.class)
        : EnumSet.of(ChecksumAlgorithm.SHA1, ChecksumAlgorithm.SHA256);
  }
}
