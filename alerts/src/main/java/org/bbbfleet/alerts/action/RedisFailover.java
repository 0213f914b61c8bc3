package org.bbbfleet.alerts.action;

import com.google.auto.service.AutoService;
import java.util.List;

/**
 * Has the Sentinel of this host make another Redis the master. Refused without quorum or without a
 * replica that is well and up to date; done when Sentinel and the new master agree.
 */
@AutoService(Action.class)
public final class RedisFailover implements Action {
  /** As policies name it. */
  public static final String NAME = "redis-failover";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String effect() {
    return "Has Sentinel make a replica the master of Redis; clients reconnect, and what the old"
        + " master took in its last moment may be lost.";
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
    return "Another redis-failover, once the old master follows the new one; lost writes stay lost.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter(
            "name",
            "[A-Za-z0-9_.][A-Za-z0-9_.-]{0,99}",
            "the master, by the name that Sentinel has for it"));
  }

  @Override
  public List<String> fragments() {
    return List.of("redis");
  }

  @Override
  public Report run(ActionContext context) {
    return context.onHost(NAME, context.parameter("name"));
  }
}
