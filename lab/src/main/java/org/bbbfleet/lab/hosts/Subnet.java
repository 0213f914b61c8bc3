package org.bbbfleet.lab.hosts;

/**
 * The network of one lab: 10.77.N.0/24 on a bridge of its own.
 *
 * @param number N, 0 to 255; it also names the lab
 */
record Subnet(int number) {
  static final int NUMBERS = 256;

  /** The lab's name, which is also that of its state directory. */
  String lab() {
    return "lab-" + number;
  }

  String bridge() {
    return "br-lab" + number;
  }

  String cidr() {
    return "10.77." + number + ".0/24";
  }

  /** This machine's address on the bridge. */
  String gateway() {
    return "10.77." + number + ".1";
  }

  /** The address of the lab's host with this index, from 0. */
  String address(int index) {
    return "10.77." + number + "." + (11 + index);
  }
}
