package org.bbbfleet.alerts.incident;

import java.time.Duration;

/** Runs blocking work, now or later; injected, so that tests own time and order. */
interface Scheduler {

  /** Runs the work soon, on a thread that may block. */
  void run(Runnable work);

  /**
   * Runs the work after a while.
   *
   * @return calls it off, if it has not begun
   */
  Runnable after(Duration delay, Runnable work);

  /** Begins nothing more. */
  void stop();
}
