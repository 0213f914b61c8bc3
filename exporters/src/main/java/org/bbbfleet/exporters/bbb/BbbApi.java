package org.bbbfleet.exporters.bbb;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.bbbfleet.exporters.bbb.ApiFailure.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the APIs of any number of servers, each call on a fresh connection and within its timeout.
 * An answer is read as it arrives on an event loop of its own: a server that is slow holds no
 * thread, and what is not yet read waits in the sender, not here.
 */
final class BbbApi implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BbbApi.class);
  private static final int MOST_AT_ONCE = 512;

  private final Vertx vertx;
  private final Map<Trust, HttpClientAgent> clients = new ConcurrentHashMap<>();
  private final Context loop;

  /**
   * One call.
   *
   * @param url with its checksum, so itself a secret
   * @param timeout to the end of the answer
   * @param bodyLimit the largest answer in bytes
   */
  record Call(String url, Trust trust, Duration timeout, int bodyLimit) {
    @Override
    public String toString() {
      return "Call[" + timeout + "]";
    }
  }

  BbbApi(Vertx vertx) {
    this.vertx = vertx;
    // Not the caller's context: a probe's caller is the loop that serves /metrics.
    this.loop = ((VertxInternal) vertx).createEventLoopContext();
  }

  /**
   * Makes a call.
   *
   * @param reader makes what reads the answer
   * @return fails with an {@link ApiFailure} only
   */
  <T> Future<T> call(Call call, Supplier<? extends AnswerReader<T>> reader) {
    Promise<T> result = Promise.promise();
    loop.runOnContext(v -> start(call, reader.get(), result));
    return result.future();
  }

  private <T> void start(Call call, AnswerReader<T> reader, Promise<T> result) {
    AtomicReference<HttpClientRequest> open = new AtomicReference<>();
    long timer =
        vertx.setTimer(
            Math.max(1, call.timeout().toMillis()),
            t -> result.tryFail(new ApiFailure(Reason.TIMEOUT, "no whole answer in time")));
    result
        .future()
        .onComplete(
            ended -> {
              vertx.cancelTimer(timer);
              abandon(open.get());
            });
    RequestOptions options;
    try {
      options = new RequestOptions().setMethod(HttpMethod.GET).setAbsoluteURI(call.url());
    } catch (RuntimeException e) {
      // Its message would quote the URL.
      result.tryFail(new ApiFailure(Reason.CONFIG, "the API's URL is unusable"));
      return;
    }
    clients
        .computeIfAbsent(call.trust(), this::client)
        .request(options)
        .compose(
            request -> {
              open.set(request);
              if (result.future().isComplete()) {
                abandon(request);
              }
              return request.send();
            })
        .onSuccess(response -> read(response, call, reader, result))
        .onFailure(e -> result.tryFail(ApiFailure.of(e)));
  }

  private HttpClientAgent client(Trust trust) {
    HttpClientOptions http =
        trust
            .applyTo(new HttpClientOptions())
            // Every connection is closed after its call, by us.
            .setKeepAlive(true)
            .setDecompressionSupported(false)
            .setConnectTimeout(60_000);
    return vertx.createHttpClient(http, new PoolOptions().setHttp1MaxSize(MOST_AT_ONCE));
  }

  private static <T> void read(
      HttpClientResponse response, Call call, AnswerReader<T> reader, Promise<T> result) {
    if (response.statusCode() != 200) {
      result.tryFail(new ApiFailure(Reason.HTTP, "HTTP status " + response.statusCode()));
      return;
    }
    response.handler(new Pieces<>(call.bodyLimit(), reader, result)::take);
    response.endHandler(
        v -> {
          try {
            result.tryComplete(reader.end());
          } catch (RuntimeException e) {
            result.tryFail(ApiFailure.of(e));
          }
        });
    response.exceptionHandler(e -> result.tryFail(ApiFailure.of(e)));
  }

  private static void abandon(HttpClientRequest request) {
    if (request != null) {
      request.connection().close().onFailure(e -> log.debug("A connection did not close", e));
    }
  }

  @Override
  public void close() {
    clients.values().forEach(HttpClientAgent::close);
  }

  /** Hands a body to its reader, and counts its bytes. */
  private static final class Pieces<T> {
    private final int limit;
    private final AnswerReader<T> reader;
    private final Promise<T> result;
    private byte[] bytes = {};
    private long received;

    Pieces(int limit, AnswerReader<T> reader, Promise<T> result) {
      this.limit = limit;
      this.reader = reader;
      this.result = result;
    }

    void take(Buffer piece) {
      if (result.future().isComplete()) {
        return;
      }
      received += piece.length();
      if (received > limit) {
        result.tryFail(
            new ApiFailure(Reason.TOO_LARGE, "the answer is larger than " + limit + " bytes"));
        return;
      }
      if (bytes.length < piece.length()) {
        bytes = new byte[piece.length()];
      }
      piece.getBytes(bytes);
      try {
        reader.take(bytes, piece.length());
      } catch (RuntimeException e) {
        result.tryFail(ApiFailure.of(e));
      }
    }
  }
}
