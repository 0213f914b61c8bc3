package org.bbbfleet.exporters.blackbox.net;

import java.net.Inet4Address;
import java.net.InetAddress;

/** A number that changes when a target's address changes, the one that blackbox_exporter gives. */
final class AddressHash {
  private AddressHash() {}

  /**
   * FNV-1a in 32 bits. Go keeps an IPv4 address that was written as text in its mapped form, {@code
   * ::ffff:a.b.c.d}, and hashes that.
   */
  static double of(InetAddress address, boolean written) {
    int hash = 0x811c9dc5;
    if (written && address instanceof Inet4Address) {
      for (int i = 0; i < 12; i++) {
        hash = (hash ^ (i < 10 ? 0 : 0xff)) * 0x01000193;
      }
    }
    for (byte b : address.getAddress()) {
      hash = (hash ^ (b & 0xff)) * 0x01000193;
    }
    return Integer.toUnsignedLong(hash);
  }
}
