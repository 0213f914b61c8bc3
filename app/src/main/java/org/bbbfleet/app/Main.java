package org.bbbfleet.app;

import org.bbbfleet.app.cli.FleetCommand;

/** The {@code fleet} program. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(FleetCommand.run(args));
  }
}
