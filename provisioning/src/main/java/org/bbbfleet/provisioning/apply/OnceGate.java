package org.bbbfleet.provisioning.apply;

/**
 * Sees to it that what must happen once in a fleet is done by one host, and only until it
 * succeeded.
 */
public interface OnceGate {

  /** For a host without a fleet: each step is its own, and nothing is marked. */
  OnceGate ALONE =
      new OnceGate() {
        @Override
        public boolean isDone(String name) {
          return false;
        }

        @Override
        public boolean claim(String name) {
          return true;
        }

        @Override
        public void succeeded(String name) {}

        @Override
        public void failed(String name) {}
      };

  /** Whether the step has been done; then no host plans it any more. */
  boolean isDone(String name);

  /**
   * Claims the step, and waits as long as somebody else is at it.
   *
   * @return false when it has been done meanwhile
   * @throws org.bbbfleet.core.error.FleetException (BUSY) when somebody else takes too long
   */
  boolean claim(String name);

  /** Says that the claimed step succeeded: nobody does it again. */
  void succeeded(String name);

  /** Gives up the claim of a step that did not succeed: whoever comes next may try. */
  void failed(String name);
}
