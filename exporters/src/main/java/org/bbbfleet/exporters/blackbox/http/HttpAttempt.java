package org.bbbfleet.exporters.blackbox.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.blackbox.BlackboxMetrics;
import org.bbbfleet.exporters.blackbox.Probe.Outcome;
import org.bbbfleet.exporters.blackbox.http.Phases.Phase;

/** One probe of one target: its requests along the redirects, until the end or the deadline. */
final class HttpAttempt {
  private static final int MOST_REDIRECTS = 10;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final Vertx vertx;
  private final HttpModule module;
  private final NetClient client;
  private final Names names;
  private final Promise<Outcome> result = Promise.promise();
  private final Samples samples = new Samples();
  private final Phases phases = new Phases();

  private Context context;
  private Duration deadline;
  private NetSocket socket;
  private boolean done;
  private int redirects;

  HttpAttempt(Vertx vertx, HttpModule module, NetClient client, Names names) {
    this.vertx = vertx;
    this.module = module;
    this.client = client;
    this.names = names;
    samples
        .put(BlackboxMetrics.DNS_LOOKUP_TIME, 0)
        .put(BlackboxMetrics.IP_PROTOCOL, 0)
        .put(BlackboxMetrics.IP_ADDR_HASH, 0)
        .put(BlackboxMetrics.HTTP_CONTENT_LENGTH, 0)
        .put(BlackboxMetrics.HTTP_UNCOMPRESSED_BODY_LENGTH, 0)
        .put(BlackboxMetrics.HTTP_REDIRECTS, 0)
        .put(BlackboxMetrics.HTTP_SSL, 0)
        .put(BlackboxMetrics.HTTP_STATUS_CODE, 0)
        .put(BlackboxMetrics.HTTP_VERSION, 0)
        .put(BlackboxMetrics.FAILED_DUE_TO_REGEX, 0);
  }

  Future<Outcome> run(String target, Duration most) {
    deadline = most;
    context = vertx.getOrCreateContext();
    context.runOnContext(
        v -> {
          long timer = vertx.setTimer(most.toMillis(), t -> end(false, "no end by the deadline"));
          result.future().onComplete(ended -> vertx.cancelTimer(timer));
          String url = target.matches("(?i)https?://.*") ? target : "http://" + target;
          Url.parse(url).ifPresentOrElse(this::request, () -> end(false, "not a URL"));
        });
    return result.future();
  }

  private void request(URI url) {
    phases.begin();
    names
        .resolve(Url.host(url))
        .onComplete(
            ended ->
                here(
                    () -> {
                      phases.end(Phase.RESOLVE);
                      if (redirects == 0) {
                        samples.put(BlackboxMetrics.DNS_LOOKUP_TIME, phases.seconds(Phase.RESOLVE));
                      }
                      Optional<InetAddress> address =
                          ended.succeeded() ? choose(ended.result()) : Optional.empty();
                      if (address.isEmpty()) {
                        end(false, "the name has no address");
                      } else {
                        connect(url, address.get());
                      }
                    }));
  }

  private Optional<InetAddress> choose(List<InetAddress> all) {
    Optional<InetAddress> preferred =
        all.stream().filter(a -> a instanceof Inet6Address == module.prefersIpv6()).findFirst();
    return module.fallsBack() ? preferred.or(() -> all.stream().findFirst()) : preferred;
  }

  private void connect(URI url, InetAddress address) {
    if (redirects == 0) {
      samples.put(BlackboxMetrics.IP_PROTOCOL, address instanceof Inet6Address ? 6 : 4);
      samples.put(BlackboxMetrics.IP_ADDR_HASH, Url.hash(address));
    }
    SocketAddress at = SocketAddress.inetSocketAddress(Url.port(url), address.getHostAddress());
    client
        .connect(new ConnectOptions().setRemoteAddress(at).setTimeout((int) deadline.toMillis()))
        .onComplete(
            ended -> {
              if (done && ended.succeeded()) {
                ended.result().close();
              }
              here(
                  () -> {
                    phases.end(Phase.CONNECT);
                    if (ended.failed()) {
                      end(false, "can't connect: " + ended.cause().getMessage());
                      return;
                    }
                    socket = ended.result();
                    if (Url.isTls(url)) {
                      handshake(url);
                    } else {
                      ask(url);
                    }
                  });
            });
  }

  private void handshake(URI url) {
    socket
        .upgradeToSsl(module.tls(), Url.host(url))
        .onComplete(
            ended ->
                here(
                    () -> {
                      phases.end(Phase.TLS);
                      if (ended.failed()) {
                        end(false, "no TLS: " + ended.cause().getMessage());
                      } else if (!module.insecure() && !TlsFacts.valid(socket.sslSession())) {
                        end(false, "no TLS: the certificate is not valid now");
                      } else {
                        ask(url);
                      }
                    }));
  }

  private void ask(URI url) {
    boolean tls = Url.isTls(url);
    samples.put(BlackboxMetrics.HTTP_SSL, tls ? 1 : 0);
    if (tls) {
      TlsFacts.write(socket.sslSession(), samples);
    }
    NetSocket mine = socket;
    Response response = new Response(url);
    ResponseReader reader =
        new ResponseReader(module.method().equals("HEAD"), module.bodySizeLimit(), response);
    // After a redirect the next socket is current: what the last one still says is of no interest.
    mine.handler(bytes -> here(mine, () -> reader.feed(bytes)));
    mine.exceptionHandler(e -> here(mine, () -> end(false, "broken: " + e.getMessage())));
    mine.closeHandler(v -> here(mine, reader::closed));
    mine.write(Url.request(module.method(), url))
        .onFailure(e -> here(mine, () -> end(false, "can't send: " + e.getMessage())));
  }

  private void redirect(URI next) {
    redirects++;
    samples.put(BlackboxMetrics.HTTP_REDIRECTS, redirects);
    NetSocket old = socket;
    socket = null;
    old.close();
    request(next);
  }

  private void here(NetSocket from, Runnable step) {
    here(
        () -> {
          if (socket == from) {
            step.run();
          }
        });
  }

  private void here(Runnable step) {
    context.runOnContext(
        v -> {
          if (!done) {
            step.run();
          }
        });
  }

  private void end(boolean success, String why) {
    if (done) {
      return;
    }
    done = true;
    if (socket != null) {
      socket.close();
    }
    phases.writeTo(samples);
    result.complete(new Outcome(success, samples, why));
  }

  private final class Response implements ResponseReader.Listener {
    private final URI url;
    private boolean leaving;
    private int status;

    Response(URI url) {
      this.url = url;
    }

    @Override
    public void head(HttpResponse head, long contentLength) {
      phases.end(Phase.PROCESSING);
      status = head.status().code();
      samples.put(BlackboxMetrics.HTTP_STATUS_CODE, status);
      samples.put(
          BlackboxMetrics.HTTP_VERSION,
          head.protocolVersion().majorVersion() + head.protocolVersion().minorVersion() / 10.0);
      samples.put(BlackboxMetrics.HTTP_CONTENT_LENGTH, contentLength);
      String location = head.headers().get(HttpHeaderNames.LOCATION);
      if (location != null && REDIRECTS.contains(status) && module.followRedirects()) {
        leaving = true;
        leave(location);
        return;
      }
      lastModified(head.headers().get(HttpHeaderNames.LAST_MODIFIED));
    }

    private void leave(String location) {
      phases.end(Phase.TRANSFER);
      Optional<URI> next = Url.resolve(url, location);
      if (redirects >= MOST_REDIRECTS) {
        HttpAttempt.this.end(false, "more than " + MOST_REDIRECTS + " redirects");
      } else if (next.isEmpty()) {
        HttpAttempt.this.end(false, "redirected to what is not an http or https URL");
      } else {
        redirect(next.get());
      }
    }

    private void lastModified(String header) {
      if (header == null) {
        return;
      }
      try {
        samples.put(
            BlackboxMetrics.HTTP_LAST_MODIFIED,
            ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toEpochSecond());
      } catch (DateTimeException e) {
        // Not a date: the header says nothing, so neither do we.
        return;
      }
    }

    @Override
    public void end(long bodyLength) {
      if (leaving) {
        return;
      }
      phases.end(Phase.TRANSFER);
      samples.put(BlackboxMetrics.HTTP_UNCOMPRESSED_BODY_LENGTH, bodyLength);
      boolean tls = Url.isTls(url);
      if (!module.accepts(status)) {
        HttpAttempt.this.end(false, "status " + status);
      } else if (tls && module.failIfSsl() || !tls && module.failIfNotSsl()) {
        HttpAttempt.this.end(false, tls ? "TLS, against the module" : "no TLS");
      } else {
        HttpAttempt.this.end(true, "");
      }
    }

    @Override
    public void broken(String why) {
      if (!leaving) {
        HttpAttempt.this.end(false, why);
      }
    }
  }
}
