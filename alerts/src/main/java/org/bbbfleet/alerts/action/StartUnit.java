package org.bbbfleet.alerts.action;

import com.google.auto.service.AutoService;
import java.util.List;

/** Starts a systemd unit that does not run; one that runs by now is left alone. */
@AutoService(Action.class)
public final class StartUnit implements Action {
  @Override
  public String name() {
    return "start-unit";
  }

  @Override
  public String effect() {
    return "Starts a systemd unit that is down; does nothing to one that runs.";
  }

  @Override
  public Impact impact() {
    return Impact.HARMLESS;
  }

  @Override
  public String undo() {
    return "systemctl stop UNIT on the host.";
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
    return context.onHost("start-unit", context.parameter("unit"));
  }
}
