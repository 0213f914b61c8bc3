package org.bbbfleet.alerts.action;

import com.google.auto.service.AutoService;
import java.util.List;

/** Makes a systemd unit that the host allows read its configuration again. */
@AutoService(Action.class)
public final class ReloadUnit implements Action {
  @Override
  public String name() {
    return "reload-unit";
  }

  @Override
  public String effect() {
    return "Makes a systemd unit that runs read its configuration again; never restarts it.";
  }

  @Override
  public Impact impact() {
    return Impact.DISRUPTIVE;
  }

  @Override
  public String undo() {
    return "Nothing to undo: put the configuration back and reload again.";
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
    return context.onHost("reload-unit", context.parameter("unit"));
  }
}
