package org.bbbfleet.alerts.action;

import com.google.auto.service.AutoService;

/** Starts a systemd unit that does not run; one that runs by now is left alone. */
@AutoService(Action.class)
public final class StartUnit extends UnitAction {
  public StartUnit() {
    super(
        "start-unit",
        "Starts a systemd unit that is down; does nothing to one that runs.",
        Impact.HARMLESS,
        "systemctl stop UNIT on the host.");
  }
}
