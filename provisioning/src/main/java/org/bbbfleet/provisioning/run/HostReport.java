package org.bbbfleet.provisioning.run;

import java.time.Duration;
import java.util.List;

/**
 * What a run found and did on one host.
 *
 * @param host its inventory name
 * @param roles its roles
 * @param state how it ended
 * @param changes what was to be done and what became of it
 * @param signalsWell what is well afterwards, {@code agent}, {@code unit×4}; empty for a plan
 * @param failure why it failed, for the person who must act; empty when it did not
 * @param advice what to do about it; empty when it did not fail
 * @param took how long it took
 */
public record HostReport(
    String host,
    List<String> roles,
    State state,
    List<ChangeReport> changes,
    List<String> signalsWell,
    String failure,
    String advice,
    Duration took) {

  /** How a host ended. */
  public enum State {
    /** Nothing was to be done, and its signals are well. */
    OK,
    /** A plan has changes to make; nothing was changed. */
    PLANNED,
    /** Changes were made, and its signals are well. */
    CHANGED,
    /** It could not be reached, a change failed, or its signals are not well. */
    FAILED
  }

  public HostReport {
    roles = List.copyOf(roles);
    changes = List.copyOf(changes);
    signalsWell = List.copyOf(signalsWell);
  }

  /** Changes that were made, or that a plan would make. */
  public int changed() {
    return (int)
        changes.stream()
            .filter(
                change ->
                    change.outcome() == ChangeReport.Outcome.DONE
                        || change.outcome() == ChangeReport.Outcome.PLANNED)
            .count();
  }
}
