package org.bbbfleet.exporters.blackbox;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.bbbfleet.core.metrics.Samples;

/** One module, ready to ask targets. Several targets may be asked at once. */
public interface Probe extends AutoCloseable {

  /**
   * Asks a target, afresh each time. Never blocks, and ends by the deadline. A target that is down
   * is an outcome without success, not a failed future.
   */
  Future<Outcome> probe(Request request);

  @Override
  default void close() {}

  /**
   * What is asked.
   *
   * @param target whom to ask, as the scraper wrote it: hostile until proved otherwise
   * @param deadline how long the probe may take
   * @param hostname the name by which the target is addressed in TLS and in the Host header, where
   *     the scraper gave one beside an address
   * @param trace takes a line on each step, shown by {@code debug=true}; never a secret
   */
  record Request(
      String target, Duration deadline, Optional<String> hostname, Consumer<String> trace) {

    /** A request without a name of its own, whose trace is not kept. */
    public static Request of(String target, Duration deadline) {
      return new Request(target, deadline, Optional.empty(), line -> {});
    }
  }

  /**
   * What came back.
   *
   * @param success whether the target is as the module wants it
   * @param samples what was measured, also of a failed probe
   * @param why why it failed, for the operator; empty after a success
   */
  record Outcome(boolean success, Samples samples, String why) {}
}
