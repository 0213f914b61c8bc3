package org.bbbfleet.alerts.action;

import com.google.auto.service.AutoService;
import java.util.List;

/**
 * Starts a SIP profile that is down; one that runs reads its gateways again and keeps its calls.
 */
@AutoService(Action.class)
public final class FreeSwitchRescan implements Action {
  @Override
  public String name() {
    return "freeswitch-rescan";
  }

  @Override
  public String effect() {
    return "Starts a SIP profile of FreeSWITCH that is down; one that runs reads its gateways again"
        + " and keeps its calls.";
  }

  @Override
  public Impact impact() {
    return Impact.HARMLESS;
  }

  @Override
  public String undo() {
    return "`fs_cli -x \"sofia profile PROFILE stop\"` on the host.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(new Parameter("profile", "[A-Za-z0-9][A-Za-z0-9_-]{0,31}", "the SIP profile"));
  }

  @Override
  public List<String> fragments() {
    return List.of("bbb", "freeswitch");
  }

  @Override
  public Report run(ActionContext context) {
    return context.onHost("fs-rescan", context.parameter("profile"));
  }
}
