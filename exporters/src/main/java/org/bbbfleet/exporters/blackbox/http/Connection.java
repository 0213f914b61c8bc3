package org.bbbfleet.exporters.blackbox.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.blackbox.net.Net;
import org.bbbfleet.exporters.blackbox.net.Phases;
import org.bbbfleet.exporters.blackbox.options.HeaderOptions.Header;
import org.bbbfleet.exporters.blackbox.options.ProxyOptions;

/** Opens the connection for one request: name, address, proxy, TLS. */
final class Connection {
  private final HttpAttempt attempt;
  private final Net net;
  private final HttpModule module;
  private final Phases phases;
  private final Samples samples;

  Connection(HttpAttempt attempt, Net net, HttpModule module, Phases phases, Samples samples) {
    this.attempt = attempt;
    this.net = net;
    this.module = module;
    this.phases = phases;
    this.samples = samples;
  }

  /**
   * Opens it.
   *
   * @param first whether this is the target itself, whose address is measured
   * @param server the name that the certificate must bear
   */
  void open(URI url, boolean first, String server, Consumer<NetSocket> next) {
    boolean viaProxy = module.proxy().isPresent();
    if (viaProxy && (module.proxyResolves() || !first)) {
      phases.expect("connect", "tls", "processing", "transfer");
      viaProxy(url, server, next);
      return;
    }
    Consumer<InetAddress> resolved =
        address -> {
          phases.end("resolve");
          phases.expect("connect", "tls", "processing", "transfer");
          if (viaProxy) {
            viaProxy(url, server, next);
          } else {
            connect(at(address, Url.port(url)), socket -> secured(socket, url, server, next));
          }
        };
    if (first) {
      net.resolve(attempt, Url.host(url), samples, resolved);
    } else {
      net.resolve(attempt, Url.host(url), resolved);
    }
  }

  private void connect(SocketAddress at, Consumer<NetSocket> next) {
    net.connect(
        attempt,
        at,
        socket -> {
          phases.end("connect");
          next.accept(socket);
        });
  }

  private void secured(NetSocket socket, URI url, String server, Consumer<NetSocket> next) {
    if (!Url.isTls(url)) {
      next.accept(socket);
      return;
    }
    net.secure(
        attempt,
        socket,
        server,
        module.http2(),
        ready -> {
          phases.end("tls");
          next.accept(ready);
        });
  }

  private void viaProxy(URI url, String server, Consumer<NetSocket> next) {
    ProxyOptions proxy = module.proxy().orElseThrow();
    attempt.trace("Through the proxy " + proxy);
    net.resolve(
        attempt,
        proxy.url().getHost().replaceAll("^\\[|\\]$", ""),
        address ->
            connect(
                at(address, proxy.port()),
                socket -> {
                  if (Url.isTls(url)) {
                    tunnel(socket, url, proxy, () -> secured(socket, url, server, next));
                  } else {
                    next.accept(socket);
                  }
                }));
  }

  private void tunnel(NetSocket socket, URI url, ProxyOptions proxy, Runnable next) {
    attempt.then(
        proxy.connect().resolve(attempt.vertx()),
        "no headers",
        headers -> {
          List<Header> all = new ArrayList<>(headers);
          if (proxy.url().getRawUserInfo() != null) {
            all.add(new Header("Proxy-Authorization", "Basic " + basic(proxy.url().getUserInfo())));
          }
          Tunnel answer = new Tunnel(attempt, next);
          socket.handler(bytes -> attempt.here(() -> answer.feed(bytes)));
          socket.closeHandler(v -> attempt.here(answer::closed));
          socket.exceptionHandler(e -> attempt.here(answer::closed));
          StringBuilder head =
              new StringBuilder("CONNECT ")
                  .append(Url.hostAndPort(url))
                  .append(" HTTP/1.1\r\nHost: ")
                  .append(Url.hostAndPort(url))
                  .append("\r\n");
          all.forEach(h -> head.append(h.name()).append(": ").append(h.value()).append("\r\n"));
          attempt.then(
              socket.write(Buffer.buffer(head.append("\r\n").toString())), "can't send", v -> {});
        });
  }

  private static String basic(String userInfo) {
    return Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
  }

  private static SocketAddress at(InetAddress address, int port) {
    return SocketAddress.inetSocketAddress(port, address.getHostAddress());
  }
}
