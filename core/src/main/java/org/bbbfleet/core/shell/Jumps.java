package org.bbbfleet.core.shell;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.bbbfleet.core.error.FleetException;

/**
 * Connections to jump hosts, one each however many hosts lie behind it: sshd turns new logins away
 * ({@code MaxStartups}) long before it minds one more forwarding. A jump that failed fails at once
 * for all who wait for it, and is tried anew when nobody does any more.
 */
final class Jumps {
  private final Map<SshTarget, Entry> entries = new HashMap<>();

  private static final class Entry {
    private int users;
    private SshConnection connection;
    private FleetException failure;

    private synchronized SshConnection connect(
        SshTarget jump, Function<SshTarget, SshConnection> opener) {
      if (failure != null) {
        throw new FleetException(failure.category(), failure.getMessage(), failure);
      }
      if (connection == null || !connection.alive()) {
        try {
          connection = opener.apply(jump);
        } catch (FleetException e) {
          failure = e;
          throw e;
        }
      }
      return connection;
    }
  }

  /**
   * A connection to a jump host; {@link #release} must follow.
   *
   * @throws FleetException as the opener throws; nothing is to be released then
   */
  SshConnection take(SshTarget jump, Function<SshTarget, SshConnection> opener) {
    Entry entry;
    synchronized (entries) {
      entry = entries.computeIfAbsent(jump, j -> new Entry());
      entry.users++;
    }
    boolean done = false;
    try {
      SshConnection connection = entry.connect(jump, opener);
      done = true;
      return connection;
    } finally {
      if (!done) {
        release(jump);
      }
    }
  }

  /** Gives a share back; the last one closes the connection. */
  void release(SshTarget jump) {
    Entry last = null;
    synchronized (entries) {
      Entry entry = entries.get(jump);
      if (--entry.users == 0) {
        entries.remove(jump);
        last = entry;
      }
    }
    if (last != null && last.connection != null) {
      last.connection.close();
    }
  }
}
