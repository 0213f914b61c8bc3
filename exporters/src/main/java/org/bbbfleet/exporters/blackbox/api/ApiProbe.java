package org.bbbfleet.exporters.blackbox.api;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.bbbfleet.exporters.blackbox.Probe;

/** A probe of an API: each request is an attempt of its own, over the module's connections. */
final class ApiProbe implements Probe {
  private final Vertx vertx;
  private final ApiModule module;
  private final ApiCalls calls;
  private final Attempts attempts;

  /** Makes the attempt that answers a request. */
  interface Attempts {
    ApiAttempt of(Vertx vertx, ApiModule module, ApiCalls calls, Request request);
  }

  ApiProbe(Vertx vertx, ApiModule module, Attempts attempts) {
    this.vertx = vertx;
    this.module = module;
    this.calls = new ApiCalls(vertx, module.caFile());
    this.attempts = attempts;
  }

  @Override
  public Future<Outcome> probe(Request request) {
    return attempts.of(vertx, module, calls, request).run();
  }

  @Override
  public void close() {
    calls.close();
  }
}
