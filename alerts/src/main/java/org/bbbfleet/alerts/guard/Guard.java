package org.bbbfleet.alerts.guard;

import org.jdbi.v3.core.Handle;

/**
 * One reason why a step might not be taken. Guards are asked in a fixed order directly before each
 * step; the first that doesn't pass decides. They run on a worker thread and may ask Prometheus and
 * the store.
 */
public interface Guard {

  /** A short word, as {@code fleet_guard_refusals_total{guard}} counts it. */
  String name();

  /** When it passes: the end of the sentence "passes when". */
  String passesWhen();

  /** What happens else, for the admin. */
  String otherwise();

  /** Whether this step may be taken now. */
  Decision decide(Proposal proposal);

  /**
   * The same question without taking anything: for people who ask what would happen. Where {@link
   * #decide} takes nothing either, it is the same.
   */
  default Decision look(Proposal proposal) {
    return decide(proposal);
  }

  /**
   * The last word, within the transaction that plans the step and again in the one that begins it:
   * for guards that count what others do at the same moment. Only what must not be decided twice at
   * once belongs here.
   */
  default Decision confirm(Handle handle, Proposal proposal) {
    return Decision.pass("");
  }

  /**
   * Whether it is asked once more when the connection to the host stands, directly before the
   * request leaves: for what a person may say at any moment.
   */
  default boolean hasTheLastWord() {
    return false;
  }

  /** Whether it also holds back what a person orders by hand, unless that person forces it. */
  default boolean holdsPeopleBack() {
    return true;
  }
}
