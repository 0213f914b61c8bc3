package org.bbbfleet.alerts.action;

import com.google.auto.service.AutoService;
import java.util.List;

/** Restarts a systemd unit that the host allows. */
@AutoService(Action.class)
public final class RestartUnit implements Action {
  @Override
  public String name() {
    return "restart-unit";
  }

  @Override
  public String effect() {
    return "Restarts a systemd unit; what ran in it is lost.";
  }

  @Override
  public Impact impact() {
    return Impact.DISRUPTIVE;
  }

  @Override
  public String undo() {
    return "Nothing to undo: the unit runs again; what it held in memory is gone.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(Parameter.unit());
  }

  @Override
  public List<String> fragments() {
    return List.of("units");
  }

  @Override
  public Report run(ActionContext context) {
    return context.onHost("restart-unit", context.parameter("unit"));
  }
}
