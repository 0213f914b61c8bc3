package org.bbbfleet.core.shell;

import org.bbbfleet.core.inventory.Host;

/** Opens the shell that suits a host: over SSH, or the local one for {@code local} hosts. */
public interface Shells {

  /**
   * Connects. The caller closes the shell.
   *
   * @throws org.bbbfleet.core.error.FleetException UNREACHABLE, HOST_KEY, AUTHENTICATION or
   *     TIMEOUT, with what to do
   */
  Shell open(Host host);
}
