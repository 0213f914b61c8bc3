package org.bbbfleet.provisioning.run;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bbbfleet.core.store.Store;

/** The marks of what has happened once in the fleet. */
public interface OnceMarks {

  /**
   * A step that has been done.
   *
   * @param name its name
   * @param host the host that did it
   * @param run in which run
   * @param at when
   */
  record Done(String name, String host, String run, Instant at) {}

  /** All steps that have been done, by name. */
  List<Done> all();

  /** Marks a step as done; a mark that is there stays. */
  void mark(Done step);

  /** Forgets that a step was done: the next run does it again. Whether it had been done. */
  boolean forget(String name);

  /** Marks that last as long as the store. */
  static OnceMarks in(Store store) {
    return new StoredMarks(store);
  }

  /** Marks that last as long as this object: after that, facts must tell that a step is done. */
  static OnceMarks inMemory() {
    return new OnceMarks() {
      private final Map<String, Done> done = new TreeMap<>();

      @Override
      public synchronized List<Done> all() {
        return List.copyOf(done.values());
      }

      @Override
      public synchronized void mark(Done step) {
        done.putIfAbsent(step.name(), step);
      }

      @Override
      public synchronized boolean forget(String name) {
        return done.remove(name) != null;
      }
    };
  }
}
