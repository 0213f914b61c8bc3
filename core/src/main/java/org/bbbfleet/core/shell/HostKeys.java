package org.bbbfleet.core.shell;

import java.security.PublicKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.transport.verification.HostKeyVerifier;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/** Decides on the key that one host shows, and keeps the reason when it is refused. */
final class HostKeys implements HostKeyVerifier {
  private final String host;
  private final SshTarget target;
  private final List<KnownHosts> known;
  private volatile FleetException refusal;

  HostKeys(SshTarget target) {
    this.host = target.name();
    this.target = target;
    this.known = target.known().stream().map(KnownHosts::new).toList();
  }

  /** Why the key was refused; null when it was not. */
  FleetException refusal() {
    return refusal;
  }

  @Override
  public boolean verify(String address, int port, PublicKey key) {
    try {
      KnownHosts.Verdict verdict = check(name(address), port(port), key);
      if (verdict == KnownHosts.Verdict.UNKNOWN && target.policy() == HostKeyPolicy.ACCEPT_NEW) {
        verdict = known.get(0).add(name(address), port(port), key);
      }
      refusal = refuse(verdict, name(address), port(port), key);
    } catch (FleetException e) {
      refusal = e;
    }
    return refusal == null;
  }

  // A host that is known by an alias is known by it alone, whatever its port is.
  private String name(String address) {
    return target.knownAs().orElse(address);
  }

  private int port(int port) {
    return target.knownAs().isPresent() ? 22 : port;
  }

  private KnownHosts.Verdict check(String address, int port, PublicKey key) {
    List<KnownHosts.Verdict> all = known.stream().map(k -> k.check(address, port, key)).toList();
    return Stream.of(
            KnownHosts.Verdict.REVOKED, KnownHosts.Verdict.KNOWN, KnownHosts.Verdict.CHANGED)
        .filter(all::contains)
        .findFirst()
        .orElse(KnownHosts.Verdict.UNKNOWN);
  }

  private String fingerprints(String address, int port) {
    return known.stream()
        .flatMap(k -> k.fingerprints(address, port).stream())
        .distinct()
        .collect(Collectors.joining(", "));
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
                  + fingerprints(address, port)
                  + "). If you re-installed it: fleet ssh forget "
                  + address
                  + (port == 22 ? "" : " --port " + port)
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
    Set<String> types = new LinkedHashSet<>();
    known.forEach(k -> types.addAll(k.types(name(address), port(port))));
    for (String type : types) {
      if (type.equals("ssh-rsa")) {
        // One type of key, three signature algorithms (RFC 8332).
        algorithms.addAll(List.of("rsa-sha2-512", "rsa-sha2-256"));
      }
      algorithms.add(type);
    }
    return algorithms;
  }
}
