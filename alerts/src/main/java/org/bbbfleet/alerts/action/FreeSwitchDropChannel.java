package org.bbbfleet.alerts.action;

import com.google.auto.service.AutoService;
import java.util.List;

/** Ends one channel of FreeSWITCH that hangs; its age is looked at again on the host. */
@AutoService(Action.class)
public final class FreeSwitchDropChannel implements Action {
  @Override
  public String name() {
    return "freeswitch-drop-channel";
  }

  @Override
  public String effect() {
    return "Ends one channel of FreeSWITCH that is older than so many seconds; its caller is thrown"
        + " out.";
  }

  @Override
  public Impact impact() {
    return Impact.DESTRUCTIVE;
  }

  @Override
  public String undo() {
    return "Nothing to undo: who was thrown out joins the audio again.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter(
            "uuid",
            "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
            "the channel, as fs_cli's show channels has it"),
        new Parameter("older_than_seconds", "[1-9][0-9]{2,5}", "seconds, from 600"));
  }

  @Override
  public List<String> fragments() {
    return List.of("bbb", "freeswitch");
  }

  @Override
  public Report run(ActionContext context) {
    return context.onHost(
        "fs-drop-channel", context.parameter("uuid"), context.parameter("older_than_seconds"));
  }
}
