package org.bbbfleet.lab.faults;

/** Real faults of a furnished lab host ({@link Media}), each made by one command run as root. */
public enum HostFault {
  /** A soffice.bin that its parent never reaps; only ending convert.service helps. */
  DEFUNCT_SOFFICE("defunct", "convert.service"),
  /** A soffice.bin that its parent reaps when it gets SIGCHLD. */
  DEFUNCT_SOFFICE_UNTIL_NUDGED("defunct-nudge", "convert.service"),
  /** A soffice.bin that never ends and uses no CPU. */
  STUCK_SOFFICE("stuck", "convert.service"),
  /** The livestream's ffmpeg is stopped with SIGSTOP. */
  STALLED_LIVESTREAM("stalled", "bbb-livestream-demo.service"),
  /** A unit whose processes were killed. */
  DEAD_UNIT("dead", "dummy.service");

  private final String word;
  private final String unit;

  HostFault(String word, String unit) {
    this.word = word;
    this.unit = unit;
  }

  /** The fault's name for {@code lab-fault}. */
  public String word() {
    return word;
  }

  /** The unit that the fault hits. */
  public String unit() {
    return unit;
  }

  /**
   * The shell command that makes the fault happen. It returns when the fault shows (a defunct
   * soffice.bin takes some seconds), prints one line that names the processes, and exits 0.
   */
  public String command() {
    return "/usr/local/sbin/lab-fault " + word;
  }
}
