package org.bbbfleet.core.shell;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.core.config.Secret;

/**
 * One end of an SSH connection, with everything that inventory, configuration and options say of
 * it.
 *
 * @param name how messages call it: the inventory's name, or {@code jump host …}
 * @param address where it is
 * @param port of its sshd
 * @param user who logs in
 * @param keys private keys to try, in order; empty for the usual ones
 * @param keysOnly whether an agent's other keys are left out
 * @param passphrase of its keys, if the inventory knows it
 * @param password for a login without keys, if the inventory knows it
 * @param agent the socket of the agent, if one is to be asked
 * @param known files of known host keys; new ones go into the first
 * @param knownAs the name by which its key is known, if not by its address
 * @param policy what to do with a key that is not known
 * @param connectTimeout the longest that the TCP connection may take
 * @param keepAlive how often a silent host is asked whether it is there
 * @param keepAliveCount after how many questions without an answer it is given up
 * @param via the jump host on the way to it
 */
record SshTarget(
    String name,
    String address,
    int port,
    String user,
    List<Key> keys,
    boolean keysOnly,
    Optional<Secret> passphrase,
    Optional<Secret> password,
    Optional<Path> agent,
    List<Path> known,
    Optional<String> knownAs,
    HostKeyPolicy policy,
    Duration connectTimeout,
    Duration keepAlive,
    int keepAliveCount,
    Optional<SshTarget> via) {

  /**
   * A private key to try.
   *
   * @param file where it is
   * @param required whether its absence is an error
   */
  record Key(Path file, boolean required) {}

  SshTarget {
    keys = List.copyOf(keys);
    known = List.copyOf(known);
  }

  /** {@code SSH to 10.0.0.1:22 through bastion}. */
  String where() {
    return "SSH to " + address + ":" + port + via.map(v -> " through " + v.address()).orElse("");
  }
}
