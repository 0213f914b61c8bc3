package org.bbbfleet.alerts.intake;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.bbbfleet.core.error.FleetException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes Alertmanager's notifications: journals each durably, answers, and leaves the healing to
 * others. Alertmanager repeats what is answered 5xx, and nothing else: so whatever can't be taken
 * now is a 503, never a 4xx.
 */
public final class WebhookIntake {
  private static final Logger log = LoggerFactory.getLogger(WebhookIntake.class);
  private static final String BEGAN = "fleet.began";
  private static final Duration[] ANSWERED_WITHIN =
      Stream.of(1, 5, 10, 20, 50, 100, 500, 2000).map(Duration::ofMillis).toArray(Duration[]::new);

  private final IntakeConfig config;
  private final SenderCheck senders;
  private final SourceLimits limits;
  private final JournalWriter journal;
  private final LongConsumer journalled;
  private final LongSupplier backlog;
  private final Runnable incomplete;
  private final MeterRegistry meters;
  private final AtomicInteger held = new AtomicInteger();

  /**
   * An intake.
   *
   * @param journalled is told the id of each notification after it was journalled
   * @param backlog how many notifications wait to be worked off; must not block
   * @param incomplete is told that there are alerts which a notification could not hold
   */
  public WebhookIntake(
      IntakeConfig config,
      Journal journal,
      LongConsumer journalled,
      LongSupplier backlog,
      Runnable incomplete,
      MeterRegistry meters) {
    this.config = requireNonNull(config, "config is null");
    this.senders = new SenderCheck(config);
    this.limits = new SourceLimits(config.perSecond(), config.burst(), System::nanoTime);
    this.journal = new JournalWriter(requireNonNull(journal, "journal is null"));
    this.journalled = requireNonNull(journalled, "journalled is null");
    this.backlog = requireNonNull(backlog, "backlog is null");
    this.incomplete = requireNonNull(incomplete, "incomplete is null");
    this.meters = requireNonNull(meters, "meters is null");
  }

  /** Mounts it. Mount it before any handler that reads bodies. */
  public void mount(Router router, String path) {
    router.post(path).handler(this::admit).failureHandler(this::failed);
    router
        .post(path)
        .handler(BodyHandler.create(false).setBodyLimit(config.mostBytes()))
        .handler(this::take)
        .failureHandler(this::failed);
  }

  private void admit(RoutingContext request) {
    SenderCheck.Verdict verdict = senders.check(request.request());
    if (verdict != SenderCheck.Verdict.ALLOWED) {
      request.response().putHeader("WWW-Authenticate", senders.challenges());
      hangUp(request);
      answer(
          request,
          verdict == SenderCheck.Verdict.WRONG ? 403 : 401,
          "unauthorized",
          "the token, password or certificate is missing or wrong");
      return;
    }
    // Only after the check, so that strangers can't use up what the sender behind the same address
    // may send.
    if (!limits.take(request.request().remoteAddress().hostAddress())) {
      shed(request, "limited", "more than " + config.perSecond() + " notifications a second");
      return;
    }
    if (backlog.getAsLong() >= config.backlog()) {
      shed(request, "overloaded", config.backlog() + " notifications wait to be worked off");
      return;
    }
    if (held.incrementAndGet() > config.atOnce()) {
      held.decrementAndGet();
      shed(request, "overloaded", config.atOnce() + " notifications are being taken");
      return;
    }
    request.addEndHandler(ended -> held.decrementAndGet());
    request.put(BEGAN, System.nanoTime());
    request.next();
  }

  private void shed(RoutingContext request, String result, String why) {
    hangUp(request);
    request.response().putHeader(HttpHeaders.RETRY_AFTER, "5");
    answer(request, 503, result, why);
  }

  private void take(RoutingContext request) {
    String body;
    Notification notification;
    try {
      byte[] bytes =
          request.body().buffer() == null ? new byte[0] : request.body().buffer().getBytes();
      body = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      notification = Notification.parse(body);
    } catch (CharacterCodingException e) {
      answer(request, 400, "malformed", "the notification is not UTF-8");
      return;
    } catch (FleetException e) {
      answer(request, 400, "malformed", e.getMessage());
      return;
    }
    if (notification.truncated() > 0) {
      meters
          .counter("fleet.notification.truncated.alerts")
          .increment((double) notification.truncated());
      incomplete.run();
    }
    Context loop = request.vertx().getOrCreateContext();
    journal
        .append(request.vertx(), body)
        .onSuccess(
            id -> {
              loop.runOnContext(v -> answer(request, 202, "accepted", ""));
              journalled.accept(id);
            })
        .onFailure(
            e -> {
              log.error("a notification could not be journalled; Alertmanager will repeat it", e);
              loop.runOnContext(
                  v -> answer(request, 503, "unavailable", "the journal can't be written"));
            });
  }

  /**
   * Lets the client send nothing more; HTTP/2 has no such header and forbids it (RFC 9113, 8.2.2).
   */
  private static void hangUp(RoutingContext request) {
    if (request.request().version() != HttpVersion.HTTP_2) {
      request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
  }

  private void failed(RoutingContext request) {
    if (request.statusCode() == 413) {
      hangUp(request);
      // It would never get smaller; Alertmanager's API tells what was in it.
      incomplete.run();
      answer(request, 413, "too large", "a notification may have " + config.mostBytes() + " bytes");
      return;
    }
    log.error("a notification could not be taken", request.failure());
    answer(request, 503, "unavailable", "the notification could not be taken");
  }

  private void answer(RoutingContext request, int status, String result, String text) {
    Counter.builder("fleet.notifications")
        .description("Notifications of Alertmanager, by what became of them.")
        .tag("result", result)
        .register(meters)
        .increment();
    Long began = request.get(BEGAN);
    if (began != null) {
      Timer.builder("fleet.notification.answer")
          .description("From the head of a notification's request to its answer.")
          .serviceLevelObjectives(ANSWERED_WITHIN)
          .register(meters)
          .record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
    }
    HttpServerResponse response = request.response();
    if (!response.ended() && !response.closed()) {
      response
          .setStatusCode(status)
          .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8");
      response
          .end(text.isEmpty() ? "" : text + "\n")
          .onFailure(e -> log.debug("a sender went away before it was answered", e));
    }
  }
}
