package org.bbbfleet.alerts.audit;

/** What can happen in healing, as the timeline shows it. */
public enum EventKind {
  /** A notification that belongs to no incident, or that says something about itself. */
  NOTIFICATION,
  /** An alert was seen for the first time. */
  OPENED,
  /** A guard let the step pass, made it wait or refused it. */
  GUARD,
  /** A person was asked. */
  APPROVAL_ASKED,
  /** A person approved or rejected. */
  APPROVAL,
  /** An action is about to begin. */
  ACTION_STARTED,
  /** A long action came further, or waits. */
  ACTION_GOES_ON,
  /** An action came back, or is known to have been cut off. */
  ACTION_FINISHED,
  /** The signal was asked whether the step helped. */
  VERIFICATION,
  /** The signal is well after a step. */
  HEALED,
  /** A person must act. */
  ESCALATED,
  /** The alert is over. */
  RESOLVED,
  /** Healing was paused or resumed by a person. */
  PAUSE,
  /** A person was called, or could not be. */
  CALLED,
  /** A person takes care of it. */
  TAKEN,
  /** What a newer version wrote, and this one does not know. */
  UNKNOWN
}
