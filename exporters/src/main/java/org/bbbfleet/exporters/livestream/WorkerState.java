package org.bbbfleet.exporters.livestream;

import java.util.Locale;

/** How far a livestream worker has got. Each worker is in exactly one state. */
public enum WorkerState {
  /** It runs and waits for its meeting to begin: neither browser nor ffmpeg. No fault. */
  WAITING,
  /** Its browser runs and ffmpeg doesn't (yet). For minutes on end: half dead. */
  STARTING,
  /** Its ffmpeg works, and nothing says that it shows anything but its meeting. */
  STREAMING,
  /** Its ffmpeg is there and doesn't work: its CPU time or what it sends stands still. */
  STALLED,
  /** It streams, but not its meeting: its attendee is not in it, or its browser is gone. */
  DEAD_PAGE,
  /** It streams on although its meeting is over. To be stopped, not restarted. */
  MEETING_OVER,
  /** None of its processes is left, though it is listed or was seen a while ago. */
  EXITED,
  /** None of its processes is left, and systemd or Docker is about to start it again. */
  RESTARTING;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The value of the label {@code state}. */
  public String label() {
    return label;
  }
}
