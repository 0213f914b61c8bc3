package org.bbbfleet.exporters.proc;

/**
 * One process as {@code /proc/PID/stat} gave it (proc(5)).
 *
 * @param pid its number in this process table; reused by the kernel, so see {@link #id}
 * @param ppid its parent; 0 for a process without one
 * @param comm its name: at most 15 bytes, chosen by the process itself, so any text at all
 * @param state the kernel's letter: R, S, D, Z, T, t, I, X, …
 * @param startTicks when it started, in ticks since boot
 * @param cpuTicks CPU time in user and kernel mode, in ticks
 * @param rssBytes resident memory; 0 for a zombie
 * @param threads how many threads it has
 */
public record Proc(
    int pid,
    int ppid,
    String comm,
    char state,
    long startTicks,
    long cpuTicks,
    long rssBytes,
    int threads) {

  /**
   * What tells this process from a later one with the same number.
   *
   * @param pid the number
   * @param startTicks when it started, in ticks since boot
   */
  public record Id(int pid, long startTicks) {}

  /** The process's identity for as long as the host runs. */
  public Id id() {
    return new Id(pid, startTicks);
  }

  /** Whether this is the same process, perhaps seen at another time. */
  public boolean same(Proc other) {
    return pid == other.pid && startTicks == other.startTicks;
  }

  /**
   * Whether it is dead and only waits for its parent to reap it. A leader that ended before its
   * other threads is also shown as Z, but nobody can reap it yet: that is not meant.
   */
  public boolean defunct() {
    return state == 'Z' && threads <= 1;
  }

  /** Whether it has ended, reaped or not. */
  public boolean dead() {
    return state == 'X' || state == 'x' || defunct();
  }

  /** CPU time in seconds. */
  public double cpuSeconds() {
    return (double) cpuTicks / ProcessTable.TICKS_PER_SECOND;
  }
}
