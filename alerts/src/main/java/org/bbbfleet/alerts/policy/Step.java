package org.bbbfleet.alerts.policy;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.bbbfleet.alerts.action.ActionCall;

/**
 * One rung of a policy's ladder.
 *
 * @param call what to do
 * @param mode how far the healer may go by itself
 * @param verifyWithin how long the signal may take to be well after the action
 * @param heldBy what makes the mode more careful than the policy has it; empty when nothing does
 */
public record Step(ActionCall call, Mode mode, Duration verifyWithin, String heldBy) {
  public Step {
    requireNonNull(call, "call is null");
    requireNonNull(mode, "mode is null");
    requireNonNull(verifyWithin, "verifyWithin is null");
    requireNonNull(heldBy, "heldBy is null");
  }

  /** A step whose mode is the policy's own. */
  public Step(ActionCall call, Mode mode, Duration verifyWithin) {
    this(call, mode, verifyWithin, "");
  }

  /** The same step, no freer than this. */
  public Step atMost(Mode ceiling, String because) {
    return mode.compareTo(ceiling) <= 0 ? this : new Step(call, ceiling, verifyWithin, because);
  }
}
