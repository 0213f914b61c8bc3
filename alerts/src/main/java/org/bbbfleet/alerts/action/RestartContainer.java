package org.bbbfleet.alerts.action;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;

/** Restarts a container of Docker that the host allows, through its unit where it has one. */
@AutoService(Action.class)
public final class RestartContainer implements Action {
  @Override
  public String name() {
    return "restart-container";
  }

  @Override
  public String effect() {
    return "Restarts one of Docker's containers, through its unit where it has one; what ran in it is lost.";
  }

  @Override
  public Impact impact() {
    return Impact.DISRUPTIVE;
  }

  @Override
  public String undo() {
    return "Nothing to undo: the container runs again; what it held in memory is gone.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("container", "[A-Za-z0-9][A-Za-z0-9_.-]{0,127}", "the container's name"));
  }

  @Override
  public List<String> fragments() {
    return List.of("containers");
  }

  @Override
  public Duration timeout() {
    return Duration.ofSeconds(200);
  }

  @Override
  public Report run(ActionContext context) {
    return context.onHost("restart-container", context.parameter("container"));
  }
}
