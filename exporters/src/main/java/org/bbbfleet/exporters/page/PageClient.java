package org.bbbfleet.exporters.page;

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
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.bbbfleet.exporters.page.PageFailure.Failed;

/**
 * Fetches pages, each within a deadline and a size. Redirects are not followed: a server's own page
 * is where it is, and an answer must not send the agent elsewhere.
 */
public final class PageClient implements AutoCloseable {
  private final Duration timeout;
  private final int maxBytes;
  private final HttpClient client;

  /**
   * @param timeout how long a whole answer may take
   * @param maxBytes the largest page that is read
   */
  public PageClient(Vertx vertx, Duration timeout, int maxBytes) {
    this.timeout = timeout;
    this.maxBytes = maxBytes;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout((int) timeout.toMillis())
                // A kept connection would always be answered by the same worker of a server with
                // several, and so hide the others.
                .setKeepAlive(false));
  }

  /** The page at an address; fails with {@link Failed} only. */
  public Future<Buffer> fetch(URI url) {
    return fetch(
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setAbsoluteURI(url.toString())
            .putHeader("Accept", "*/*"));
  }

  /** The page that a request gives; fails with {@link Failed} only. */
  public Future<Buffer> fetch(RequestOptions request) {
    return page(request)
        .compose(
            page ->
                page.status() == 200
                    ? Future.succeededFuture(page.body())
                    : Future.failedFuture(
                        new Failed(PageFailure.STATUS, "HTTP status " + page.status())));
  }

  /**
   * An answer, whatever its status.
   *
   * @param status the HTTP status
   */
  public record Page(int status, Buffer body) {}

  /** The answer to a request, whatever its status; fails with {@link Failed} only. */
  public Future<Page> page(RequestOptions request) {
    AtomicReference<HttpClientRequest> sent = new AtomicReference<>();
    return client
        .request(request)
        .compose(
            r -> {
              sent.set(r);
              return r.send().compose(response -> body(r, response));
            })
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .recover(
            e -> {
              if (sent.get() != null) {
                sent.get().reset();
              }
              return Future.failedFuture(failed(e));
            });
  }

  private static Failed failed(Throwable e) {
    if (e instanceof Failed failed) {
      return failed;
    }
    return e instanceof TimeoutException
        ? new Failed(PageFailure.TIMEOUT, "no whole answer in time", e)
        : new Failed(PageFailure.CONNECT, "no answer: " + e.getClass().getSimpleName(), e);
  }

  private Future<Page> body(HttpClientRequest request, HttpClientResponse response) {
    Promise<Page> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    response.exceptionHandler(whole::tryFail);
    response.endHandler(end -> whole.tryComplete(new Page(response.statusCode(), body)));
    response.handler(
        chunk -> {
          if (body.length() + chunk.length() <= maxBytes) {
            body.appendBuffer(chunk);
          } else if (whole.tryFail(
              new Failed(PageFailure.TOO_LARGE, "more than " + maxBytes + " bytes"))) {
            request.reset();
          }
        });
    return whole.future();
  }

  @Override
  public void close() {
    client.close();
  }
}
