package org.bbbfleet.exporters.bbb;

import java.util.List;
import java.util.Optional;

/**
 * Which algorithm a server takes. SHA-256 is accepted by all releases that we know and by
 * Scalelite, so it comes first; a server says which it takes only by refusing the others. After all
 * were refused once, the secret is probably wrong: then each collection tries only one, in turn.
 */
final class ChecksumChoice {
  private static final List<Checksum> ORDER =
      List.of(Checksum.SHA256, Checksum.SHA1, Checksum.SHA512, Checksum.SHA384);

  private final List<Checksum> order;
  private int at;
  private int refused;

  /**
   * @param only the one to use, or empty to find out
   */
  ChecksumChoice(Optional<Checksum> only) {
    this.order = only.map(List::of).orElse(ORDER);
  }

  /** The one to sign with now. */
  Checksum current() {
    return order.get(at);
  }

  void accepted() {
    refused = 0;
  }

  /**
   * The server refused the current one.
   *
   * @return whether another one is worth a call at once
   */
  boolean refused() {
    at = (at + 1) % order.size();
    refused++;
    return refused < order.size();
  }
}
