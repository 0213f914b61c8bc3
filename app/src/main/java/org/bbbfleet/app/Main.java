package org.bbbfleet.app;

import java.util.Locale;
import org.bbbfleet.app.cli.FleetCommand;

/** The {@code fleet} program. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    // One way to write numbers and dates wherever it runs; others take a while to load.
    Locale.setDefault(Locale.US);
    System.exit(FleetCommand.run(args));
  }
}
