package org.bbbfleet.provisioning.resource;

import static java.util.Objects.requireNonNull;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a rule of ufw is about: ports, as a network reaches them.
 *
 * @param protocol of the ports
 * @param first the first port
 * @param last the last port
 * @param from a network, as {@code address/bits} with nothing behind its bits
 */
record UfwRule(Ports.Protocol protocol, int first, int last, String from)
    implements Comparable<UfwRule> {
  /** Everybody who comes by IPv4. */
  static final String ANY4 = "0.0.0.0/0";

  /** Everybody who comes by IPv6. */
  static final String ANY6 = "::/0";

  // ufw's own line above each rule of its files: ACTION PROTOCOL PORTS TO PORT FROM DIRECTION. A
  // rule
  // for an application or an interface is longer or ends otherwise.
  private static final Pattern TUPLE =
      Pattern.compile(
          "[a-z]+(?:_[a-z-]+)? (tcp|udp) (\\d{1,5})(?::(\\d{1,5}))? \\S+/0 any ([0-9a-fA-F:.]+)(/\\d{1,3})? in");

  UfwRule {
    requireNonNull(protocol, "protocol is null");
    requireNonNull(from, "from is null");
  }

  /** What one of ufw's lines is about; empty for what no port of a role can be. */
  static Optional<UfwRule> read(String tuple) {
    Matcher words = TUPLE.matcher(tuple);
    if (!words.matches()) {
      return Optional.empty();
    }
    int first = Integer.parseInt(words.group(2));
    try {
      return Optional.of(
          new UfwRule(
              Ports.Protocol.valueOf(words.group(1).toUpperCase(Locale.ROOT)),
              first,
              words.group(3) == null ? first : Integer.parseInt(words.group(3)),
              network(words.group(4) + (words.group(5) == null ? "" : words.group(5)))));
    } catch (IllegalArgumentException e) {
      // A line that somebody wrote by hand: ufw skips it, too.
      return Optional.empty();
    }
  }

  /** The rules that let in who may reach these ports. */
  static List<UfwRule> of(Ports ports) {
    return ports.sources().orElse(List.of(ANY4, ANY6)).stream()
        .map(from -> new UfwRule(ports.protocol(), ports.first(), ports.last(), network(from)))
        .toList();
  }

  boolean ipv6() {
    return from.contains(":");
  }

  /** As ufw's command line wants it. */
  String words() {
    return "allow proto %s from %s to any port %s"
        .formatted(protocol.name().toLowerCase(Locale.ROOT), from, range(":"));
  }

  private String range(String dash) {
    return first == last ? String.valueOf(first) : first + dash + last;
  }

  // One way to write each network, whatever way it was written.
  private static String network(String text) {
    int slash = text.indexOf('/');
    byte[] address = bytes(slash < 0 ? text : text.substring(0, slash));
    int all = address.length * 8;
    int bits = slash < 0 ? all : Integer.parseInt(text.substring(slash + 1));
    if (bits > all) {
      throw new IllegalArgumentException("not a network: " + text);
    }
    if (bits == 0) {
      return address.length == 4 ? ANY4 : ANY6;
    }
    byte[] kept =
        new BigInteger(1, address).shiftRight(all - bits).shiftLeft(all - bits).toByteArray();
    byte[] network = new byte[address.length];
    int length = Math.min(kept.length, network.length);
    System.arraycopy(kept, kept.length - length, network, network.length - length, length);
    return literal(network) + "/" + bits;
  }

  // Nothing is looked up: it is literal, or refused.
  private static byte[] bytes(String address) {
    if (!address.contains(":") && !Ports.isIpv4(address)) {
      throw new IllegalArgumentException("not an address: " + address);
    }
    try {
      byte[] bytes = InetAddress.getByName(address).getAddress();
      // Java takes an IPv4 address within IPv6 for the IPv4 address; the kernel does not.
      if (bytes.length == 4 && address.contains(":")) {
        byte[] mapped = new byte[16];
        Arrays.fill(mapped, 10, 12, (byte) 0xff);
        System.arraycopy(bytes, 0, mapped, 12, 4);
        return mapped;
      }
      return bytes;
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not an address: " + address, e);
    }
  }

  private static String literal(byte[] address) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < address.length; i += address.length == 4 ? 1 : 2) {
      text.append(text.isEmpty() ? "" : address.length == 4 ? "." : ":");
      text.append(
          address.length == 4
              ? String.valueOf(address[i] & 0xff)
              : Integer.toHexString((address[i] & 0xff) << 8 | address[i + 1] & 0xff));
    }
    return text.toString();
  }

  @Override
  public int compareTo(UfwRule other) {
    return Comparator.comparing(UfwRule::protocol)
        .thenComparingInt(UfwRule::first)
        .thenComparingInt(UfwRule::last)
        .thenComparing(UfwRule::from)
        .compare(this, other);
  }

  /** As plans print it: {@code tcp/6379 from 10.0.0.1}. */
  @Override
  public String toString() {
    String whole = ipv6() ? "/128" : "/32";
    String who = from.endsWith(whole) ? from.substring(0, from.length() - whole.length()) : from;
    String named =
        switch (from) {
          case ANY4 -> "";
          case ANY6 -> " by IPv6";
          default -> " from " + who;
        };
    return protocol.name().toLowerCase(Locale.ROOT) + "/" + range("-") + named;
  }
}
