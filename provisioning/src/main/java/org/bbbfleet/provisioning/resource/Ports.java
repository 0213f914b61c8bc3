package org.bbbfleet.provisioning.resource;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Ports of a host, and who may reach them.
 *
 * @param protocol of the ports
 * @param first the first port
 * @param last the last port
 * @param sources addresses and networks that may reach them; everybody when empty, nobody when it
 *     is an empty list
 */
public record Ports(Protocol protocol, int first, int last, Optional<List<String>> sources) {
  private static final Pattern IPV4 =
      Pattern.compile(
          "((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])\\.){3}"
              + "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(/([12]?[0-9]|3[0-2]))?");
  private static final Pattern IPV6 =
      Pattern.compile("(?=.*:.*:)[0-9a-fA-F:]{2,39}(/([1-9]?[0-9]|1[01][0-9]|12[0-8]))?");

  /** Protocols that have ports. */
  public enum Protocol {
    TCP,
    UDP
  }

  public Ports {
    requireNonNull(protocol, "protocol is null");
    if (first < 1 || last > 65535 || first > last) {
      throw new IllegalArgumentException("not ports: " + first + " to " + last);
    }
    sources = sources.map(list -> List.copyOf(new TreeSet<>(list)));
    sources.ifPresent(
        list ->
            list.forEach(
                source -> {
                  if (!isIpv4(source)) {
                    Names.matching(IPV6, source, "not an address or network: ");
                  }
                }));
  }

  static boolean isIpv4(String source) {
    return IPV4.matcher(source).matches();
  }

  /** The same, reached from there only. */
  Ports from(List<String> addresses) {
    return new Ports(protocol, first, last, Optional.of(addresses));
  }

  /** Both roles' wishes for the same ports as one. */
  Ports with(Ports other) {
    if (sources.isEmpty() || other.sources.isEmpty()) {
      return new Ports(protocol, first, last, Optional.empty());
    }
    List<String> all = new ArrayList<>(sources.get());
    all.addAll(other.sources.get());
    return from(all);
  }

  boolean samePorts(Ports other) {
    return protocol == other.protocol && first == other.first && last == other.last;
  }

  boolean holds(int port) {
    return protocol == Protocol.TCP && first <= port && port <= last;
  }

  /** As nft writes it: {@code tcp dport 80}. */
  String match() {
    return protocol.name().toLowerCase(Locale.ROOT) + " dport " + range("-");
  }

  private String range(String dash) {
    return first == last ? String.valueOf(first) : first + dash + last;
  }

  /** As plans print it: {@code tcp/26379 from 10.0.0.1, 10.0.0.2}. */
  @Override
  public String toString() {
    return protocol.name().toLowerCase(Locale.ROOT)
        + "/"
        + range("-")
        + sources
            .map(list -> list.isEmpty() ? " from nobody" : " from " + String.join(", ", list))
            .orElse("");
  }
}
