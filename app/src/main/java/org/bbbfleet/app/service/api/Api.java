package org.bbbfleet.app.service.api;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bbbfleet.core.error.FleetException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service's JSON API: what its parts declare, mounted on a router. */
public final class Api {
  private static final Logger log = LoggerFactory.getLogger(Api.class);
  private static final int LONGEST_BODY = 64 * 1024;

  private final List<ApiPart> parts;
  private final ApiGate gate;
  private final ApiContext service;

  /**
   * An API.
   *
   * @param parts its areas; see {@link ApiPart#all}
   * @throws IllegalArgumentException when two operations have one name
   */
  public Api(List<ApiPart> parts, Tokens tokens, ApiContext service) {
    this.parts = List.copyOf(parts);
    this.gate = new ApiGate(tokens);
    this.service = service;
    Set<String> names = new HashSet<>();
    for (Operation operation : operations(parts)) {
      if (!names.add(operation.id())) {
        throw new IllegalArgumentException("two operations are called " + operation.id());
      }
    }
  }

  /** All operations of these areas. */
  public static List<Operation> operations(List<ApiPart> parts) {
    return parts.stream().flatMap(part -> part.operations().stream()).toList();
  }

  /** Mounts it. What is mounted below its root before it is left alone. */
  public void mount(Router router) {
    operations(parts).forEach(operation -> mount(router, operation));
    router
        .route(Operation.ROOT + "/*")
        .handler(http -> counted("unknown", http).next())
        .handler(
            http ->
                ApiAnswer.failure(
                    http, 404, "there is no such operation; " + OpenApi.PATH + " lists all"));
  }

  private void mount(Router router, Operation operation) {
    if (operation.work() instanceof Operation.Work.Elsewhere) {
      return;
    }
    String path = operation.path().replaceAll("\\{([a-z_]+)}", ":$1");
    HttpMethod method = HttpMethod.valueOf(operation.method().name());
    // Routes of their own, before the body is read: nobody unknown makes us hold one.
    router.route(method, path).handler(http -> counted(operation.id(), http).next());
    router.route(method, path).handler(http -> gate.check(operation, http));
    Route route = router.route(method, path);
    if (operation.method() == Operation.Method.POST) {
      route.handler(BodyHandler.create(false).setBodyLimit(LONGEST_BODY));
    }
    ApiReader reader = new ApiReader(operation);
    route.handler(http -> work(operation, reader, http)).failureHandler(Api::failed);
  }

  private void work(Operation operation, ApiReader reader, RoutingContext http) {
    ApiRequest request;
    try {
      request = new ApiRequest(operation, ApiGate.caller(http), reader.read(http));
    } catch (FleetException e) {
      ApiAnswer.failure(http, ApiFailure.statusOf(e), e.getMessage());
      return;
    }
    if (operation.work() instanceof Operation.Work.Streams streams) {
      http.response().putHeader("Content-Type", streams.contentType());
      streams.streaming().answer(service, request, http);
    } else if (operation.work() instanceof Operation.Work.Answers<?> answers) {
      service
          .vertx()
          .executeBlocking(() -> answers.action().answer(service, request), false)
          .onSuccess(result -> ApiAnswer.answer(http, 200, result))
          .onFailure(http::fail);
    }
  }

  private static void failed(RoutingContext http) {
    Throwable failure = http.failure();
    if (failure instanceof FleetException told && ApiFailure.statusOf(told) != 500) {
      ApiAnswer.failure(http, ApiFailure.statusOf(told), told.getMessage());
    } else if (failure == null && http.statusCode() == 413) {
      ApiAnswer.failure(http, 413, "a body may have " + LONGEST_BODY + " bytes");
    } else if (http.statusCode() >= 400 && http.statusCode() < 500) {
      ApiAnswer.failure(http, http.statusCode(), "this request can't be understood");
    } else {
      log.error("{} {} failed", http.request().method(), http.request().path(), failure);
      ApiAnswer.failure(http, 500, "the service failed; see its log");
    }
  }

  private RoutingContext counted(String operation, RoutingContext http) {
    http.addEndHandler(
        done -> {
          // A status of a response that was cut off by the client is the one that it began with.
          counter(service.meters(), operation, http.response().getStatusCode()).increment();
        });
    return http;
  }

  private static Counter counter(MeterRegistry meters, String operation, int status) {
    return Counter.builder("fleet.api.requests")
        .description("Requests to the API, by operation and HTTP status.")
        .tag("operation", operation)
        .tag("status", Integer.toString(status))
        .register(meters);
  }
}
