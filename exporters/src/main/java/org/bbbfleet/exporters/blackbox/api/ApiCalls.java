package org.bbbfleet.exporters.blackbox.api;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** GET requests whose URL is a secret: it is in no message and no trace. */
final class ApiCalls implements AutoCloseable {
  private static final int LARGEST = 16 * 1024 * 1024;

  private final Vertx vertx;
  private final HttpClientAgent client;

  ApiCalls(Vertx vertx, Optional<String> caFile) {
    this.vertx = vertx;
    HttpClientOptions options =
        new HttpClientOptions().setKeepAlive(true).setDecompressionSupported(false);
    caFile.ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file)));
    this.client = vertx.createHttpClient(options);
  }

  /** What came back. */
  record Reply(int status, Buffer body) {}

  /** Asks; fails with a message that holds nothing of the URL. */
  Future<Reply> get(String url, Duration most) {
    Promise<Reply> promise = Promise.promise();
    AtomicReference<HttpClientRequest> open = new AtomicReference<>();
    long timer =
        vertx.setTimer(
            Math.max(1, most.toMillis()), t -> promise.tryFail(failure("no answer in time")));
    promise
        .future()
        .onComplete(
            ended -> {
              vertx.cancelTimer(timer);
              if (open.get() != null) {
                open.get().connection().close();
              }
            });
    client
        .request(
            new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(url)
                .setConnectTimeout(most.toMillis()))
        .compose(
            request -> {
              open.set(request);
              if (promise.future().isComplete()) {
                request.connection().close();
              }
              // Read from here, the connection's thread: the caller's could come after the end.
              return request.send().onSuccess(response -> read(response, promise));
            })
        // Only the kind is told: what a library writes may hold the URL.
        .onFailure(e -> promise.tryFail(failure(e.getClass().getSimpleName())));
    return promise.future();
  }

  private static void read(HttpClientResponse response, Promise<Reply> promise) {
    Buffer body = Buffer.buffer();
    response.handler(
        bytes -> {
          if (body.length() + bytes.length() > LARGEST) {
            promise.tryFail(failure("the answer is larger than " + LARGEST + " bytes"));
          } else {
            body.appendBuffer(bytes);
          }
        });
    response.exceptionHandler(e -> promise.tryFail(failure(e.getClass().getSimpleName())));
    response.endHandler(v -> promise.tryComplete(new Reply(response.statusCode(), body)));
  }

  private static RuntimeException failure(String message) {
    return new IllegalStateException(message);
  }

  @Override
  public void close() {
    client.close();
  }
}
