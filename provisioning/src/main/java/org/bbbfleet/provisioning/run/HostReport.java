package org.bbbfleet.provisioning.run;

import java.time.Duration;
import java.util.List;

/**
 * What a run found and did on one host.
 *
 * @param host its inventory name
 * @param roles its roles, as far as the run concerns them
 * @param state how it ended
 * @param changes what was to be done and what became of it
 * @param waiting handlers that an earlier run owes and that are not of the run's roles
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
    List<String> waiting,
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
    FAILED,
    /** The run was stopped on this host: changes may have been made, others were not reached. */
    STOPPED,
    /** The run was over before its turn came; it was not contacted. */
    NOT_STARTED
  }

  public HostReport {
    roles = copy(roles);
    changes = copy(changes);
    waiting = copy(waiting);
    signalsWell = copy(signalsWell);
  }

  private static <T> List<T> copy(List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }

  /** A host whose turn never came. */
  static HostReport notStarted(String host, String why) {
    return new HostReport(
        host,
        List.of(),
        State.NOT_STARTED,
        List.of(),
        List.of(),
        List.of(),
        "",
        why,
        Duration.ZERO);
  }

  HostReport with(List<ChangeReport> otherChanges, String otherFailure) {
    return new HostReport(
        host, roles, state, otherChanges, waiting, signalsWell, otherFailure, advice, took);
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
