package org.bbbfleet.app.proof;

/** Something that breaks, and what mends it. */
interface Remedy {
  /** The action, as the table has it; with what came before it in the alert's ladder. */
  String name();

  /** Breaks it, has it mended, and writes how long that took. */
  void prove(RemedyFleet fleet, RemedyTable table);
}
