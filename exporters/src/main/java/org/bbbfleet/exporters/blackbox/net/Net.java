package org.bbbfleet.exporters.blackbox.net;

import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.util.function.Consumer;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.blackbox.Attempt;
import org.bbbfleet.exporters.blackbox.options.IpOptions;
import org.bbbfleet.exporters.blackbox.options.TlsOptions;

/** Names, connections and TLS for the attempts of one module. */
public final class Net implements AutoCloseable {
  private final NetClient connections;
  private final TlsClient client;
  private final Names names;
  private final IpOptions ip;
  private final TlsOptions tls;

  public Net(Vertx vertx, IpOptions ip, TlsOptions tls) {
    NetClientOptions options = new NetClientOptions().setReconnectAttempts(0);
    ip.source().ifPresent(options::setLocalAddress);
    this.connections = vertx.createNetClient(options);
    this.client = new TlsClient(vertx, tls);
    this.names = new Names(vertx);
    this.ip = ip;
    this.tls = tls;
  }

  /** Chooses a name's address; the attempt ends where there is none. */
  public void resolve(Attempt attempt, String host, Consumer<InetAddress> next) {
    new Resolution(attempt, names, ip).of(host, next);
  }

  /** Chooses the target's address and puts what is measured of it. */
  public void resolve(Attempt attempt, String host, Samples samples, Consumer<InetAddress> next) {
    new Resolution(attempt, names, ip).of(host, samples, next);
  }

  /** Connects; the connection is closed when the attempt ends. */
  public void connect(Attempt attempt, SocketAddress at, Consumer<NetSocket> next) {
    ConnectOptions options =
        new ConnectOptions().setRemoteAddress(at).setTimeout((int) attempt.left().toMillis());
    Future<NetSocket> connecting =
        connections.connect(options).onSuccess(socket -> attempt.atEnd(socket::close));
    attempt.then(connecting, "can't connect", next);
  }

  /** Makes TLS of a connection; a certificate that is not valid ends the attempt. */
  public void secure(
      Attempt attempt, NetSocket socket, String server, boolean http2, Consumer<NetSocket> next) {
    String name = tls.serverName().orElse(server);
    int port = socket.remoteAddress() == null ? -1 : socket.remoteAddress().port();
    attempt.then(
        client.secure(socket, name, port, http2, attempt.left()),
        "no TLS",
        v -> {
          if (!tls.insecure() && !TlsFacts.valid(socket.sslSession())) {
            attempt.fail("no TLS: the certificate is not valid now");
            return;
          }
          attempt.trace("TLS established: " + socket.sslSession().getProtocol());
          next.accept(socket);
        });
  }

  /** What both sides agreed to speak over TLS (ALPN); empty where they didn't. */
  public static String protocol(NetSocket socket) {
    SslHandler tls =
        ((NetSocketInternal) socket).channelHandlerContext().pipeline().get(SslHandler.class);
    return tls == null || tls.applicationProtocol() == null ? "" : tls.applicationProtocol();
  }

  /** What the connection's TLS says of itself. */
  public void describe(NetSocket socket, boolean cipher, Samples samples) {
    TlsFacts.write(socket.sslSession(), tls, cipher, samples);
  }

  public TlsOptions tls() {
    return tls;
  }

  @Override
  public void close() {
    connections.close();
    names.close();
  }
}
