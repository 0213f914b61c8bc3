package org.bbbfleet.lab.hosts;

import java.nio.file.Files;
import java.nio.file.Path;
import org.bbbfleet.lab.packages.Command;

/** A lab's bridge and routes on this machine. teardown.sh is what removes them. */
final class NetworkSetup {
  /** Worse than any other route, so that it only catches what nothing else takes. */
  private static final String LAST = "4000000000";

  private NetworkSetup() {}

  /** Whether nothing on this machine uses the subnet yet. */
  static boolean free(Subnet subnet) {
    return !Files.exists(Path.of("/sys/class/net", subnet.bridge()))
        && Command.of("ip", "-4", "-o", "route", "show", "table", "all", "root", subnet.cidr())
            .runFor("read this machine's routes")
            .out()
            .isBlank();
  }

  static void up(Subnet subnet) {
    String bridge = subnet.bridge();
    // First of all: packets for a host that is gone must not leave the machine by its default
    // route.
    ip("route", "add", "blackhole", subnet.cidr(), "metric", LAST);
    ip("link", "add", bridge, "type", "bridge");
    ip("addr", "replace", subnet.gateway() + "/24", "dev", bridge);
    ip("link", "set", bridge, "up");
  }

  private static void ip(String... arguments) {
    java.util.List<String> line = new java.util.ArrayList<>(java.util.List.of("ip"));
    line.addAll(java.util.List.of(arguments));
    Command.of(line).runFor("set up the lab's network");
  }
}
