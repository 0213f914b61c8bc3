package org.bbbfleet.exporters.blackbox;

import io.vertx.core.Future;
import org.bbbfleet.core.metrics.Samples;

/**
 * A module that was read and can't be asked: it wants what we do not have. {@code /probe} refuses
 * it with the reason, since leaving a condition out would call a broken target well.
 *
 * @param what what it wants, with its key
 */
public record Unsupported(String what) implements Probe {

  @Override
  public Future<Outcome> probe(Request request) {
    return Future.succeededFuture(new Outcome(false, new Samples(), what + " is not supported"));
  }
}
