package org.bbbfleet.exporters.blackbox.net;

import io.netty.channel.EventLoop;
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
import io.netty.util.NetUtil;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Resolves names without keeping what it learned: a probe that answers from a cache would not see
 * that the name is gone. Java's own resolver and Vert.x's both cache. Its socket is opened with the
 * first name that is not a literal address.
 */
public final class Names implements AutoCloseable {
  private final Vertx vertx;
  private DnsNameResolver resolver;

  public Names(Vertx vertx) {
    this.vertx = vertx;
  }

  /** All addresses of a name or of a literal address, in no particular order. */
  public Future<List<InetAddress>> resolve(String host) {
    byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
    if (literal != null) {
      try {
        return Future.succeededFuture(List.of(InetAddress.getByAddress(literal)));
      } catch (UnknownHostException e) {
        return Future.failedFuture(e);
      }
    }
    List<InetAddress> written = HostsFile.all(host);
    if (!written.isEmpty()) {
      return Future.succeededFuture(written);
    }
    Promise<List<InetAddress>> promise = Promise.promise();
    resolver()
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

  private synchronized DnsNameResolver resolver() {
    if (resolver == null) {
      EventLoop loop = ((VertxInternal) vertx).nettyEventLoopGroup().next();
      resolver =
          new DnsNameResolverBuilder(loop)
              .datagramChannelType(NioDatagramChannel.class)
              .socketChannelType(NioSocketChannel.class)
              .resolveCache(NoopDnsCache.INSTANCE)
              .cnameCache(NoopDnsCnameCache.INSTANCE)
              .authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE)
              .resolvedAddressTypes(ResolvedAddressTypes.IPV4_PREFERRED)
              .hostsFileEntriesResolver(new HostsFile())
              .build();
    }
    return resolver;
  }

  @Override
  public synchronized void close() {
    if (resolver != null) {
      resolver.close();
    }
  }

  /** Reads /etc/hosts each time; Netty's own reads it once. */
  private static final class HostsFile implements HostsFileEntriesResolver {
    @Override
    public InetAddress address(String name, ResolvedAddressTypes types) {
      List<InetAddress> all = all(name);
      return all.isEmpty() ? null : all.get(0);
    }

    static List<InetAddress> all(String name) {
      HostsFileEntriesProvider file = HostsFileEntriesProvider.parser().parseSilently();
      String key = name.toLowerCase(Locale.ROOT);
      List<InetAddress> found = new ArrayList<>();
      for (Map<String, List<InetAddress>> entries :
          List.of(file.ipv4Entries(), file.ipv6Entries())) {
        found.addAll(entries.getOrDefault(key, List.of()));
      }
      return found;
    }
  }
}
