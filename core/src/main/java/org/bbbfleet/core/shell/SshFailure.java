package org.bbbfleet.core.shell;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import net.schmizz.sshj.userauth.UserAuthException;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.inventory.Host;

/** Says what went wrong between us and one host: what was tried, what came back, what cures it. */
final class SshFailure {
  private final Host host;
  private final SshOptions options;

  SshFailure(Host host, SshOptions options) {
    this.host = host;
    this.options = options;
  }

  /** A login that failed; the banner is what the host said to the user meanwhile. */
  FleetException login(IOException e, List<Path> keys, String banner) {
    String said = banner == null ? "" : banner;
    if (said.contains("System is booting up") || said.contains("System is going down")) {
      return unreachable(
          "does not let " + host.user() + " in yet: " + Words.cut(said) + " Wait for it.", e);
    }
    if (e instanceof UserAuthException) {
      String tried = keys.stream().map(Path::toString).collect(Collectors.joining(", "));
      return new FleetException(
          ErrorCategory.AUTHENTICATION,
          where()
              + " refused the login of "
              + host.user()
              + " with "
              + tried
              + (said.isBlank() ? "" : " and said: " + Words.cut(said))
              + ". Add the public key to ~/.ssh/authorized_keys of "
              + host.user()
              + ", or set ansible_user or ansible_ssh_private_key_file.",
          e);
    }
    if (e instanceof SocketTimeoutException) {
      return unreachable(
          "did not answer within "
              + Words.of(options.connectTimeout())
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
    String reason = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    boolean locked = reason.contains("passphrase") || reason.contains("password");
    return new FleetException(
        ErrorCategory.AUTHENTICATION,
        host.name()
            + ": the private key "
            + file
            + " can't be used: "
            + (locked
                ? "it is protected by a passphrase, which is not supported. Use a key without one"
                : Words.cut(String.valueOf(e.getMessage())))
            + ". Set ansible_ssh_private_key_file.",
        e);
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
    return host.name() + ": SSH to " + host.address() + ":" + host.port();
  }
}
