package org.bbbfleet.exporters.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.bbbfleet.exporters.http.FetchFailure.Reason;

/** Fetches large answers, which are parsed as they arrive and never held whole. */
public final class StreamGet implements AutoCloseable {
  private final Vertx vertx;
  private final Duration timeout;
  private final int mostBytes;
  private final HttpClientAgent client;

  /**
   * @param timeout for one whole fetch
   * @param mostBytes the largest body
   * @param caFile the only authorities to trust, as PEM; else Java's
   */
  public StreamGet(Vertx vertx, Duration timeout, int mostBytes, Optional<String> caFile) {
    this.vertx = vertx;
    this.timeout = timeout;
    this.mostBytes = mostBytes;
    HttpClientOptions options =
        new HttpClientOptions()
            .setDecompressionSupported(false)
            .setConnectTimeout((int) timeout.toMillis());
    caFile.ifPresent(f -> options.setTrustOptions(new PemTrustOptions().addCertPath(f)));
    this.client = vertx.createHttpClient(options);
  }

  /**
   * Fetches a page whose status must be 200.
   *
   * @param url absolute; may hold a checksum, so it is never logged
   * @param parser reads the answer, on a thread that may block
   * @return fails with a {@link FetchFailure} only
   */
  public <T> Future<T> get(String url, Function<InputStream, T> parser) {
    long deadline = System.nanoTime() + timeout.toNanos();
    Promise<T> result = Promise.promise();
    AtomicReference<HttpClientConnection> open = new AtomicReference<>();
    long timer =
        vertx.setTimer(
            timeout.toMillis(),
            t -> result.tryFail(new FetchFailure(Reason.TIMEOUT, "no whole answer in time")));
    result
        .future()
        .onComplete(
            ended -> {
              vertx.cancelTimer(timer);
              abandon(open.get());
            });
    send(url, open, result, response -> read(response, deadline, parser))
        .onSuccess(result::tryComplete)
        .onFailure(e -> result.tryFail(FetchFailure.of(e)));
    return result.future();
  }

  private <T> Future<T> send(
      String url,
      AtomicReference<HttpClientConnection> open,
      Promise<T> result,
      Function<HttpClientResponse, Future<T>> reader) {
    RequestOptions request;
    try {
      request = new RequestOptions().setMethod(HttpMethod.GET).setAbsoluteURI(url);
    } catch (RuntimeException e) {
      // Its message would quote the URL.
      return Future.failedFuture(new FetchFailure(Reason.CONFIG, "the URL is unusable"));
    }
    // A connection of its own for each fetch, which we close: a server that closes it may do so
    // while the parser is still behind, and what is not yet read is lost then; one from a pool may
    // be another fetch's that just closes. The reader is told here, on the connection's thread
    // before anything is sent: told by the caller's thread it could come after the answer's end.
    return client
        .connect(
            new HttpConnectOptions()
                .setHost(request.getHost())
                .setPort(request.getPort())
                .setSsl(request.isSsl()))
        .compose(
            connection -> {
              open.set(connection);
              if (result.future().isComplete()) {
                abandon(connection);
              }
              return connection.request(request).compose(sent -> sent.send().compose(reader));
            });
  }

  private <T> Future<T> read(
      HttpClientResponse response, long deadline, Function<InputStream, T> parser) {
    if (response.statusCode() != 200) {
      return Future.failedFuture(
          new FetchFailure(Reason.HTTP, "HTTP status " + response.statusCode()));
    }
    BodyPipe body = new BodyPipe(response, mostBytes, deadline);
    return vertx.executeBlocking(() -> parser.apply(body), false);
  }

  private static void abandon(HttpClientConnection connection) {
    if (connection != null) {
      connection.close();
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
