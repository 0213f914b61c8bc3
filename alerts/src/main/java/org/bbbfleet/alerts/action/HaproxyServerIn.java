package org.bbbfleet.alerts.action;

import com.google.auto.service.AutoService;
import java.util.List;

/** Puts a drained server back; one that somebody put into maintenance is left alone. */
@AutoService(Action.class)
public final class HaproxyServerIn implements Action {
  @Override
  public String name() {
    return "haproxy-server-in";
  }

  @Override
  public String effect() {
    return "Puts a drained server of an HAProxy backend back; HAProxy uses it while its check is"
        + " well.";
  }

  @Override
  public Impact impact() {
    return Impact.DISRUPTIVE;
  }

  @Override
  public boolean answersForOthers() {
    return true;
  }

  @Override
  public String undo() {
    return "haproxy-server-out.";
  }

  @Override
  public List<Parameter> parameters() {
    return HaproxyServerOut.server();
  }

  @Override
  public List<String> fragments() {
    return List.of("haproxy");
  }

  @Override
  public Report run(ActionContext context) {
    return context.onHost(
        "haproxy-server-in", context.parameter("backend"), context.parameter("server"));
  }
}
