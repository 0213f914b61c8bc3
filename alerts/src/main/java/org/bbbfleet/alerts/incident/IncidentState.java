package org.bbbfleet.alerts.incident;

/** Where an incident stands, as the operator sees it. */
public enum IncidentState {
  /** Just arrived: nothing was decided yet. */
  OPEN,
  /** A step is about to be taken; guards are asked, and one of them may make it wait. */
  GUARDING,
  /** A person is asked to approve a step. */
  WAITING_APPROVAL,
  /** A step is being taken on the host. */
  ACTING,
  /** The step was taken; the signal is asked whether it helped. */
  VERIFYING,
  /** The signal is well after a step of ours. */
  HEALED,
  /** The healer is at its end: a person must act. The alert still fires. */
  ESCALATED,
  /** It is over without us: by itself, by a person, or Alertmanager says so. */
  RESOLVED;

  /** Whether nothing more will happen to it. */
  public boolean closed() {
    return this == HEALED || this == RESOLVED;
  }
}
