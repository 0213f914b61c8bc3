package org.bbbfleet.exporters;

import io.vertx.core.Future;
import org.bbbfleet.core.metrics.Samples;

/**
 * Collects one exporter's samples. The agent calls {@link #collect} on an event loop, never twice
 * at once, with a deadline; what takes longer, fails or throws is counted and its samples are
 * absent.
 */
public interface Collector extends AutoCloseable {

  /**
   * Measures. Never blocks the calling thread: blocking work goes to {@code
   * CollectorContext.vertx().executeBlocking}. A source that is down is not a failed collection:
   * its {@code …_up} metric says 0.
   */
  Future<Samples> collect();

  /** Ends connections; called once, also while a collection runs. */
  @Override
  default void close() {}
}
