package org.bbbfleet.alerts.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/** An HTTP API that speaks JSON, asked from worker threads. */
public final class JsonApi implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_BYTES = 64 * 1024 * 1024;

  private final String name;
  private final URI base;
  private final Optional<Secret> token;
  private final Duration deadline;
  private final HttpClient client;

  /**
   * Connects lazily.
   *
   * @param name what it is, for messages
   * @param base its address, perhaps with a path
   * @param token presented as a bearer token
   * @param deadline the longest a call may take
   */
  public JsonApi(Vertx vertx, String name, URI base, Optional<Secret> token, Duration deadline) {
    this.name = name;
    this.base = base;
    this.token = token;
    this.deadline = deadline;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout((int) deadline.toMillis())
                .setDecompressionSupported(true));
  }

  /** What it is and where, for messages; without what the address may hold in secret. */
  public String name() {
    return name + " at " + base.getScheme() + "://" + base.getHost() + ":" + port();
  }

  /**
   * Asks.
   *
   * @throws FleetException (UNREACHABLE, TIMEOUT, PROTOCOL, AUTHENTICATION)
   */
  public JsonNode get(String path) {
    return call(HttpMethod.GET, path, Buffer.buffer());
  }

  /** Sends a JSON document; throws as {@link #get}. */
  public JsonNode post(String path, Object document) {
    try {
      return call(HttpMethod.POST, path, Buffer.buffer(JSON.writeValueAsBytes(document)));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON", e);
    }
  }

  private JsonNode call(HttpMethod method, String path, Buffer body) {
    if (Context.isOnEventLoopThread()) {
      throw new IllegalStateException("a blocking call on the event loop");
    }
    try {
      return send(method, path, body)
          .toCompletionStage()
          .toCompletableFuture()
          .get(deadline.plusSeconds(1).toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof FleetException told) {
        throw new FleetException(told.category(), told.getMessage(), told);
      }
      boolean late = e.getCause() instanceof TimeoutException;
      throw new FleetException(
          late ? ErrorCategory.TIMEOUT : ErrorCategory.UNREACHABLE,
          name() + ": " + e.getCause().getMessage(),
          e);
    } catch (TimeoutException e) {
      throw new FleetException(
          ErrorCategory.TIMEOUT, name() + ": no answer within " + deadline.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FleetException(ErrorCategory.TIMEOUT, name() + ": interrupted", e);
    }
  }

  private Future<JsonNode> send(HttpMethod method, String path, Buffer body) {
    String root = base.getRawPath() == null ? "" : base.getRawPath().replaceAll("/+$", "");
    RequestOptions request =
        new RequestOptions()
            .setMethod(method)
            .setHost(base.getHost())
            .setPort(port())
            .setSsl("https".equals(base.getScheme()))
            .setURI(path.isEmpty() ? whole() : root + path)
            .putHeader("Accept", "application/json")
            .setTimeout(deadline.toMillis());
    if (HttpMethod.POST.equals(method)) {
      request.putHeader("Content-Type", "application/json");
    }
    token.ifPresent(t -> request.putHeader("Authorization", "Bearer " + t.reveal()));
    return client
        .request(request)
        .compose(
            open ->
                open.send(body)
                    .compose(this::answer)
                    .timeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
                    .onFailure(e -> open.reset()));
  }

  private Future<JsonNode> answer(HttpClientResponse response) {
    Promise<JsonNode> whole = Promise.promise();
    Buffer bytes = Buffer.buffer();
    response.exceptionHandler(whole::tryFail);
    response.handler(
        chunk -> {
          if (bytes.length() + chunk.length() > MOST_BYTES) {
            whole.tryFail(failure(ErrorCategory.PROTOCOL, "answered too much"));
          } else {
            bytes.appendBuffer(chunk);
          }
        });
    response.endHandler(
        end -> {
          int status = response.statusCode();
          if (status / 100 != 2) {
            boolean refused = status == 401 || status == 403;
            whole.tryFail(
                failure(
                    refused ? ErrorCategory.AUTHENTICATION : ErrorCategory.PROTOCOL,
                    "answered " + status));
            return;
          }
          try {
            whole.tryComplete(
                bytes.length() == 0 ? MissingNode.getInstance() : JSON.readTree(bytes.getBytes()));
          } catch (IOException e) {
            whole.tryFail(failure(ErrorCategory.PROTOCOL, "did not answer JSON"));
          }
        });
    return whole.future();
  }

  /** The address itself, with what it may ask for. */
  private String whole() {
    String path =
        base.getRawPath() == null || base.getRawPath().isEmpty() ? "/" : base.getRawPath();
    return base.getRawQuery() == null ? path : path + "?" + base.getRawQuery();
  }

  private FleetException failure(ErrorCategory category, String what) {
    return new FleetException(category, name() + " " + what);
  }

  private int port() {
    int standard = "https".equals(base.getScheme()) ? 443 : 80;
    return base.getPort() < 0 ? standard : base.getPort();
  }

  @Override
  public void close() {
    client.close();
  }
}
