package org.bbbfleet.alerts.action;

import com.google.auto.service.AutoService;
import java.util.List;

/** Stops the worker of one livestream, whose meeting is over. The unit stays enabled. */
@AutoService(Action.class)
public final class LivestreamStop implements Action {
  @Override
  public String name() {
    return "livestream-stop";
  }

  @Override
  public String effect() {
    return "Stops one livestream worker; it streams again only when somebody starts it.";
  }

  @Override
  public Impact impact() {
    return Impact.DESTRUCTIVE;
  }

  @Override
  public String undo() {
    return "systemctl start bbb-livestream-WORKER.service on the host; what was not"
        + " streamed meanwhile is missing.";
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
    return context.onHost("livestream-stop", context.parameter("worker"));
  }
}
