package org.bbbfleet.alerts.action;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Optional;

/**
 * Takes a server out of a backend of this host's HAProxy: its connections end by themselves, new
 * ones go elsewhere. Refused where too few others are known to be up. Another balancer of a pair
 * has its own state.
 */
@AutoService(Action.class)
public final class HaproxyServerOut implements Action {
  /** What the host lets through, and no name of HAProxy's that travels may hold more. */
  private static final String NAME = "[A-Za-z0-9_.][A-Za-z0-9_.-]{0,59}";

  static List<Parameter> server() {
    return List.of(
        new Parameter("backend", NAME, "the backend, as haproxy.cfg has it"),
        new Parameter("server", NAME, "the server, as haproxy.cfg has it"));
  }

  @Override
  public String name() {
    return "haproxy-server-out";
  }

  @Override
  public String effect() {
    return "Drains one server of an HAProxy backend: it gets no new connections; never below the"
        + " least number of servers that are up.";
  }

  @Override
  public Impact impact() {
    return Impact.DESTRUCTIVE;
  }

  @Override
  public boolean answersForOthers() {
    return true;
  }

  @Override
  public String undo() {
    return "haproxy-server-in; a restart of HAProxy puts it back, too.";
  }

  @Override
  public List<Parameter> parameters() {
    return server();
  }

  @Override
  public List<String> fragments() {
    return List.of("haproxy");
  }

  @Override
  public Report run(ActionContext context) {
    return context.onHost(
        "haproxy-server-out", context.parameter("backend"), context.parameter("server"));
  }

  /** Whether it was taken out is not known: what is drained is put back. */
  @Override
  public Optional<Report> compensate(ActionContext context) {
    return Optional.of(
        context.onHost(
            "haproxy-server-in", context.parameter("backend"), context.parameter("server")));
  }
}
