package org.bbbfleet.alerts.action;

import com.google.auto.service.AutoService;
import java.util.List;

/** Ends soffice processes that are older than any conversion may be. */
@AutoService(Action.class)
public final class SofficeEndStuck implements Action {
  @Override
  public String name() {
    return "soffice-end-stuck";
  }

  @Override
  public String effect() {
    return "Ends soffice processes older than so many seconds, by TERM, then KILL; their conversions"
        + " fail.";
  }

  @Override
  public Impact impact() {
    return Impact.DISRUPTIVE;
  }

  @Override
  public String undo() {
    return "Nothing to undo: whoever uploaded the presentation uploads it again.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(new Parameter("older_than_seconds", "[1-9][0-9]{1,4}", "seconds, from 60"));
  }

  @Override
  public List<String> fragments() {
    return List.of("soffice");
  }

  @Override
  public Report run(ActionContext context) {
    return context.onHost("soffice-end-stuck", context.parameter("older_than_seconds"));
  }
}
