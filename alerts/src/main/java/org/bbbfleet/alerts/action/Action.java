package org.bbbfleet.alerts.action;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An entry of the catalogue of what the healer can do. Implementations carry
 * {@code @AutoService(Action.class)}.
 */
public interface Action {

  /** As policies name it: {@code restart-unit}. */
  String name();

  /** What it does to whom: one sentence. */
  String effect();

  /** How much it may hurt when it was not needed; decides how far it may go by itself. */
  Impact impact();

  /** How a person undoes it, or why there is nothing to undo: one sentence. */
  String undo();

  /** Its parameters; all are needed, no other is accepted. */
  default List<Parameter> parameters() {
    return List.of();
  }

  /**
   * The fragments of the healer's script that it needs on a host, by name: {@code heal/NAME.sh}
   * beside this interface. None when it asks nothing of the host's script.
   */
  default List<String> fragments() {
    return List.of();
  }

  /**
   * Whether it takes the host out of service for a while, so that its users go to others: then
   * enough of these must be left.
   */
  default boolean takesOutOfService() {
    return false;
  }

  /**
   * Whether it answers what others of the role do wrong and interrupts nothing on its own host, as
   * a failover: then how well the others are says nothing against it.
   */
  default boolean answersForOthers() {
    return false;
  }

  /** The longest that it may take; its answer is given up after that. */
  default Duration timeout() {
    return Duration.ofSeconds(100);
  }

  /**
   * Does it, or describes it when the healer runs dry: the same code, as the context knows the
   * difference. Blocks.
   */
  Report run(ActionContext context);

  /**
   * Puts back what the action left half done, after it failed or its answer was lost (also when the
   * healer died meanwhile): a server that was cordoned takes meetings again. Must be safe to repeat
   * and when nothing was left. Empty when a half-done action needs nothing.
   */
  default Optional<Report> compensate(ActionContext context) {
    return Optional.empty();
  }
}
