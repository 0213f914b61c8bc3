package org.bbbfleet.exporters.blackbox.options;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.core.config.Section;

/**
 * Which address of a target is asked, and from which.
 *
 * @param prefersIpv6 which version of IP is used where the target has both
 * @param fallsBack whether the other one is used where the target lacks the preferred
 * @param source the address to connect from
 */
public record IpOptions(boolean prefersIpv6, boolean fallsBack, Optional<String> source) {

  /** What holds for a prober that has no such keys. */
  public static IpOptions usual() {
    return new IpOptions(true, true, Optional.empty());
  }

  /** Reads {@code preferred_ip_protocol} and {@code ip_protocol_fallback}. */
  public static IpOptions read(Section options) {
    return new IpOptions(
        Choice.of(options, "preferred_ip_protocol", List.of("ip6", "ip4")).equals("ip6"),
        options.flag("ip_protocol_fallback", true),
        Optional.empty());
  }

  /** Reads {@code source_ip_address} besides. */
  public static IpOptions readWithSource(Section options) {
    IpOptions ip = read(options);
    Optional<String> source = options.string("source_ip_address");
    if (source.isPresent()
        && !NetUtil.isValidIpV4Address(source.get())
        && !NetUtil.isValidIpV6Address(source.get())) {
      options.problem("source_ip_address", "must be an IP address of this host");
      source = Optional.empty();
    }
    return new IpOptions(ip.prefersIpv6, ip.fallsBack, source);
  }

  /** The address that is asked, if one suits. */
  public Optional<InetAddress> choose(List<InetAddress> all) {
    Optional<InetAddress> preferred =
        all.stream().filter(a -> a instanceof Inet6Address == prefersIpv6).findFirst();
    return fallsBack ? preferred.or(() -> all.stream().findFirst()) : preferred;
  }
}
