package org.bbbfleet.exporters.soffice;

import java.util.Set;
import org.bbbfleet.exporters.proc.Proc;

/** By which names the kernel knows LibreOffice's processes; the dead have no other sign. */
final class Office {
  private static final Set<String> NAMES = Set.of("soffice.bin", "soffice", "oosplash");

  private Office() {}

  static boolean is(Proc proc) {
    return NAMES.contains(proc.comm());
  }

  /** Whether it is the one that converts, not one of the two that start it. */
  static boolean isWorker(Proc proc) {
    return proc.comm().equals("soffice.bin");
  }
}
