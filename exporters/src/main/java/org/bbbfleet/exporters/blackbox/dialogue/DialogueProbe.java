package org.bbbfleet.exporters.blackbox.dialogue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.bbbfleet.exporters.blackbox.Probe;
import org.bbbfleet.exporters.blackbox.net.Net;

/** A module of the tcp or unix prober, ready to ask. */
final class DialogueProbe implements Probe {
  private final Vertx vertx;
  private final DialogueModule module;
  private final boolean unix;
  private final Net net;

  DialogueProbe(Vertx vertx, DialogueModule module, boolean unix) {
    this.vertx = vertx;
    this.module = module;
    this.unix = unix;
    this.net = new Net(vertx, module.ip(), module.tlsOptions());
  }

  @Override
  public Future<Outcome> probe(Request request) {
    return new DialogueAttempt(vertx, module, net, unix, request).run();
  }

  @Override
  public void close() {
    net.close();
  }
}
