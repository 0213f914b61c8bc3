package org.bbbfleet.exporters.bbb;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.bbbfleet.exporters.bbb.ApiFailure.Reason;

/** Calls BigBlueButton's API, each call on a fresh connection and within the timeout. */
final class BbbApi implements AutoCloseable {
  private final Vertx vertx;
  private final BbbOptions options;
  private final HttpClientAgent client;

  BbbApi(Vertx vertx, BbbOptions options) {
    this.vertx = vertx;
    this.options = options;
    HttpClientOptions http =
        new HttpClientOptions()
            // Every connection is closed after its call, by us: a server that closes it may do so
            // while the parser is still behind, and what is not yet read is lost then.
            .setKeepAlive(true)
            .setDecompressionSupported(false)
            .setConnectTimeout((int) options.timeout().toMillis());
    options.caFile().ifPresent(f -> http.setTrustOptions(new PemTrustOptions().addCertPath(f)));
    this.client = vertx.createHttpClient(http);
  }

  /**
   * Makes a call.
   *
   * @param query encoded, without checksum; may be empty
   * @param parser reads the answer as it arrives, on a thread that may block
   * @return fails with an {@link ApiFailure} only
   */
  <T> Future<T> call(
      Endpoint endpoint, String call, String query, Function<InputStream, T> parser) {
    long deadline = System.nanoTime() + options.timeout().toNanos();
    Promise<T> result = Promise.promise();
    AtomicReference<HttpClientRequest> open = new AtomicReference<>();
    long timer =
        vertx.setTimer(
            options.timeout().toMillis(),
            t -> result.tryFail(new ApiFailure(Reason.TIMEOUT, "no whole answer in time")));
    result
        .future()
        .onComplete(
            ended -> {
              vertx.cancelTimer(timer);
              abandon(open.get());
            });
    Future<T> answer;
    try {
      answer =
          client
              .request(
                  new RequestOptions()
                      .setMethod(HttpMethod.GET)
                      .setAbsoluteURI(endpoint.signed(options.checksum(), call, query)))
              .compose(
                  request -> {
                    open.set(request);
                    if (result.future().isComplete()) {
                      abandon(request);
                    }
                    return request.send();
                  })
              .compose(response -> read(response, deadline, parser));
    } catch (RuntimeException e) {
      answer = Future.failedFuture(new ApiFailure(Reason.CONFIG, "the API's URL is unusable"));
    }
    answer.onComplete(
        ended -> {
          if (ended.succeeded()) {
            result.tryComplete(ended.result());
          } else {
            result.tryFail(ApiFailure.of(ended.cause()));
          }
        });
    return result.future();
  }

  private <T> Future<T> read(
      HttpClientResponse response, long deadline, Function<InputStream, T> parser) {
    if (response.statusCode() != 200) {
      return Future.failedFuture(
          new ApiFailure(Reason.HTTP, "HTTP status " + response.statusCode()));
    }
    BodyPipe body = new BodyPipe(response, options.bodyLimit(), deadline);
    return vertx.executeBlocking(() -> parser.apply(body), false);
  }

  private static void abandon(HttpClientRequest request) {
    if (request != null) {
      request.connection().close();
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
