package org.bbbfleet.exporters.blackbox.api;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Consumer;
import org.bbbfleet.exporters.bbb.Endpoint;
import org.bbbfleet.exporters.blackbox.Attempt;
import org.bbbfleet.exporters.blackbox.BlackboxMetrics;
import org.bbbfleet.exporters.blackbox.Probe.Request;
import org.bbbfleet.exporters.blackbox.api.ApiModule.Server;

/** A probe that makes signed calls. */
abstract class ApiAttempt extends Attempt {
  private final ApiModule module;
  private final String kind;
  private final boolean secretNeeded;
  protected final ApiCalls calls;
  protected Server server;

  ApiAttempt(
      Vertx vertx,
      ApiModule module,
      ApiCalls calls,
      String kind,
      boolean secretNeeded,
      Request request) {
    super(vertx, request);
    this.module = module;
    this.calls = calls;
    this.kind = kind;
    this.secretNeeded = secretNeeded;
  }

  /** Goes on once the server is known. */
  protected abstract void ask();

  @Override
  protected final void begin() {
    then(
        vertx.executeBlocking(() -> module.server(kind, request.target(), secretNeeded), false),
        "no such target",
        found -> {
          server = found;
          ask();
        });
  }

  /** Makes a call that must succeed; its failure ends the probe. */
  protected final void call(String name, String query, Consumer<ApiAnswer> next) {
    trace("Calling " + name);
    long began = System.nanoTime();
    then(
        signed(server.api(), name, query, left()).onComplete(e -> took(name, began)),
        name,
        reply -> {
          if (reply.status() != 200) {
            failed(name, "http", "HTTP status " + reply.status());
            return;
          }
          vertx
              .executeBlocking(() -> ApiAnswer.read(reply.body()), false)
              .onComplete(
                  ended ->
                      here(
                          () -> {
                            if (ended.failed()) {
                              failed(name, "malformed", "not the XML that the API gives");
                            } else {
                              judge(name, ended.result(), next);
                            }
                          }));
        });
  }

  private void judge(String name, ApiAnswer answer, Consumer<ApiAnswer> next) {
    if (!answer.success()) {
      String reason = answer.key().equals("checksumError") ? "checksum" : "api";
      failed(name, reason, "FAILED " + answer.key());
      return;
    }
    trace(name + " succeeded");
    samples.put(BlackboxMetrics.BBB_FAILED, 0, name, "");
    next.accept(answer);
  }

  /** Ends the probe for a call's failure. */
  protected final void failed(String name, String reason, String why) {
    samples.put(BlackboxMetrics.BBB_FAILED, 1, name, reason);
    fail(name + ": " + why);
  }

  protected final void took(String name, long began) {
    double seconds = (System.nanoTime() - began) / 1e9;
    here(() -> samples.put(BlackboxMetrics.BBB_DURATION, seconds, name));
  }

  /** A signed call, whatever comes back. */
  protected final Future<ApiCalls.Reply> signed(
      Endpoint at, String name, String query, Duration most) {
    return calls.get(at.signed(server.checksum(), name, query), most);
  }
}
