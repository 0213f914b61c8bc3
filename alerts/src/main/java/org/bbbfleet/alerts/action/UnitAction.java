package org.bbbfleet.alerts.action;

import java.util.List;

/** What the host's systemd is asked for one unit that the host allows. */
abstract class UnitAction implements Action {
  private final String name;
  private final String effect;
  private final Impact impact;
  private final String undo;

  /**
   * An action on a unit.
   *
   * @param name its own, and the request's to the host
   */
  UnitAction(String name, String effect, Impact impact, String undo) {
    this.name = name;
    this.effect = effect;
    this.impact = impact;
    this.undo = undo;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final String effect() {
    return effect;
  }

  @Override
  public final Impact impact() {
    return impact;
  }

  @Override
  public final String undo() {
    return undo;
  }

  @Override
  public final List<Parameter> parameters() {
    return List.of(Parameter.unit());
  }

  @Override
  public final List<String> fragments() {
    return List.of("units");
  }

  @Override
  public final Report run(ActionContext context) {
    return context.onHost(name, context.parameter("unit"));
  }
}
