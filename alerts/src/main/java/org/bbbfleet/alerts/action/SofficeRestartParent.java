package org.bbbfleet.alerts.action;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;

/** Restarts the units whose processes leave soffice children defunct. */
@AutoService(Action.class)
public final class SofficeRestartParent implements Action {
  @Override
  public String name() {
    return "soffice-restart-parent";
  }

  @Override
  public String effect() {
    return "Restarts the units (never PID 1) that leave soffice children defunct; what ran in them"
        + " is lost.";
  }

  @Override
  public Impact impact() {
    return Impact.DISRUPTIVE;
  }

  @Override
  public String undo() {
    return "Nothing to undo: the unit runs again; its conversions are uploaded again.";
  }

  @Override
  public Duration timeout() {
    return Duration.ofMinutes(3);
  }

  @Override
  public List<String> fragments() {
    return List.of("soffice");
  }

  @Override
  public Report run(ActionContext context) {
    return context.onHost("soffice-restart-parent");
  }
}
