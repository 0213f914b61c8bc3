package org.bbbfleet.exporters.redis;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.bbbfleet.core.config.Secret;

/** One address that speaks Redis' protocol: a Redis or a Sentinel. */
final class RedisPort implements AutoCloseable {
  private final Redis client;
  private final Duration timeout;

  RedisPort(Vertx vertx, String url, Optional<Secret> password, Duration timeout) {
    this.timeout = timeout;
    RedisOptions options =
        new RedisOptions()
            .setConnectionString(url)
            // HELLO came with Redis 6, and Sentinel took it later still.
            .setProtocolNegotiation(false)
            .setMaxPoolSize(1)
            .setMaxPoolWaiting(4)
            .setNetClientOptions(
                new NetClientOptions()
                    .setConnectTimeout((int) timeout.toMillis())
                    .setReadIdleTimeout(2 * (int) timeout.toMillis())
                    .setIdleTimeoutUnit(TimeUnit.MILLISECONDS));
    password.map(Secret::reveal).ifPresent(options::setPassword);
    this.client = Redis.createClient(vertx, options);
  }

  /** Asks what one needs to know, all on one connection and in time. */
  <T> Future<T> ask(Function<RedisConnection, Future<T>> questions) {
    return client
        .connect()
        .compose(connection -> questions.apply(connection).onComplete(done -> connection.close()))
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** One question. */
  static Future<Response> send(RedisConnection connection, String command, String... words) {
    Request request = Request.cmd(Command.create(command));
    for (String word : words) {
      request.arg(word);
    }
    return connection.send(request);
  }

  /** The first word of a refusal, such as {@code MISCONF}; empty when nothing answered. */
  static String refusal(Throwable e) {
    String text = e.getMessage() == null ? "" : e.getMessage();
    String word = text.split("[ :]", 2)[0];
    return word.matches("[A-Z]{2,20}") ? word.toUpperCase(Locale.ROOT) : "";
  }

  /** Whether it answered that it tells us nothing: no password, a wrong one, or too few rights. */
  static boolean isRefused(Throwable e) {
    return switch (refusal(e)) {
      case "NOAUTH", "WRONGPASS", "NOPERM", "DENIED" -> true;
      // What servers before Redis 6 say of a password.
      case "ERR" -> String.valueOf(e.getMessage()).contains("password");
      default -> false;
    };
  }

  @Override
  public void close() {
    client.close();
  }
}
