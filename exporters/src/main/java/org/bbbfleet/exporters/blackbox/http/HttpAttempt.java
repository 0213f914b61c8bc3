package org.bbbfleet.exporters.blackbox.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.time.DateTimeException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bbbfleet.exporters.blackbox.Attempt;
import org.bbbfleet.exporters.blackbox.BlackboxMetrics;
import org.bbbfleet.exporters.blackbox.Probe.Request;
import org.bbbfleet.exporters.blackbox.http.ResponseSink.Head;
import org.bbbfleet.exporters.blackbox.net.Net;
import org.bbbfleet.exporters.blackbox.net.Phases;
import org.bbbfleet.exporters.blackbox.options.HeaderOptions.Header;

/** One probe of one target: its requests along the redirects, until the end or the deadline. */
final class HttpAttempt extends Attempt {
  private static final int MOST_REDIRECTS = 10;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  /** Expressions on more than this are not matched on the event loop. */
  private static final int SHORT_BODY = 32 * 1024;

  private final HttpModule module;
  private final Net net;
  private final Phases phases = new Phases("resolve");
  private final Cookies cookies = new Cookies();

  private List<Header> headers = List.of();
  private String method;
  private String body = "";
  private String firstAuthority = "";
  private NetSocket socket;
  private int redirects;

  HttpAttempt(Vertx vertx, HttpModule module, Net net, Request request) {
    super(vertx, request);
    this.module = module;
    this.net = net;
    this.method = module.method();
    samples
        .put(BlackboxMetrics.HTTP_CONTENT_LENGTH, 0)
        .put(BlackboxMetrics.HTTP_UNCOMPRESSED_BODY_LENGTH, 0)
        .put(BlackboxMetrics.HTTP_REDIRECTS, 0)
        .put(BlackboxMetrics.HTTP_SSL, 0)
        .put(BlackboxMetrics.HTTP_STATUS_CODE, 0)
        .put(BlackboxMetrics.HTTP_VERSION, 0)
        .put(BlackboxMetrics.FAILED_DUE_TO_REGEX, 0);
  }

  @Override
  protected void begin() {
    String target = request.target();
    Optional<URI> url = Url.parse(target.matches("(?i)https?://.*") ? target : "http://" + target);
    if (url.isEmpty()) {
      fail("not a URL");
      return;
    }
    then(
        module.headers().resolve(vertx),
        "no headers",
        found -> {
          headers = found;
          if (module.body().isEmpty()) {
            ask(url.get());
          } else {
            then(
                module.body().get().get(vertx),
                "no body",
                text -> {
                  body = text;
                  ask(url.get());
                });
          }
        });
  }

  private void ask(URI url) {
    if (firstAuthority.isEmpty()) {
      firstAuthority = Url.authority(url);
    }
    phases.begin();
    new Connection(this, net, module, phases, samples)
        .open(
            url,
            redirects == 0,
            sameHost(url) ? host(url) : Url.host(url),
            ready -> {
              socket = ready;
              exchange(url);
            });
  }

  private void exchange(URI url) {
    boolean tls = Url.isTls(url);
    samples.put(BlackboxMetrics.HTTP_SSL, tls ? 1 : 0);
    if (tls) {
      net.describe(socket, true, samples);
    }
    NetSocket mine = socket;
    ResponseSink sink =
        new ResponseSink(
            new ResponseSink.Limits(
                module.bodyLimit(), module.expectation().looksAtBody(), module.compression()),
            new Response(url));
    Wire wire =
        "h2".equals(Net.protocol(mine))
            ? new Http2Wire(sink)
            : new Http1Wire(method.equals("HEAD"), sink);
    // After a redirect the next socket is current: what the last one still says is of no interest.
    mine.handler(bytes -> here(mine, () -> mine.write(wire.feed(bytes))));
    mine.exceptionHandler(e -> here(mine, () -> fail("broken: " + reason(e))));
    mine.closeHandler(v -> here(mine, wire::closed));
    trace(method + " " + url.getScheme() + "://" + Url.authority(url) + Url.target(url));
    mine.write(wire.open(message(url)))
        .onFailure(e -> here(mine, () -> fail("can't send: " + reason(e))));
  }

  private Wire.Sent message(URI url) {
    boolean plainProxy = module.proxy().isPresent() && !Url.isTls(url);
    String authority = sameHost(url) ? hostHeader().orElse(Url.authority(url)) : Url.authority(url);
    return new Wire.Sent(
        method,
        url.getScheme(),
        authority,
        plainProxy ? "http://" + Url.authority(url) + Url.target(url) : Url.target(url),
        RequestHeaders.of(headers, sameHost(url), cookies.of(url)),
        body);
  }

  private boolean sameHost(URI url) {
    return Url.authority(url).equals(firstAuthority);
  }

  private Optional<String> hostHeader() {
    return request
        .hostname()
        .or(
            () ->
                headers.stream()
                    .filter(header -> header.name().equalsIgnoreCase("Host"))
                    .map(Header::value)
                    .findFirst());
  }

  /** The name that the certificate must bear: that of the Host header, where one is set. */
  private String host(URI url) {
    return hostHeader()
        .flatMap(header -> Url.parse("https://" + header))
        .map(Url::host)
        .orElse(Url.host(url));
  }

  private void here(NetSocket from, Runnable step) {
    here(
        () -> {
          if (socket == from) {
            step.run();
          }
        });
  }

  Vertx vertx() {
    return vertx;
  }

  @Override
  protected void measured() {
    phases.writeTo(samples, BlackboxMetrics.HTTP_DURATION);
  }

  private final class Response implements ResponseSink.Listener {
    private final URI url;
    private Head head;
    private boolean leaving;

    Response(URI url) {
      this.url = url;
    }

    @Override
    public void head(Head head) {
      this.head = head;
      phases.end("processing");
      trace("Received " + head.version() + " status " + head.status());
      samples.put(BlackboxMetrics.HTTP_STATUS_CODE, head.status());
      samples.put(
          BlackboxMetrics.HTTP_VERSION, Double.parseDouble(head.version().replace("HTTP/", "")));
      boolean unsized = method.equals("HEAD") && head.contentLength() < 0;
      samples.put(BlackboxMetrics.HTTP_CONTENT_LENGTH, unsized ? -1 : head.contentLength());
      cookies.take(url, head.headers());
      String location = head.headers().get(HttpHeaderNames.LOCATION);
      if (location != null && REDIRECTS.contains(head.status())) {
        leaving = true;
        leave(location);
      } else {
        lastModified(head.headers());
      }
    }

    private void leave(String location) {
      phases.end("transfer");
      redirects++;
      samples.put(BlackboxMetrics.HTTP_REDIRECTS, redirects);
      Optional<URI> next = Url.resolve(url, location);
      if (redirects > MOST_REDIRECTS || !module.followRedirects()) {
        lastModified(head.headers());
        judge(new byte[0]);
      } else if (next.isEmpty()) {
        fail("redirected to what is not an http or https URL");
      } else {
        if (head.status() < 307 && !method.equals("HEAD")) {
          method = "GET";
          body = "";
        }
        NetSocket old = socket;
        socket = null;
        old.close();
        ask(next.get());
      }
    }

    private void lastModified(HttpHeaders headers) {
      String header = headers.get(HttpHeaderNames.LAST_MODIFIED);
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
    public void end(long length, byte[] bytes) {
      if (!leaving) {
        phases.end("transfer");
        samples.put(BlackboxMetrics.HTTP_UNCOMPRESSED_BODY_LENGTH, length);
        judge(bytes);
      }
    }

    @Override
    public void broken(String why, long length) {
      if (!leaving) {
        samples.put(BlackboxMetrics.HTTP_UNCOMPRESSED_BODY_LENGTH, length);
        fail(why);
      }
    }

    private void judge(byte[] bytes) {
      Expectation expected = module.expectation();
      Optional<String> status = expected.status(head.status());
      if (status.isPresent()) {
        fail(status.get());
        return;
      }
      Optional<String> wrong = expected.headers(head.headers());
      if (wrong.isPresent()) {
        judged(wrong);
      } else if (bytes.length <= SHORT_BODY) {
        judged(expected.body(bytes));
      } else {
        then(
            vertx.executeBlocking(() -> expected.body(bytes), false),
            "the body can't be matched",
            this::judged);
      }
    }

    private void judged(Optional<String> mismatch) {
      samples.put(BlackboxMetrics.FAILED_DUE_TO_REGEX, mismatch.isPresent() ? 1 : 0);
      Optional<String> wrong =
          mismatch
              .or(() -> module.expectation().version(head.version()))
              .or(() -> module.expectation().tls(Url.isTls(url)));
      HttpAttempt.this.end(wrong.isEmpty(), wrong.orElse(""));
    }
  }
}
