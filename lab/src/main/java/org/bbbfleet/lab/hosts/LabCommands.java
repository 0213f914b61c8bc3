package org.bbbfleet.lab.hosts;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/** What {@code fleet lab up}, {@code status} and {@code down} do, without their command line. */
public final class LabCommands {
  private final Consumer<String> progress;

  /**
   * @param progress takes lines for a person
   */
  public LabCommands(Consumer<String> progress) {
    this.progress = progress;
  }

  /** Brings up hosts that stay until {@link #down}. */
  public LabStatus up(int count, Image image) {
    Lab lab = Lab.up(LabSpec.numbered(count, image), progress);
    lab.detach();
    return Lab.status().stream()
        .filter(status -> status.name().equals(lab.name()))
        .findFirst()
        .orElseThrow(
            () -> new FleetException(ErrorCategory.BUSY, lab.name() + " was taken down meanwhile"));
  }

  /** The labs of this machine. */
  public List<LabStatus> status() {
    return Lab.status();
  }

  /** Removes one lab, or all that nobody's running program owns; returns their names. */
  public List<String> down(Optional<String> name) {
    List<String> gone = Lab.down(name);
    gone.forEach(lab -> progress.accept(lab + ": removed"));
    return gone;
  }
}
