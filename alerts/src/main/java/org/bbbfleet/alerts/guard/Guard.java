package org.bbbfleet.alerts.guard;

/**
 * One reason why a step might not be taken. Guards are asked in a fixed order directly before each
 * step; the first that doesn't pass decides. They run on a worker thread and may ask Prometheus and
 * the store.
 */
public interface Guard {

  /** A short word, as {@code fleet_guard_refusals_total{guard}} counts it. */
  String name();

  /** Whether this step may be taken now. */
  Decision decide(Proposal proposal);
}
