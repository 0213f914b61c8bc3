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
 */
public record Step(ActionCall call, Mode mode, Duration verifyWithin) {
  public Step {
    requireNonNull(call, "call is null");
    requireNonNull(mode, "mode is null");
    requireNonNull(verifyWithin, "verifyWithin is null");
  }
}
