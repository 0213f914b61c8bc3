package org.bbbfleet.alerts.action;

import java.time.Duration;
import java.util.List;

/**
 * An entry of the catalogue of what the healer can do. Implementations carry
 * {@code @AutoService(Action.class)}.
 */
public interface Action {

  /** As policies name it: {@code restart-unit}. */
  String name();

  /** What it does to whom, and whether it can be undone: one sentence. */
  String effect();

  /** Its parameters; all are needed, no other is accepted. */
  default List<Parameter> parameters() {
    return List.of();
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
}
