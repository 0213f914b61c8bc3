package org.bbbfleet.core.shell;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.inventory.Host;

/**
 * The user that scripts and uploads become by sudo, as Ansible's variables say it: {@code
 * ansible_become}, {@code ansible_become_user}, {@code ansible_become_password} (or {@code …_pass},
 * or {@code ansible_sudo_pass}). The password goes to sudo's standard input, only when sudo asks
 * for it, and never anywhere else.
 *
 * @param user who to become
 * @param password the login user's password, if sudo wants one
 */
record Become(String user, Optional<Secret> password) {
  /** How long sudo may take to let us in; it may have to ask a directory server. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Set<String> YES = Set.of("true", "yes", "on", "1", "y", "t");

  /**
   * What the host's variables ask for; empty when they ask for nothing, or for the user that logs
   * in anyway.
   *
   * @throws FleetException (INPUT) for a method other than sudo
   */
  static Optional<Become> of(Host host, String login) {
    if (!YES.contains(host.string("ansible_become").orElse("no").toLowerCase(Locale.ROOT))) {
      return Optional.empty();
    }
    String method = host.string("ansible_become_method").orElse("sudo");
    if (!method.equals("sudo")) {
      throw new FleetException(
          ErrorCategory.INPUT,
          host.name()
              + ": ansible_become_method is "
              + Words.cut(method)
              + ", and only sudo is known. Set it to sudo, or ansible_user=root.");
    }
    String user = host.string("ansible_become_user").orElse("root");
    if (!user.matches("[A-Za-z_][A-Za-z0-9_.-]*\\$?")) {
      throw new FleetException(
          ErrorCategory.INPUT,
          host.name() + ": ansible_become_user is no user name: " + Words.cut(user));
    }
    if (user.equals(login)) {
      return Optional.empty();
    }
    Optional<Secret> password =
        Stream.of("ansible_become_password", "ansible_become_pass", "ansible_sudo_pass")
            .flatMap(name -> host.string(name).stream())
            .findFirst()
            .map(Secret::new);
    if (password.filter(p -> p.reveal().matches("(?s).*[\\n\\r\\x00].*")).isPresent()) {
      throw new FleetException(
          ErrorCategory.INPUT,
          host.name() + ": ansible_become_password has a line break in it, which no password can.");
    }
    return Optional.of(new Become(user, password));
  }

  /**
   * The words before a command line. Every login shell takes them as they are: no quotes, no
   * redirection.
   *
   * @param prompt what sudo prints when it asks for the password
   */
  String words(String prompt) {
    String how = password.isPresent() ? "-S -p " + prompt : "-n";
    return "env LC_ALL=C sudo -H " + how + " -u " + user + " -- ";
  }

  /** A command line that reads nothing itself, so that an unwanted password does no harm. */
  String around(String line) {
    return words("fleet-become:") + line;
  }
}
