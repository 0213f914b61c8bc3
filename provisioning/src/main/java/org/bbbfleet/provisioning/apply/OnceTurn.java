package org.bbbfleet.provisioning.apply;

/**
 * A host's way through the steps that happen once in a fleet, of which each may take several
 * scripts: it is claimed before the first of them and has succeeded after the last.
 */
final class OnceTurn implements AutoCloseable {
  private final OnceGate gate;
  private String step = "";
  private boolean ours = true;

  OnceTurn(OnceGate gate) {
    this.gate = gate;
  }

  /**
   * Comes to a script of a step, or to one that is of none.
   *
   * @param name the step; empty for what every host does
   * @return whether this host does it
   */
  boolean begin(String name) {
    if (!name.equals(step)) {
      close();
      ours = name.isEmpty() || gate.claim(name);
      step = name;
    }
    return ours;
  }

  /** The last script of the step has succeeded. */
  void succeeded() {
    String done = step;
    step = "";
    ours = true;
    if (!done.isEmpty()) {
      gate.succeeded(done);
    }
  }

  /** Gives up a step that was begun and has not succeeded. */
  @Override
  public void close() {
    String left = ours ? step : "";
    step = "";
    ours = true;
    if (!left.isEmpty()) {
      gate.failed(left);
    }
  }
}
