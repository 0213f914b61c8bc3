package org.bbbfleet.alerts.verify;

import java.util.List;

/** Where signals are asked: a Prometheus, or what stands for it in a test. */
public interface SignalSource {

  /**
   * Evaluates a PromQL expression now. Blocks for as long as the source's deadline, so it is not
   * for the event loop.
   *
   * @throws org.bbbfleet.core.error.FleetException when there is no answer in time (UNREACHABLE,
   *     TIMEOUT) or it is not one (PROTOCOL)
   */
  List<Sample> query(String promql);
}
