package org.bbbfleet.alerts.action;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;

/**
 * Runs a script of the fleet's own directory, which somebody reviewed; never one that an alert
 * names.
 */
@AutoService(Action.class)
public final class RunScript implements Action {
  @Override
  public String name() {
    return "run-script";
  }

  @Override
  public String effect() {
    return "Runs a reviewed script of the fleet's own directory, if it is on the host as it was reviewed.";
  }

  @Override
  public Impact impact() {
    return Impact.DESTRUCTIVE;
  }

  @Override
  public String undo() {
    return "As the script says; the healer knows nothing of it.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Parameter.literal("script", "[a-z0-9][a-z0-9.-]{0,63}", "its name below scripts/"));
  }

  @Override
  public List<String> fragments() {
    return List.of("scripts");
  }

  @Override
  public Duration timeout() {
    return Duration.ofSeconds(280);
  }

  @Override
  public Report run(ActionContext context) {
    return context.onHost("run-script", context.parameter("script"));
  }
}
