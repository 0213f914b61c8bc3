package org.bbbfleet.core.shell;

import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.transport.verification.HostKeyVerifier;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/** Decides on the key that one host shows, and keeps the reason when it is refused. */
final class HostKeys implements HostKeyVerifier {
  private final String host;
  private final KnownHosts known;
  private final HostKeyPolicy policy;
  private volatile FleetException refusal;

  HostKeys(String host, KnownHosts known, HostKeyPolicy policy) {
    this.host = host;
    this.known = known;
    this.policy = policy;
  }

  /** Why the key was refused; null when it was not. */
  FleetException refusal() {
    return refusal;
  }

  @Override
  public boolean verify(String address, int port, PublicKey key) {
    try {
      KnownHosts.Verdict verdict = known.check(address, port, key);
      if (verdict == KnownHosts.Verdict.UNKNOWN && policy == HostKeyPolicy.ACCEPT_NEW) {
        verdict = known.add(address, port, key);
      }
      refusal = refuse(verdict, address, port, key);
    } catch (FleetException e) {
      refusal = e;
    }
    return refusal == null;
  }

  private FleetException refuse(
      KnownHosts.Verdict verdict, String address, int port, PublicKey key) {
    String fingerprint = KnownHosts.fingerprint(key);
    return switch (verdict) {
      case KNOWN -> null;
      case UNKNOWN ->
          new FleetException(
              ErrorCategory.HOST_KEY,
              host
                  + ": host key of "
                  + KnownHostLine.name(address, port)
                  + " is not known ("
                  + KeyType.fromKey(key)
                  + " "
                  + fingerprint
                  + "). Compare it with `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` on the"
                  + " host's console; then accept it once with --accept-new-host-keys.");
      case CHANGED ->
          new FleetException(
              ErrorCategory.HOST_KEY,
              host
                  + ": host key changed ("
                  + fingerprint
                  + " was "
                  + String.join(", ", known.fingerprints(address, port))
                  + "). If you re-installed "
                  + host
                  + ": fleet ssh forget "
                  + host
                  + ". If not, stop and find out why.");
      case REVOKED ->
          new FleetException(
              ErrorCategory.HOST_KEY,
              host
                  + ": host key "
                  + fingerprint
                  + " is marked as revoked. Stop and find out who uses it.");
    };
  }

  @Override
  public List<String> findExistingAlgorithms(String address, int port) {
    List<String> algorithms = new ArrayList<>();
    for (String type : known.types(address, port)) {
      if (type.equals("ssh-rsa")) {
        // One type of key, three signature algorithms (RFC 8332).
        algorithms.addAll(List.of("rsa-sha2-512", "rsa-sha2-256"));
      }
      algorithms.add(type);
    }
    return algorithms;
  }
}
