package org.bbbfleet.core.shell;

import java.io.IOException;
import net.schmizz.sshj.SSHClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that is logged in, and what it was made through.
 *
 * @param name whose it is, for messages
 * @param client sshj's
 * @param way what is given back when it is closed: the jump host's share, if there is one
 */
record SshConnection(String name, SSHClient client, Runnable way) implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SshConnection.class);

  boolean alive() {
    return client.isConnected() && client.isAuthenticated();
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (IOException e) {
      LOG.debug("{}: close: {}", name, e.toString());
    } finally {
      way.run();
    }
  }
}
