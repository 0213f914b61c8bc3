package org.bbbfleet.alerts.incident;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * An action that a person orders.
 *
 * @param action a name of the catalogue
 * @param parameters of the action, as the host gets them
 * @param who orders it
 * @param reason why
 */
public record HealOrder(
    String action,
    Map<String, String> parameters,
    String host,
    String who,
    String reason,
    Kind kind) {

  /** How it is meant. */
  public enum Kind {
    /** Only says what would be done. */
    DRY_RUN,
    /** Does it unless a guard holds it back. */
    GUARDED,
    /** Does it past all guards but the inventory and the host's own stop. */
    FORCED
  }

  public HealOrder {
    requireNonNull(kind, "kind is null");
    parameters = Map.copyOf(parameters);
  }
}
