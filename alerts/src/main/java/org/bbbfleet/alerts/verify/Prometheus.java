package org.bbbfleet.alerts.verify;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/**
 * Prometheus's instant queries.
 *
 * @see <a href="https://prometheus.io/docs/prometheus/latest/querying/api/">HTTP API</a>
 */
public final class Prometheus implements SignalSource, AutoCloseable {
  private static final int MOST_AT_ONCE = 32;
  private static final int MOST_BYTES = 8 * 1024 * 1024;

  private final URI base;
  private final Duration deadline;
  private final HttpClient client;

  /**
   * Connects lazily.
   *
   * @param base Prometheus's address, perhaps with a path: {@code http://mon-1:9090}
   * @param deadline the longest a query may take
   */
  public Prometheus(Vertx vertx, URI base, Duration deadline) {
    this.base = base;
    this.deadline = deadline;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout((int) deadline.toMillis())
                .setDecompressionSupported(true),
            // As many as incidents are worked on at the same moment; more would wait for each
            // other.
            new PoolOptions().setHttp1MaxSize(MOST_AT_ONCE));
  }

  @Override
  public List<Sample> query(String promql) {
    if (Context.isOnEventLoopThread()) {
      throw new IllegalStateException("a blocking query on the event loop");
    }
    try {
      // A little more than the request's own deadline, which says more when it ends first.
      return ask(promql)
          .toCompletionStage()
          .toCompletableFuture()
          .get(deadline.plusSeconds(1).toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof FleetException told) {
        throw new FleetException(told.category(), told.getMessage(), told);
      }
      throw unreachable(e.getCause());
    } catch (TimeoutException e) {
      throw new FleetException(
          ErrorCategory.TIMEOUT, base + " did not answer within " + deadline.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FleetException(ErrorCategory.TIMEOUT, "the query was interrupted", e);
    }
  }

  /** The same without blocking; fails with a {@link FleetException}. */
  public Future<List<Sample>> ask(String promql) {
    String path = base.getPath() == null ? "" : base.getPath().replaceAll("/+$", "");
    int standard = "https".equals(base.getScheme()) ? 443 : 80;
    RequestOptions request =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setHost(base.getHost())
            .setPort(base.getPort() < 0 ? standard : base.getPort())
            .setSsl("https".equals(base.getScheme()))
            .setURI(path + "/api/v1/query")
            .putHeader("Content-Type", "application/x-www-form-urlencoded")
            .setTimeout(deadline.toMillis());
    String form =
        "query="
            + URLEncoder.encode(promql, StandardCharsets.UTF_8)
            + "&timeout="
            + deadline.toMillis()
            + "ms";
    return client
        .request(request)
        .compose(
            open ->
                open.send(Buffer.buffer(form))
                    .compose(this::body)
                    .timeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
                    .onFailure(e -> open.reset()))
        .map(this::samples)
        .recover(
            e -> Future.failedFuture(e instanceof FleetException told ? told : unreachable(e)));
  }

  private FleetException unreachable(Throwable cause) {
    boolean late = cause instanceof TimeoutException;
    return new FleetException(
        late ? ErrorCategory.TIMEOUT : ErrorCategory.UNREACHABLE,
        "Prometheus at " + base + ": " + cause.getMessage(),
        cause);
  }

  private Future<Buffer> body(HttpClientResponse response) {
    Promise<Buffer> whole = Promise.promise();
    Buffer bytes = Buffer.buffer();
    response.exceptionHandler(whole::tryFail);
    response.handler(
        chunk -> {
          if (bytes.length() + chunk.length() > MOST_BYTES) {
            whole.tryFail(protocol("answered more than " + MOST_BYTES + " bytes"));
          } else {
            bytes.appendBuffer(chunk);
          }
        });
    response.endHandler(end -> whole.tryComplete(bytes));
    return whole.future();
  }

  private List<Sample> samples(Buffer body) {
    return QueryAnswer.samples("Prometheus at " + base, body.getBytes());
  }

  private FleetException protocol(String what) {
    return new FleetException(ErrorCategory.PROTOCOL, "Prometheus at " + base + " " + what);
  }

  @Override
  public void close() {
    client.close();
  }
}
