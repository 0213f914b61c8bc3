package org.bbbfleet.app.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Who gives a command, for the audit trail. */
final class Operator {
  private Operator() {}

  /** The login name and the machine: {@code root@ops-1}. */
  static String name() {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      host = "unknown";
    }
    String sudo = System.getenv("SUDO_USER");
    return (sudo == null ? System.getProperty("user.name") : sudo) + "@" + host;
  }
}
