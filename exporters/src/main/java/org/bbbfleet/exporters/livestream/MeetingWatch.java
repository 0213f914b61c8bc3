package org.bbbfleet.exporters.livestream;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.exporters.bbb.ApiAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks BigBlueButton's API, in the background and one call after the other, for the meetings that
 * workers stream. What it says is the last answer while that is young enough, else nothing.
 */
final class MeetingWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(MeetingWatch.class);
  private static final int MOST_BYTES = 4 * 1024 * 1024;
  private static final int KEPT_FOR_ROUNDS = 3;

  private final Vertx vertx;
  private final ApiAddress address;
  private final MeetingOptions options;
  private final LongSupplier nanos;
  private final HttpClientAgent client;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile long nextRound;
  private volatile boolean closed;
  private volatile Optional<Boolean> lastRound = Optional.empty();

  /** A meeting's state and when it was asked for. */
  private record Answer(MeetingState state, long at) {}

  MeetingWatch(Vertx vertx, ApiAddress address, MeetingOptions options, LongSupplier nanos) {
    this.vertx = vertx;
    this.address = address;
    this.options = options;
    this.nanos = nanos;
    this.nextRound = nanos.getAsLong();
    HttpClientOptions http =
        new HttpClientOptions()
            .setKeepAlive(false)
            .setDecompressionSupported(false)
            .setConnectTimeout((int) options.timeout().toMillis());
    options.caFile().ifPresent(f -> http.setTrustOptions(new PemTrustOptions().addCertPath(f)));
    this.client = vertx.createHttpClient(http);
  }

  /** Whether the last round of questions was answered; empty before the first. */
  Optional<Boolean> answered() {
    return lastRound;
  }

  /** What is known of a meeting. */
  Optional<MeetingState> of(String meeting) {
    Duration keep = options.every().multipliedBy(KEPT_FOR_ROUNDS);
    return Optional.ofNullable(answers.get(meeting))
        .filter(answer -> nanos.getAsLong() - answer.at() <= keep.toNanos())
        .map(Answer::state);
  }

  /**
   * Asks, if it is time to and no round is under way; does not wait for the answers.
   *
   * @param meetings the names to look for, by the id of the meeting
   */
  void refresh(Map<String, Set<String>> meetings) {
    if (meetings.isEmpty() || nanos.getAsLong() < nextRound || !busy.compareAndSet(false, true)) {
      return;
    }
    nextRound = nanos.getAsLong() + options.every().toNanos();
    answers.keySet().retainAll(meetings.keySet());
    round(new ArrayList<>(meetings.entrySet()), 0)
        .onComplete(
            ended -> {
              if (ended.failed() && !closed && !lastRound.equals(Optional.of(false))) {
                log.warn("Whether meetings run is not known: {}", plain(ended.cause()));
              }
              lastRound = Optional.of(ended.succeeded());
              busy.set(false);
            });
  }

  /** The first failure ends the round: a server that hangs must not be waited for again. */
  private Future<Void> round(List<Map.Entry<String, Set<String>>> meetings, int next) {
    if (next == meetings.size()) {
      return Future.succeededFuture();
    }
    Map.Entry<String, Set<String>> meeting = meetings.get(next);
    long asked = nanos.getAsLong();
    return ask(meeting.getKey(), meeting.getValue())
        .compose(
            state -> {
              answers.put(meeting.getKey(), new Answer(state, asked));
              return round(meetings, next + 1);
            });
  }

  private Future<MeetingState> ask(String meeting, Set<String> names) {
    String query = "meetingID=" + URLEncoder.encode(meeting, StandardCharsets.UTF_8);
    return vertx
        .executeBlocking(() -> address.signed("getMeetingInfo", query), false)
        .compose(
            url ->
                client.request(new RequestOptions().setMethod(HttpMethod.GET).setAbsoluteURI(url)))
        .compose(
            request ->
                request
                    .send()
                    .compose(MeetingWatch::body)
                    .timeout(options.timeout().toMillis(), TimeUnit.MILLISECONDS)
                    .onFailure(e -> request.connection().close()))
        .compose(
            body -> vertx.executeBlocking(() -> MeetingInfo.parse(body.getBytes(), names), false));
  }

  private static Future<Buffer> body(HttpClientResponse response) {
    if (response.statusCode() != 200) {
      return Future.failedFuture(
          new FleetException(ErrorCategory.REMOTE, "HTTP status " + response.statusCode()));
    }
    Buffer whole = Buffer.buffer();
    return Future.future(
        promise -> {
          response.exceptionHandler(promise::tryFail);
          response.endHandler(v -> promise.tryComplete(whole));
          response.handler(
              piece -> {
                if (whole.length() + piece.length() > MOST_BYTES) {
                  promise.tryFail(
                      new FleetException(
                          ErrorCategory.REMOTE, "an answer above " + MOST_BYTES + " bytes"));
                } else {
                  whole.appendBuffer(piece);
                }
              });
        });
  }

  /** Our own messages are told whole; of a library's only the kind, for it may hold the URL. */
  private static String plain(Throwable failure) {
    return failure instanceof FleetException
        ? failure.getMessage()
        : failure.getClass().getSimpleName();
  }

  @Override
  public void close() {
    closed = true;
    client.close();
  }
}
