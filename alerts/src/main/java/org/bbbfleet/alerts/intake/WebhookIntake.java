package org.bbbfleet.alerts.intake;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.error.FleetException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes Alertmanager's notifications: journals each durably, answers, and leaves the healing to
 * others. Alertmanager repeats what is answered 5xx, and nothing else: so a journal that can't be
 * written is a 503, never a 4xx.
 */
public final class WebhookIntake {
  private static final Logger log = LoggerFactory.getLogger(WebhookIntake.class);
  private static final long MOST_BYTES = 1024 * 1024;
  private static final String SCHEME = "bearer ";

  private final Secret token;
  private final Journal journal;
  private final LongConsumer journalled;
  private final MeterRegistry meters;

  /**
   * An intake.
   *
   * @param token what the sender must present
   * @param journalled is told the id of each notification after it was journalled
   */
  public WebhookIntake(
      Secret token, Journal journal, LongConsumer journalled, MeterRegistry meters) {
    this.token = requireNonNull(token, "token is null");
    this.journal = requireNonNull(journal, "journal is null");
    this.journalled = requireNonNull(journalled, "journalled is null");
    this.meters = requireNonNull(meters, "meters is null");
    if (token.reveal().isBlank()) {
      throw new IllegalArgumentException("the webhook's token is empty");
    }
  }

  /** Mounts it. Mount it before any handler that reads bodies. */
  public void mount(Router router, String path) {
    router.post(path).handler(this::authenticate).failureHandler(this::failed);
    router
        .post(path)
        .handler(BodyHandler.create(false).setBodyLimit(MOST_BYTES))
        .handler(this::take)
        .failureHandler(this::failed);
  }

  private void authenticate(RoutingContext request) {
    String given = request.request().getHeader(HttpHeaders.AUTHORIZATION);
    boolean bearer = given != null && given.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    if (bearer && token.matches(given.substring(SCHEME.length()).strip())) {
      request.next();
      return;
    }
    request.response().putHeader("WWW-Authenticate", "Bearer realm=\"fleet\"");
    hangUp(request);
    answer(request, bearer ? 403 : 401, "unauthorized", "the bearer token is missing or wrong");
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
    }
    Callable<Long> write = () -> journal.append(body);
    request
        .vertx()
        .executeBlocking(write, false)
        .onSuccess(
            id -> {
              answer(request, 202, "accepted", "");
              journalled.accept(id);
            })
        .onFailure(
            e -> {
              log.error("a notification could not be journalled; Alertmanager will repeat it", e);
              answer(request, 503, "unavailable", "the journal can't be written");
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
      answer(request, 413, "too large", "a notification may have " + MOST_BYTES + " bytes");
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
    HttpServerResponse response = request.response();
    if (!response.ended() && !response.closed()) {
      response
          .setStatusCode(status)
          .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8");
      response.end(text.isEmpty() ? "" : text + "\n");
    }
  }
}
