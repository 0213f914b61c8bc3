package org.bbbfleet.lab.bbb;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The recordings of one simulated server. Safe to change from any thread while it serves. */
public final class Recordings {
  private final CopyOnWriteArrayList<Recording> recordings = new CopyOnWriteArrayList<>();

  Recordings() {}

  /** Adds recordings. */
  public void add(Recording... more) {
    recordings.addAll(List.of(more));
  }

  /** Replaces everything. */
  public synchronized void set(List<Recording> others) {
    recordings.clear();
    recordings.addAll(others);
  }

  /** All recordings, in the order in which they were added. */
  public List<Recording> all() {
    return new ArrayList<>(recordings);
  }
}
