package org.bbbfleet.alerts.action;

import com.google.auto.service.AutoService;
import java.util.List;

/**
 * Restarts, or starts again, the worker of one livestream. The host does it only for units that its
 * list allows, and never for one that an admin switched off.
 */
@AutoService(Action.class)
public final class LivestreamRestart implements Action {
  @Override
  public String name() {
    return "livestream-restart";
  }

  @Override
  public String effect() {
    return "Restarts one livestream worker; its stream is interrupted for some seconds.";
  }

  @Override
  public Impact impact() {
    return Impact.DISRUPTIVE;
  }

  @Override
  public String undo() {
    return "Nothing to undo: the worker streams again by itself.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(new Parameter("worker", "[A-Za-z0-9][A-Za-z0-9._-]{0,99}", "the worker's name"));
  }

  @Override
  public List<String> fragments() {
    return List.of("livestream");
  }

  @Override
  public Report run(ActionContext context) {
    return context.onHost("livestream-restart", context.parameter("worker"));
  }
}
