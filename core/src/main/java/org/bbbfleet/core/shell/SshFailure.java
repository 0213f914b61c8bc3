package org.bbbfleet.core.shell;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import net.schmizz.sshj.connection.channel.OpenFailException;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.userauth.UserAuthException;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/** Says what went wrong between us and one host: what was tried, what came back, what cures it. */
final class SshFailure {
  private final SshTarget host;
  private final SshOptions options;

  SshFailure(SshTarget host, SshOptions options) {
    this.host = host;
    this.options = options;
  }

  /** A login that failed; the banner is what the host said to the user meanwhile. */
  FleetException login(Exception e, KeyRing.Offer offer, String banner) {
    String said = banner == null ? "" : banner;
    if (said.contains("System is booting up") || said.contains("System is going down")) {
      return unreachable(
          "does not let " + host.user() + " in yet: " + Words.cut(said) + " Wait for it.", e);
    }
    if (e instanceof UserAuthException) {
      String tried = String.join(", ", offer.names());
      String locked = offer.locked().stream().map(Path::toString).collect(Collectors.joining(", "));
      return new FleetException(
          ErrorCategory.AUTHENTICATION,
          where()
              + " refused the login of "
              + host.user()
              + " with "
              + tried
              + (said.isBlank() ? "" : " and said: " + Words.cut(said))
              + (locked.isEmpty() ? "" : " (" + locked + " is locked: nobody gave its passphrase)")
              + ". Add the public key to ~/.ssh/authorized_keys of "
              + host.user()
              + ", or set ansible_user or ansible_ssh_private_key_file.",
          e);
    }
    if (e instanceof OpenFailException refused) {
      return unreachable(
          "is not let through by the jump host ("
              + Words.cut(String.valueOf(refused.getMessage()))
              + "). Is the host up and reachable from there, and does sshd there allow"
              + " AllowTcpForwarding?",
          e);
    }
    if (e instanceof SocketTimeoutException) {
      return unreachable(
          "did not answer within "
              + Words.of(host.connectTimeout())
              + ". Is the host up, and does a firewall drop us?",
          e);
    }
    if (e instanceof NoRouteToHostException) {
      return unreachable("has no route from here: " + e.getMessage() + ". Is the host up?", e);
    }
    if (e instanceof ConnectException) {
      return unreachable(
          "refused the connection (" + e.getMessage() + "). Does sshd run there on this port?", e);
    }
    if (e instanceof UnknownHostException) {
      return unreachable(
          "can't be found: no address for this name. Set ansible_host or mend the DNS.", e);
    }
    return unreachable(
        "broke the login off ("
            + Words.cut(String.valueOf(e.getMessage()))
            + "). Is it sshd that listens there? If many logins run at once: MaxStartups.",
        e);
  }

  /** Whether sshd hung up before it said who it is, as it does when too many come at once. */
  static boolean turnedAway(Exception e) {
    String reason = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return e instanceof TransportException
            && (reason.contains("closed connection during identification")
                || reason.contains("broken transport; encountered eof"))
        || reason.contains("connection reset")
        || reason.contains("broken pipe");
  }

  FleetException loginTimedOut(Exception e) {
    return new FleetException(
        ErrorCategory.TIMEOUT,
        where()
            + " took a connection but did not finish the login within "
            + Words.of(options.loginTimeout())
            + ". Is the host overloaded, or does its DNS hang (UseDNS)?",
        e);
  }

  FleetException key(Path file, Exception e) {
    return authentication(
        "the private key "
            + file
            + " can't be used: "
            + Words.cut(String.valueOf(e.getMessage()))
            + ". Set ansible_ssh_private_key_file.",
        e);
  }

  /** A key whose passphrase nobody knows, or which none of those given opens. */
  FleetException locked(Path file, boolean tried) {
    return authentication(
        "the private key "
            + file
            + (tried ? " does not open with the passphrase given" : " needs a passphrase")
            + ". Give --key-passphrase-file, set ansible_ssh_private_key_passphrase (best in a"
            + " vault), or load the key into an ssh-agent.",
        null);
  }

  FleetException noKey() {
    return authentication(
        "there is no private key to log in with: no "
            + SshPaths.home().resolve(".ssh/id_ed25519")
            + ", no such file. Set ansible_ssh_private_key_file, give --private-key, or start an"
            + " ssh-agent.",
        null);
  }

  private FleetException authentication(String what, Exception e) {
    return new FleetException(ErrorCategory.AUTHENTICATION, host.name() + ": " + what, e);
  }

  /** The connection broke while something ran on it. */
  FleetException lost(Exception e) {
    String reason = e == null || e.getMessage() == null ? "no reason given" : e.getMessage();
    return unreachable(
        "ended the connection while it was in use ("
            + Words.cut(reason)
            + "). Is the host up? Try again.",
        e);
  }

  private FleetException unreachable(String what, Exception e) {
    return new FleetException(ErrorCategory.UNREACHABLE, where() + " " + what, e);
  }

  private String where() {
    return host.name() + ": " + host.where();
  }
}
