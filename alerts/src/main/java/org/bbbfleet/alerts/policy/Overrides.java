package org.bbbfleet.alerts.policy;

import java.util.List;
import java.util.Map;

/**
 * What the admin's policy files say, all together.
 *
 * @param ceiling no step goes further than this, anywhere
 * @param budget how much may be touched at once
 * @param storm when nothing is touched at all
 * @param maintenance hours that come back
 * @param alerts changes of policies, by scope and alert
 * @param actions how far an action may go, by scope and the action's name
 */
public record Overrides(
    Setting<Mode> ceiling,
    Setting<Budget> budget,
    Setting<Storm> storm,
    List<MaintenanceWindow> maintenance,
    Map<Scope, Map<String, Patch>> alerts,
    Map<Scope, Map<String, Setting<Mode>>> actions) {

  /** Nothing is changed. */
  public static final Overrides NONE =
      new Overrides(
          Setting.shipped(Mode.AUTO),
          Setting.shipped(Budget.STANDARD),
          Setting.shipped(Storm.STANDARD),
          List.of(),
          Map.of(),
          Map.of());

  public Overrides {
    maintenance = List.copyOf(maintenance);
    alerts = Map.copyOf(alerts);
    actions = Map.copyOf(actions);
  }
}
