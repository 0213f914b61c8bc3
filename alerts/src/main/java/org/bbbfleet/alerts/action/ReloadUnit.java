package org.bbbfleet.alerts.action;

import com.google.auto.service.AutoService;

/** Makes a systemd unit that the host allows read its configuration again. */
@AutoService(Action.class)
public final class ReloadUnit extends UnitAction {
  public ReloadUnit() {
    super(
        "reload-unit",
        "Makes a systemd unit that runs read its configuration again; never restarts it.",
        Impact.DISRUPTIVE,
        "Nothing to undo: put the configuration back and reload again.");
  }
}
