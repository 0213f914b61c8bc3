package org.bbbfleet.exporters.blackbox.net;

import java.net.InetAddress;

/** A number that changes when a target's address changes, the one that blackbox_exporter gives. */
final class AddressHash {
  private AddressHash() {}

  /** FNV-1a in 32 bits of the address's four or sixteen bytes. */
  static double of(InetAddress address) {
    int hash = 0x811c9dc5;
    for (byte b : address.getAddress()) {
      hash = (hash ^ (b & 0xff)) * 0x01000193;
    }
    return Integer.toUnsignedLong(hash);
  }
}
