package org.bbbfleet.provisioning.run;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * By what a run is stopped from outside. Stopped gently, no host is begun any more and each that is
 * at work ends after its current script, with its handlers; at once, the scripts are ended on the
 * hosts, and the next run goes on where they were.
 */
public final class RunControl {
  private final List<Runnable> onAbort = new CopyOnWriteArrayList<>();
  private final boolean watched;
  private volatile String stopped = "";
  private volatile boolean aborted;

  /** For a run that nobody watches: what it would have to wait for, it does without. */
  public RunControl() {
    this(false);
  }

  private RunControl(boolean watched) {
    this.watched = watched;
  }

  /** For a run that a person watches, who can end its waiting for a host that another may hold. */
  public static RunControl watched() {
    return new RunControl(true);
  }

  boolean isWatched() {
    return watched;
  }

  /** Stops gently; the first reason is kept. */
  public synchronized void stop(String why) {
    if (stopped.isEmpty()) {
      stopped = why;
    }
  }

  /** Stops at once. */
  public void abort(String why) {
    stop(why);
    aborted = true;
    onAbort.forEach(Runnable::run);
  }

  /** Why the run was stopped, if it was. */
  public Optional<String> stopped() {
    return stopped.isEmpty() ? Optional.empty() : Optional.of(stopped);
  }

  void onAbort(Runnable work) {
    onAbort.add(work);
    if (aborted) {
      work.run();
    }
  }
}
