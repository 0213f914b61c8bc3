package org.bbbfleet.exporters.blackbox.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Consumer;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.blackbox.Attempt;
import org.bbbfleet.exporters.blackbox.BlackboxMetrics;
import org.bbbfleet.exporters.blackbox.options.IpOptions;

/** The step of an attempt that finds the address to ask. */
public final class Resolution {
  private final Attempt attempt;
  private final Names names;
  private final IpOptions ip;

  public Resolution(Attempt attempt, Names names, IpOptions ip) {
    this.attempt = attempt;
    this.names = names;
    this.ip = ip;
  }

  /** Chooses a name's address; the attempt ends where there is none. */
  public void of(String host, Consumer<InetAddress> next) {
    choose(host, next);
  }

  /** Chooses the target's address and puts what is measured of it. */
  public void of(String host, Samples samples, Consumer<InetAddress> next) {
    long began = System.nanoTime();
    samples
        .put(BlackboxMetrics.DNS_LOOKUP_TIME, 0)
        .put(BlackboxMetrics.IP_PROTOCOL, 0)
        .put(BlackboxMetrics.IP_ADDR_HASH, 0);
    choose(
        host,
        address -> {
          samples.put(BlackboxMetrics.DNS_LOOKUP_TIME, (System.nanoTime() - began) / 1e9);
          samples.put(BlackboxMetrics.IP_PROTOCOL, address instanceof Inet6Address ? 6 : 4);
          samples.put(BlackboxMetrics.IP_ADDR_HASH, AddressHash.of(address));
          next.accept(address);
        });
  }

  private void choose(String host, Consumer<InetAddress> next) {
    attempt.trace("Resolving " + host);
    attempt.then(
        names.resolve(host),
        "the name has no address",
        found -> {
          Optional<InetAddress> chosen = ip.choose(found);
          if (chosen.isEmpty()) {
            attempt.fail("the name has no address of the IP version that the module wants");
            return;
          }
          attempt.trace("Resolved to " + chosen.get().getHostAddress());
          next.accept(chosen.get());
        });
  }
}
