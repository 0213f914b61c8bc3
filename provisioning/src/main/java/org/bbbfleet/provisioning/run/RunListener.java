package org.bbbfleet.provisioning.run;

import java.util.List;
import java.util.function.Consumer;
import org.bbbfleet.core.inventory.Host;

/** Is told of a run's progress; called from several threads, for one host by one at a time. */
public interface RunListener {
  /** A listener that ignores everything. */
  RunListener NONE = new RunListener() {};

  /** The run begins. */
  default void begun(RunRequest request) {}

  /** The host is being connected to. */
  default void started(Host host) {}

  /** Something about it is odd, or is waited for; the run goes on. */
  default void warned(Host host, String message) {}

  /** Its facts are in; so many changes are to be made. */
  default void planned(Host host, int changes) {}

  /**
   * A step begins.
   *
   * @param number from 1
   * @param of how many there are; handlers come after these
   * @param what one line for people
   */
  default void step(Host host, int number, int of, String what) {}

  /** A line that a step printed; for a log that only its owner reads. */
  default void output(Host host, String line) {}

  /** Changes are made; its signals are being read. */
  default void verifying(Host host) {}

  /** The host is done, or was not started and will not be. */
  default void finished(HostReport report) {}

  /** The run is over. */
  default void ended(RunReport report) {}

  /** A listener that turns what it hears into events, each on the thread on which it happened. */
  static RunListener events(java.time.Clock clock, Consumer<RunEvent> events) {
    return new EventListener(clock, events);
  }

  /** One that tells all of these, in their order. */
  static RunListener all(RunListener... listeners) {
    return new ListenerList(List.of(listeners));
  }
}
