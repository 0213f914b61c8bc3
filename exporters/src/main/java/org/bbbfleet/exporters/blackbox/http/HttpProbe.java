package org.bbbfleet.exporters.blackbox.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.bbbfleet.exporters.blackbox.Probe;
import org.bbbfleet.exporters.blackbox.net.Net;

/** A module of the http prober, ready to ask. */
final class HttpProbe implements Probe {
  private final Vertx vertx;
  private final HttpModule module;
  private final Net net;

  HttpProbe(Vertx vertx, HttpModule module) {
    this.vertx = vertx;
    this.module = module;
    this.net = new Net(vertx, module.ip(), module.tls());
  }

  @Override
  public Future<Outcome> probe(Request request) {
    return new HttpAttempt(vertx, module, net, request).run();
  }

  @Override
  public void close() {
    net.close();
  }
}
