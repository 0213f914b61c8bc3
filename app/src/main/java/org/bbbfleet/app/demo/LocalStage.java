package org.bbbfleet.app.demo;

import java.util.List;
import org.bbbfleet.app.cli.Terminal;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/** Plain processes on this machine. */
final class LocalStage implements Stage {
  LocalStage(Terminal terminal) {}

  @Override
  public void raise() {
    throw new FleetException(ErrorCategory.INPUT, "--local is not there yet");
  }

  @Override
  public Addresses addresses() {
    throw new IllegalStateException();
  }

  @Override
  public List<Fault> faults() {
    return List.of();
  }

  @Override
  public void close() {}
}
