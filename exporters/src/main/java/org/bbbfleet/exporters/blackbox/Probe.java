package org.bbbfleet.exporters.blackbox;

import io.vertx.core.Future;
import java.time.Duration;
import org.bbbfleet.core.metrics.Samples;

/** One module, ready to ask targets. Several targets may be asked at once. */
public interface Probe extends AutoCloseable {

  /**
   * Asks a target, afresh each time. Never blocks, and ends by the deadline. A target that is down
   * is an outcome without success, not a failed future.
   */
  Future<Outcome> probe(String target, Duration deadline);

  @Override
  default void close() {}

  /**
   * What came back.
   *
   * @param success whether the target is as the module wants it
   * @param samples what was measured, also of a failed probe
   * @param why why it failed, for the operator; empty after a success
   */
  record Outcome(boolean success, Samples samples, String why) {}
}
