package org.bbbfleet.core.shell;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** One command that was started: a channel of an SSH connection or a local process. */
interface Running {

  OutputStream stdin();

  InputStream out();

  InputStream err();

  /**
   * Waits for the end at most so long. The exit status, or empty while it runs.
   *
   * @throws org.bbbfleet.core.error.FleetException (UNREACHABLE) when it can never be known
   */
  OptionalInt awaitExit(Duration longest) throws InterruptedException;

  /** Sends KILL to a process group on the host as its user; bounded, best effort. */
  void kill(long group, Optional<Become> become);

  /** Closes all streams without waiting for the other side, whatever still runs. */
  void abandon();
}
