package org.bbbfleet.app.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.bbbfleet.alerts.guard.Pauses;
import org.bbbfleet.alerts.incident.Healer;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service's JSON API. Reading is open to whoever reaches the port, like {@code /metrics};
 * changing something needs the API token.
 */
final class Api {
  private static final Logger log = LoggerFactory.getLogger(Api.class);
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .registerModule(new Jdk8Module())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
  private static final int LONGEST_BODY = 16 * 1024;
  private static final int MOST_EVENTS = 500;
  private static final long LONGEST_PAUSE_SECONDS = 30L * 24 * 3600;

  private final Vertx vertx;
  private final Healer healer;
  private final FleetStatus status;
  private final Secret token;
  private final Clock clock;

  Api(Vertx vertx, Healer healer, FleetStatus status, Secret token, Clock clock) {
    this.vertx = vertx;
    this.healer = healer;
    this.status = status;
    this.token = token;
    this.clock = clock;
  }

  void mount(Router router) {
    read(router, "/api/v1/status", context -> status.now());
    read(
        router,
        "/api/v1/incidents",
        context -> Map.of("incidents", healer.incidents(100).stream().map(Row::of).toList()));
    read(router, "/api/v1/incidents/:id", context -> incident(id(context)));
    read(router, "/api/v1/events", this::events);
    read(router, "/api/v1/pauses", context -> Map.of("pauses", healer.pauses()));
    change(
        router,
        "/api/v1/incidents/:id/approve",
        (context, body) -> {
          healer.approve(id(context), text(body, "who"), text(body, "reason"));
          return "incident " + id(context) + ": approved";
        });
    change(
        router,
        "/api/v1/incidents/:id/reject",
        (context, body) -> {
          healer.reject(id(context), text(body, "who"), text(body, "reason"));
          return "incident " + id(context) + ": rejected; a person takes over";
        });
    change(router, "/api/v1/pauses", (context, body) -> pause(body));
    change(
        router,
        "/api/v1/pauses/end",
        (context, body) -> {
          String scope = scope(body);
          return healer.resume(scope, text(body, "who"))
              ? "healing goes on: " + scope
              : "there was no pause: " + scope;
        });
  }

  private String pause(JsonObject body) {
    long seconds;
    try {
      seconds = Long.parseLong(text(body, "seconds"));
    } catch (NumberFormatException e) {
      throw bad("seconds must be a whole number");
    }
    if (seconds < 1 || seconds > LONGEST_PAUSE_SECONDS) {
      throw bad("a pause lasts from 1 second to 30 days");
    }
    Pauses.Pause pause =
        healer.pause(
            scope(body),
            text(body, "who"),
            text(body, "reason"),
            clock.instant().plusSeconds(seconds));
    return "healing is paused: " + pause.scope() + ", until " + pause.until();
  }

  private static String scope(JsonObject body) {
    String host = body.getString("host", "");
    return host.isEmpty() ? Pauses.FLEET : host;
  }

  /** One incident in a list. */
  record Row(
      long id,
      String opened,
      String host,
      String alert,
      String state,
      String reason,
      int attempts) {
    static Row of(org.bbbfleet.alerts.incident.IncidentView i) {
      return new Row(
          i.id(),
          i.openedAt().toString(),
          i.host(),
          i.alert(),
          i.state().name().toLowerCase(java.util.Locale.ROOT),
          i.reason(),
          i.attempts());
    }
  }

  private Object incident(long id) {
    return healer
        .incident(id)
        .map(story -> (Object) status.card(story.incident()))
        .orElseThrow(() -> new FleetException(ErrorCategory.INPUT, "there is no incident " + id));
  }

  private Object events(RoutingContext context) {
    long after;
    try {
      after = Long.parseLong(Optional.ofNullable(context.request().getParam("after")).orElse("0"));
    } catch (NumberFormatException e) {
      throw bad("after must be a whole number");
    }
    List<StoryLine.Event> events =
        healer.eventsAfter(after, MOST_EVENTS).stream().map(StoryLine::event).toList();
    return Map.of("events", events);
  }

  private static long id(RoutingContext context) {
    try {
      return Long.parseLong(context.pathParam("id"));
    } catch (NumberFormatException e) {
      throw bad("an incident's id is a number");
    }
  }

  private static String text(JsonObject body, String key) {
    Object value = body.getValue(key);
    if (!(value instanceof String text) || text.isBlank() || text.length() > 500) {
      throw bad(key + " must be a text of 1 to 500 characters");
    }
    return text;
  }

  private static FleetException bad(String message) {
    return new FleetException(ErrorCategory.INPUT, message);
  }

  /** A change: from the request and its body to what is said about it. */
  private interface Change {
    String apply(RoutingContext context, JsonObject body);
  }

  private void read(Router router, String path, Function<RoutingContext, Object> answer) {
    router.get(path).handler(context -> blocking(context, () -> answer.apply(context)));
  }

  private void change(Router router, String path, Change change) {
    // A route of its own, before the body is read: nobody unknown makes us hold a body.
    router.post(path).handler(this::authorize);
    router
        .post(path)
        .handler(BodyHandler.create(false).setBodyLimit(LONGEST_BODY))
        .handler(
            context ->
                blocking(
                    context,
                    () -> {
                      JsonObject body;
                      try {
                        body = context.body().asJsonObject();
                      } catch (RuntimeException e) {
                        throw bad("the body must be a JSON object");
                      }
                      if (body == null) {
                        throw bad("the body must be a JSON object");
                      }
                      return Map.of("said", change.apply(context, body));
                    }));
  }

  private void authorize(RoutingContext context) {
    String header = context.request().getHeader("Authorization");
    if (header == null || !header.startsWith("Bearer ")) {
      answer(context, 401, Map.of("error", "present the API token: Authorization: Bearer …"));
    } else if (!token.matches(header.substring("Bearer ".length()))) {
      answer(context, 403, Map.of("error", "this is not the API token"));
    } else {
      context.next();
    }
  }

  private void blocking(RoutingContext context, Callable<Object> work) {
    vertx
        .executeBlocking(work, false)
        .onSuccess(result -> answer(context, 200, result))
        .onFailure(
            e -> {
              if (e instanceof FleetException told && told.category() == ErrorCategory.INPUT) {
                answer(context, 400, Map.of("error", told.getMessage()));
              } else {
                log.error("{} failed", context.request().path(), e);
                answer(context, 500, Map.of("error", "the service failed; see its log"));
              }
            });
  }

  private static void answer(RoutingContext context, int status, Object body) {
    if (context.response().ended() || context.response().closed()) {
      return;
    }
    try {
      context
          .response()
          .setStatusCode(status)
          .putHeader("Content-Type", "application/json; charset=utf-8")
          .putHeader("Cache-Control", "no-store")
          .end(JSON.writeValueAsString(body));
    } catch (JsonProcessingException e) {
      context.fail(e);
    }
  }
}
