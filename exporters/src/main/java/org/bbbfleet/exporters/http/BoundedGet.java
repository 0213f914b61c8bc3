package org.bbbfleet.exporters.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.bbbfleet.exporters.http.FetchFailure.Reason;

/** Fetches small answers, each on a connection of its own, within a deadline and a size. */
public final class BoundedGet implements AutoCloseable {
  private final Duration timeout;
  private final int mostBytes;
  private final HttpClient client;

  /**
   * @param timeout for one whole fetch
   * @param mostBytes the largest body
   * @param caFile the only authorities to trust, as PEM; else Java's
   */
  public BoundedGet(Vertx vertx, Duration timeout, int mostBytes, Optional<String> caFile) {
    this.timeout = timeout;
    this.mostBytes = mostBytes;
    HttpClientOptions options =
        new HttpClientOptions()
            .setConnectTimeout((int) timeout.toMillis())
            .setDecompressionSupported(false)
            .setKeepAlive(false);
    caFile.ifPresent(f -> options.setTrustOptions(new PemTrustOptions().addCertPath(f)));
    this.client = vertx.createHttpClient(options);
  }

  /**
   * Fetches; redirects are answers like others.
   *
   * @param url absolute; may hold a checksum, so it is never logged
   * @return fails with a {@link FetchFailure} only
   */
  public Future<Answer> get(String url) {
    AtomicReference<HttpClientRequest> sent = new AtomicReference<>();
    AtomicBoolean over = new AtomicBoolean();
    RequestOptions request;
    try {
      request = new RequestOptions().setMethod(HttpMethod.GET).setAbsoluteURI(url);
    } catch (RuntimeException e) {
      return Future.failedFuture(new FetchFailure(Reason.CONFIG, "the URL is unusable"));
    }
    return client
        .request(request)
        .compose(
            r -> {
              sent.set(r);
              if (over.get()) {
                // The connection came when nobody waited for it any more.
                r.reset();
              }
              return r.send().compose(response -> body(r, response));
            })
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .recover(
            e -> {
              over.set(true);
              if (sent.get() != null) {
                sent.get().reset();
              }
              return Future.failedFuture(FetchFailure.of(e));
            });
  }

  private Future<Answer> body(HttpClientRequest request, HttpClientResponse response) {
    Promise<Answer> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    response.exceptionHandler(whole::tryFail);
    response.endHandler(
        end ->
            whole.tryComplete(
                new Answer(response.statusCode(), body.toString(StandardCharsets.UTF_8))));
    response.handler(
        chunk -> {
          if (body.length() + chunk.length() <= mostBytes) {
            body.appendBuffer(chunk);
          } else if (whole.tryFail(
              new FetchFailure(Reason.TOO_LARGE, "more than " + mostBytes + " bytes"))) {
            request.reset();
          }
        });
    return whole.future();
  }

  @Override
  public void close() {
    client.close();
  }

  /**
   * What came back.
   *
   * @param body decoded as UTF-8 with replacement
   */
  public record Answer(int status, String body) {
    /** The body of a 200; anything else is a failure. */
    public String ok() {
      if (status != 200) {
        throw new FetchFailure(Reason.HTTP, "HTTP status " + status);
      }
      return body;
    }
  }
}
