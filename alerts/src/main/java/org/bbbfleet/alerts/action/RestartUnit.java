package org.bbbfleet.alerts.action;

import com.google.auto.service.AutoService;

/** Restarts a systemd unit that the host allows. */
@AutoService(Action.class)
public final class RestartUnit extends UnitAction {
  public RestartUnit() {
    super(
        "restart-unit",
        "Restarts a systemd unit; what ran in it is lost.",
        Impact.DISRUPTIVE,
        "Nothing to undo: the unit runs again; what it held in memory is gone.");
  }
}
