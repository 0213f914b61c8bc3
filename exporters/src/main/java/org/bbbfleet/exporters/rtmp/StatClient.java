package org.bbbfleet.exporters.rtmp;

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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.bbbfleet.exporters.rtmp.RtmpFailure.Failed;

/** Fetches the page of statistics, within a deadline and a size. */
final class StatClient implements AutoCloseable {
  private final RtmpOptions options;
  private final HttpClient client;

  StatClient(Vertx vertx, RtmpOptions options) {
    this.options = options;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout((int) options.timeout().toMillis())
                // A kept connection would always be answered by the same worker and so hide others.
                .setKeepAlive(false));
  }

  /** The page; fails with {@link Failed} only. */
  Future<Buffer> fetch() {
    AtomicReference<HttpClientRequest> sent = new AtomicReference<>();
    RequestOptions request =
        new RequestOptions().setMethod(HttpMethod.GET).setAbsoluteURI(options.url().toString());
    return client
        .request(request)
        .compose(
            r -> {
              sent.set(r);
              return r.send().compose(response -> body(r, response));
            })
        .timeout(options.timeout().toMillis(), TimeUnit.MILLISECONDS)
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
        ? new Failed(RtmpFailure.TIMEOUT, "no whole answer in time", e)
        : new Failed(RtmpFailure.CONNECT, "no answer: " + e.getClass().getSimpleName(), e);
  }

  private Future<Buffer> body(HttpClientRequest request, HttpClientResponse response) {
    Promise<Buffer> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    response.exceptionHandler(whole::tryFail);
    if (response.statusCode() != 200) {
      return Future.failedFuture(
          new Failed(RtmpFailure.STATUS, "HTTP status " + response.statusCode()));
    }
    response.endHandler(end -> whole.tryComplete(body));
    response.handler(
        chunk -> {
          if (body.length() + chunk.length() <= options.maxBytes()) {
            body.appendBuffer(chunk);
          } else if (whole.tryFail(
              new Failed(RtmpFailure.TOO_LARGE, "more than " + options.maxBytes() + " bytes"))) {
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
