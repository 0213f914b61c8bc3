package org.bbbfleet.alerts.policy;

/** How far the healer may go by itself. */
public enum Mode {
  /** Only says what it would do. */
  OBSERVE,
  /** Asks a person, and acts when one approves. */
  PROPOSE,
  /** Asks a person unless it is certain that no meeting runs on the host; then it acts. */
  AUTO_IF_NO_MEETING,
  /** Acts. */
  AUTO
}
