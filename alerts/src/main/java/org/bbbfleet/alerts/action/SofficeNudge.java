package org.bbbfleet.alerts.action;

import com.google.auto.service.AutoService;
import java.util.List;

/** Reminds the parents of defunct soffice processes to reap them. */
@AutoService(Action.class)
public final class SofficeNudge implements Action {
  @Override
  public String name() {
    return "soffice-nudge";
  }

  @Override
  public String effect() {
    return "Sends SIGCHLD to the parents of defunct soffice processes, never PID 1; harmless.";
  }

  @Override
  public Impact impact() {
    return Impact.HARMLESS;
  }

  @Override
  public String undo() {
    return "Nothing to undo.";
  }

  @Override
  public List<String> fragments() {
    return List.of("soffice");
  }

  @Override
  public Report run(ActionContext context) {
    return context.onHost("soffice-nudge");
  }
}
