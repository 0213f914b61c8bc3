package org.bbbfleet.alerts.incident;

/** What is done with an incident that stands in one state. */
interface Stage {

  /** Moves it on if it can be; blocks. Everything that matters is committed when it returns. */
  Next advance(Incident incident);
}
