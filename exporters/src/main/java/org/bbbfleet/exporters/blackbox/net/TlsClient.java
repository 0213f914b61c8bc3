package org.bbbfleet.exporters.blackbox.net;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.NetSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import org.bbbfleet.exporters.blackbox.options.TlsOptions;

/**
 * Makes TLS of a connection, offering HTTP/2 where it is wanted: what Vert.x's upgrade of a socket
 * leaves out. Contexts are kept until a file that they were made of changes.
 */
final class TlsClient {
  private static final List<String> HTTP = List.of("h2", "http/1.1");

  private final Vertx vertx;
  private final TlsOptions options;
  private final Made[] made = new Made[2];

  private record Made(SslContext context, List<Object> stamps) {}

  TlsClient(Vertx vertx, TlsOptions options) {
    this.vertx = vertx;
    this.options = options;
  }

  /** Shakes hands; the socket's bytes are those within TLS from then on. */
  Future<Void> secure(NetSocket socket, String server, int port, boolean http2, Duration most) {
    return vertx
        .executeBlocking(() -> context(http2), false)
        .compose(context -> shake(socket, context, server, port, most));
  }

  private Future<Void> shake(
      NetSocket socket, SslContext context, String server, int port, Duration most) {
    Promise<Void> promise = Promise.promise();
    ChannelPipeline pipeline = ((NetSocketInternal) socket).channelHandlerContext().pipeline();
    SslHandler handler = context.newHandler(pipeline.channel().alloc(), server, port);
    handler.setHandshakeTimeoutMillis(most.toMillis());
    SSLParameters parameters = handler.engine().getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm(options.insecure() ? null : "HTTPS");
    handler.engine().setSSLParameters(parameters);
    handler
        .handshakeFuture()
        .addListener(
            ended -> {
              if (ended.isSuccess()) {
                promise.tryComplete();
              } else {
                promise.tryFail(ended.cause());
              }
            });
    // The handshake's own future tells; without a handler Vert.x would log it as a fault of ours.
    socket.exceptionHandler(e -> promise.tryFail(e));
    pipeline.addFirst("ssl", handler);
    return promise.future();
  }

  private synchronized SslContext context(boolean http2) throws Exception {
    List<Object> stamps = stamps();
    int at = http2 ? 1 : 0;
    if (made[at] == null || !made[at].stamps().equals(stamps)) {
      made[at] = new Made(make(http2), stamps);
    }
    return made[at].context();
  }

  private SslContext make(boolean http2) throws Exception {
    ClientSSLOptions tls = options.client();
    SslContextBuilder builder = SslContextBuilder.forClient();
    if (options.insecure()) {
      builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
    } else if (tls.getTrustOptions() != null) {
      builder.trustManager(tls.getTrustOptions().getTrustManagerFactory(vertx));
    }
    if (tls.getKeyCertOptions() != null) {
      builder.keyManager(tls.getKeyCertOptions().getKeyManagerFactory(vertx));
    }
    if (!options.versions().isEmpty()) {
      builder.protocols(options.versions());
    }
    if (http2) {
      builder.applicationProtocolConfig(
          new ApplicationProtocolConfig(
              Protocol.ALPN,
              SelectorFailureBehavior.NO_ADVERTISE,
              SelectedListenerFailureBehavior.ACCEPT,
              HTTP));
    }
    return builder.build();
  }

  private List<Object> stamps() throws java.io.IOException {
    List<Object> stamps = new ArrayList<>();
    for (Optional<TlsOptions.Pem> pem :
        List.of(options.ca(), options.certificate(), options.key())) {
      if (pem.isPresent() && pem.get().file().isPresent()) {
        Path file = Path.of(pem.get().file().get());
        stamps.add(Files.getLastModifiedTime(file));
        stamps.add(Files.size(file));
      }
    }
    return stamps;
  }
}
