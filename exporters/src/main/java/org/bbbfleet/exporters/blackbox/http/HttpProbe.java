package org.bbbfleet.exporters.blackbox.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import org.bbbfleet.exporters.blackbox.Probe;

/** A module of the http prober, ready to ask. */
final class HttpProbe implements Probe {
  private final Vertx vertx;
  private final HttpModule module;
  private final NetClient client;
  private final Names names = new Names();

  HttpProbe(Vertx vertx, HttpModule module) {
    this.vertx = vertx;
    this.module = module;
    this.client = vertx.createNetClient(new NetClientOptions().setReconnectAttempts(0));
  }

  @Override
  public Future<Outcome> probe(Request request) {
    return new HttpAttempt(vertx, module, client, names).run(request.target(), request.deadline());
  }

  @Override
  public void close() {
    client.close();
    names.close();
  }
}
