package org.bbbfleet.alerts.intake;

import java.time.Duration;
import java.util.List;

/** A system that can be asked which alerts there are. Blocks: not for the event loop. */
public interface AlertList {

  /** Its name and place, for people. */
  String name();

  /**
   * All alerts that it knows now.
   *
   * @throws org.bbbfleet.core.error.FleetException when it does not answer, or not completely
   */
  List<KnownAlert> alerts();

  /**
   * How long it has been running: one that has just begun does not know everything yet.
   *
   * @throws org.bbbfleet.core.error.FleetException when it does not answer
   */
  Duration uptime();
}
