package org.bbbfleet.exporters.freeswitch;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.bbbfleet.core.config.Secret;

/**
 * Asks an event socket over one connection that it keeps. A connection that broke is opened anew by
 * the next question; after failures not before a pause that doubles up to a bound, and until then
 * the last failure is the answer. May be called from any thread.
 */
public final class EslClient implements AutoCloseable {
  private static final long FIRST_PAUSE_NANOS = 1_000_000_000L;
  private static final long SOON_NANOS = 500_000_000L;

  private final Vertx vertx;
  private final EslSettings settings;
  private final EslListener listener;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final Context context;
  private final NetClient client;

  // Touched on the context only.
  private EslConnection connection;
  private Future<EslConnection> opening;
  private EslException lastFailure;
  private long failedAt;
  private long pauseNanos;
  private boolean closed;

  EslClient(Vertx vertx, EslSettings settings, Clock clock, LongSupplier nanoTime) {
    this(vertx, settings, clock, nanoTime, EslListener.NONE);
  }

  EslClient(
      Vertx vertx, EslSettings settings, Clock clock, LongSupplier nanoTime, EslListener listener) {
    this.vertx = vertx;
    this.settings = settings;
    this.listener = listener;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.context = vertx.getOrCreateContext();
    this.client =
        vertx.createNetClient(
            new NetClientOptions().setConnectTimeout((int) settings.open().toMillis()));
  }

  /**
   * Runs {@code api} commands, in order, all sent at once.
   *
   * @param commands without {@code api} and without line breaks
   * @return one reply for each command; the future itself fails only by a fault of ours
   */
  public Future<List<EslReply>> exchange(List<String> commands) {
    if (commands.stream().anyMatch(c -> c.chars().anyMatch(ch -> ch < ' '))) {
      throw new IllegalArgumentException("a command has a control character");
    }
    Promise<List<EslReply>> promise = Promise.promise();
    context.runOnContext(v -> attempt(commands).onComplete(promise));
    return promise.future();
  }

  @Override
  public void close() {
    context.runOnContext(
        v -> {
          closed = true;
          if (connection != null) {
            connection.close();
          }
          client.close();
        });
  }

  private Future<List<EslReply>> attempt(List<String> commands) {
    boolean kept = connection != null && connection.isOpen();
    long started = nanoTime.getAsLong();
    return (kept ? Future.succeededFuture(connection) : open())
        .compose(c -> c.exchange(commands))
        .compose(
            replies -> {
              Optional<EslException> lost = firstLost(replies);
              if (lost.isEmpty()) {
                pauseNanos = 0;
                return Future.succeededFuture(replies);
              }
              boolean soon = nanoTime.getAsLong() - started < SOON_NANOS;
              boolean ended = lost.get().reason() == EslReason.PROTOCOL;
              if (kept && soon && ended && replies.get(0) instanceof EslReply.Lost) {
                // FreeSWITCH was restarted since the last question: not a failure of this one.
                return attempt(commands);
              }
              note(lost.get());
              return Future.succeededFuture(replies);
            })
        .recover(
            e ->
                e instanceof EslException failure
                    ? Future.succeededFuture(
                        Collections.nCopies(commands.size(), new EslReply.Lost(failure)))
                    : Future.failedFuture(e));
  }

  private static Optional<EslException> firstLost(List<EslReply> replies) {
    return replies.stream()
        .filter(EslReply.Lost.class::isInstance)
        .map(r -> ((EslReply.Lost) r).failure())
        .findFirst();
  }

  private Future<EslConnection> open() {
    if (closed) {
      return Future.failedFuture(
          new EslException(EslReason.UNREACHABLE, "the exporter is closing"));
    }
    if (pauseNanos > 0 && nanoTime.getAsLong() - failedAt < pauseNanos) {
      return Future.failedFuture(lastFailure);
    }
    if (opening == null) {
      opening =
          context
              .executeBlocking(() -> settings.login().command())
              .compose(this::connect)
              .onComplete(this::opened, this::notOpened);
    }
    return opening;
  }

  private void opened(EslConnection fresh) {
    opening = null;
    connection = fresh;
    if (closed) {
      fresh.close();
    }
  }

  private void notOpened(Throwable e) {
    opening = null;
    if (e instanceof EslException failure) {
      note(failure);
    }
  }

  private Future<EslConnection> connect(Secret login) {
    return EslConnection.open(vertx, client, settings, clock, login, listener);
  }

  private void note(EslException failure) {
    lastFailure = failure;
    failedAt = nanoTime.getAsLong();
    long max = settings.maxBackOff().toNanos();
    pauseNanos = Math.min(max, pauseNanos == 0 ? FIRST_PAUSE_NANOS : pauseNanos * 2);
  }
}
