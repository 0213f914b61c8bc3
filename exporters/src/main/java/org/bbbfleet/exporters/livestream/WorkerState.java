package org.bbbfleet.exporters.livestream;

import java.util.Locale;

/** How far a livestream worker has got. Each worker is in exactly one state. */
public enum WorkerState {
  /** It runs and waits for its meeting to begin: neither browser nor ffmpeg. No fault. */
  WAITING,
  /** Its browser runs and ffmpeg doesn't (yet). For minutes on end: half dead. */
  STARTING,
  /** Its ffmpeg works. */
  STREAMING,
  /** Its ffmpeg is there and doesn't work: its CPU time stands still, or it is stopped. */
  STALLED,
  /** None of its processes is left, though it is listed or was seen a while ago. */
  EXITED;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The value of the label {@code state}. */
  public String label() {
    return label;
  }
}
