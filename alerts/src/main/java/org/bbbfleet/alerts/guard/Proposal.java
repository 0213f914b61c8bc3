package org.bbbfleet.alerts.guard;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.bbbfleet.alerts.action.Impact;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.policy.Step;

/**
 * A step that the healer would like to take.
 *
 * @param incident the incident's id
 * @param host the alert's host
 * @param labels the alert's labels
 * @param policy the policy that was chosen
 * @param index which of its steps
 * @param impact how much the step's action may hurt
 * @param parameters of the step's action, as the host would get them
 * @param approvedBy who approved this step, if somebody did
 * @param now the time
 * @param waits how long guards have made it wait
 */
public record Proposal(
    long incident,
    String host,
    Map<String, String> labels,
    Policy policy,
    int index,
    Impact impact,
    Map<String, String> parameters,
    Optional<String> approvedBy,
    Instant now,
    Waits waits) {

  public Proposal {
    requireNonNull(host, "host is null");
    labels = Map.copyOf(labels);
    parameters = Map.copyOf(parameters);
  }

  /** The name of the alert that stands for an order by hand. */
  public static final String BY_HAND = "ByHand";

  /** Whether a person ordered it: no alert asks for it. */
  public boolean ordered() {
    return BY_HAND.equals(labels.get("alertname"));
  }

  /** The step itself. */
  public Step step() {
    return policy.steps().get(index);
  }

  /** The alert's name. */
  public String alert() {
    return policy.rule().alert();
  }

  /**
   * Since when this guard has made the step wait, all its waits put together; now if it has not.
   */
  public Instant waitingSince(Guard guard) {
    return waits.since(guard.name(), now);
  }
}
