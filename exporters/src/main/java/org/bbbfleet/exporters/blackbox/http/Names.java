package org.bbbfleet.exporters.blackbox.http;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.HostsFileEntriesProvider;
import io.netty.resolver.HostsFileEntriesResolver;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Resolves names without keeping what it learned: a probe that answers from a cache would not see
 * that the name is gone. Java's own resolver and Vert.x's both cache.
 */
final class Names implements AutoCloseable {
  private final MultiThreadIoEventLoopGroup thread =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("probe-names", true), NioIoHandler.newFactory());
  private final DnsNameResolver resolver =
      new DnsNameResolverBuilder(thread.next())
          .datagramChannelType(NioDatagramChannel.class)
          .socketChannelType(NioSocketChannel.class)
          .resolveCache(NoopDnsCache.INSTANCE)
          .cnameCache(NoopDnsCnameCache.INSTANCE)
          .authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE)
          .resolvedAddressTypes(ResolvedAddressTypes.IPV4_PREFERRED)
          .hostsFileEntriesResolver(new HostsFile())
          .build();

  /** All addresses of a name or of a literal address, in no particular order. */
  Future<List<InetAddress>> resolve(String host) {
    Promise<List<InetAddress>> promise = Promise.promise();
    resolver
        .resolveAll(host)
        .addListener(
            (io.netty.util.concurrent.Future<List<InetAddress>> ended) -> {
              if (ended.isSuccess()) {
                promise.tryComplete(ended.getNow());
              } else {
                promise.tryFail(ended.cause());
              }
            });
    return promise.future();
  }

  @Override
  public void close() {
    resolver.close();
    thread.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  /** Reads /etc/hosts each time; Netty's own reads it once. */
  private static final class HostsFile implements HostsFileEntriesResolver {
    @Override
    public InetAddress address(String name, ResolvedAddressTypes types) {
      HostsFileEntriesProvider file = HostsFileEntriesProvider.parser().parseSilently();
      String key = name.toLowerCase(Locale.ROOT);
      List<InetAddress> v4 = file.ipv4Entries().get(key);
      List<InetAddress> v6 = file.ipv6Entries().get(key);
      return v4 != null ? v4.get(0) : v6 != null ? v6.get(0) : null;
    }
  }
}
