package org.bbbfleet.provisioning.run;

import org.bbbfleet.core.inventory.Host;

/** Is told of a run's progress; called from several threads, for one host by one at a time. */
public interface RunListener {
  /** A listener that ignores everything. */
  RunListener NONE = new RunListener() {};

  /** The host is being connected to. */
  default void started(Host host) {}

  /** Its facts are in, and something about them is odd; the run goes on. */
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

  /** Changes are made; its signals are being read. */
  default void verifying(Host host) {}

  /** The host is done. */
  default void finished(HostReport report) {}
}
