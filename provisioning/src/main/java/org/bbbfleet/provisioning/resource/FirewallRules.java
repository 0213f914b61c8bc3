package org.bbbfleet.provisioning.resource;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/**
 * The rules of a firewall as nftables reads them.
 *
 * @param ports who reaches what
 * @param others what becomes of ports that nobody names
 */
record FirewallRules(List<Ports> ports, Firewall.Others others) {
  FirewallRules {
    ports = List.copyOf(ports);
  }

  /** The lines for people at the head of the file. */
  List<String> comments() {
    List<String> lines = new ArrayList<>(ports.stream().map(Ports::toString).toList());
    if (others == Firewall.Others.CLOSED) {
      lines.add("all others closed");
    }
    return lines;
  }

  /**
   * The file.
   *
   * @throws FleetException when SSH might be closed to us
   */
  String text(FirewallFact found) {
    Set<Integer> ssh = new TreeSet<>(found.ssh());
    if (ssh.isEmpty()) {
      throw new FleetException(
          ErrorCategory.REMOTE,
          "by which port SSH comes could not be told, and no rule is made that might close it");
    }
    for (int port : found.ssh()) {
      List<Ports> named = ports.stream().filter(one -> one.holds(port)).toList();
      if (!named.isEmpty()) {
        if (named.stream().noneMatch(one -> admits(one, found.client()))) {
          throw new FleetException(
              ErrorCategory.INPUT,
              "SSH is to be reached from elsewhere only, not from %s, where we are. Nothing was changed."
                  .formatted(found.client().isEmpty() ? "an unknown address" : found.client()));
        }
        ssh.remove(port);
      }
    }
    StringBuilder sets = new StringBuilder();
    StringBuilder accept = new StringBuilder();
    StringBuilder drop = new StringBuilder();
    ssh.forEach(port -> accept.append("    tcp dport ").append(port).append(" accept\n"));
    int n = 0;
    for (Ports one : ports) {
      n++;
      if (one.sources().isEmpty()) {
        accept.append("    ").append(one.match()).append(" accept\n");
        continue;
      }
      List<String> v4 = one.sources().get().stream().filter(Ports::isIpv4).toList();
      List<String> v6 = one.sources().get().stream().filter(s -> !Ports.isIpv4(s)).toList();
      source(sets, accept, one, "ip", n, v4);
      source(sets, accept, one, "ip6", n, v6);
      drop.append("    ").append(one.match()).append(" drop\n");
    }
    if (others == Firewall.Others.CLOSED) {
      // Without these two, IPv6 does not work and addresses can't be renewed.
      accept.append("    meta l4proto { icmp, icmpv6 } accept\n    udp dport { 68, 546 } accept\n");
      drop.append("    drop\n");
    }
    return "# Who reaches which ports. Made by fleet provision; changes are taken back.\n"
        + comments().stream().map(line -> "# port " + line + "\n").collect(Collectors.joining())
        + "table inet bbb_fleet\ndelete table inet bbb_fleet\ntable inet bbb_fleet {\n"
        + sets
        + """
          chain ports {
            type filter hook prerouting priority mangle; policy accept;
            iifname "lo" accept
            ct state established,related accept
            fib daddr type != local accept
        """
        + accept
        + drop
        + "  }\n}\n";
  }

  private static void source(
      StringBuilder sets,
      StringBuilder accept,
      Ports one,
      String family,
      int n,
      List<String> from) {
    if (from.isEmpty()) {
      return;
    }
    String name = family + "_" + n;
    sets.append("  set ").append(name).append(" {\n    type ");
    sets.append(family.equals("ip") ? "ipv4_addr" : "ipv6_addr");
    sets.append("\n    flags interval\n    auto-merge\n    elements = { ");
    sets.append(String.join(", ", from)).append(" }\n  }\n");
    accept.append("    ").append(one.match()).append(' ').append(family);
    accept.append(" saddr @").append(name).append(" accept\n");
  }

  private static boolean admits(Ports one, String client) {
    return one.sources().isEmpty()
        || (!client.isEmpty()
            && one.sources().get().stream().anyMatch(network -> within(client, network)));
  }

  private static boolean within(String address, String network) {
    int slash = network.indexOf('/');
    byte[] inner = bytes(address);
    byte[] outer = bytes(slash < 0 ? network : network.substring(0, slash));
    if (inner.length != outer.length) {
      return false;
    }
    int free =
        inner.length * 8
            - (slash < 0 ? inner.length * 8 : Integer.parseInt(network.substring(slash + 1)));
    return new BigInteger(1, inner)
        .shiftRight(free)
        .equals(new BigInteger(1, outer).shiftRight(free));
  }

  // Both are literal addresses by now: nothing is looked up.
  private static byte[] bytes(String address) {
    try {
      return InetAddress.getByName(address).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not an address: " + address, e);
    }
  }
}
