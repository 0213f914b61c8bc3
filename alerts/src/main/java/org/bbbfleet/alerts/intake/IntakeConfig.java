package org.bbbfleet.alerts.intake;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.Set;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.config.Section;

/**
 * Who may send notifications, and how many.
 *
 * @param token the bearer token that a sender presents
 * @param basic a user and password that do as well
 * @param clients common names of client certificates that do as well, where the listener asks for
 *     certificates and checks them
 * @param perSecond how many notifications one source may send in the long run
 * @param burst how many it may send at once after a pause
 * @param mostBytes the longest notification
 * @param atOnce how many are held in memory at the same moment
 * @param backlog how many may wait in the journal to be worked off
 */
public record IntakeConfig(
    Secret token,
    Optional<Basic> basic,
    Set<String> clients,
    int perSecond,
    int burst,
    int mostBytes,
    int atOnce,
    long backlog) {

  /** A user and its password. */
  public record Basic(String user, Secret password) {}

  public IntakeConfig {
    requireNonNull(basic, "basic is null");
    clients = Set.copyOf(clients);
    if (token.reveal().isBlank()) {
      throw new IllegalArgumentException("the webhook's token is empty");
    }
  }

  /** A token, and bounds that a storm of 10,000 alerts in a minute stays below. */
  public static IntakeConfig standard(Secret token) {
    return new IntakeConfig(token, Optional.empty(), Set.of(), 500, 2000, 1024 * 1024, 64, 50_000);
  }

  /** From the {@code intake} section of the service's configuration. */
  public static IntakeConfig read(Section section, Secret token) {
    IntakeConfig standard = standard(token);
    Optional<String> user = section.string("basic_user");
    Optional<Secret> password = section.secret("basic_password");
    if (user.isPresent() != password.isPresent()) {
      section.problem("basic_user", "and basic_password_file belong together");
    }
    return new IntakeConfig(
        token,
        user.flatMap(name -> password.map(secret -> new Basic(name, secret))),
        Set.copyOf(section.strings("client_certificates", java.util.List.of())),
        section.integer("per_second", standard.perSecond, 1, 100_000),
        section.integer("burst", standard.burst, 1, 1_000_000),
        section.integer("most_bytes", standard.mostBytes, 1024, 64 * 1024 * 1024),
        section.integer("at_once", standard.atOnce, 1, 4096),
        section.integer("backlog", (int) standard.backlog, 1, 10_000_000));
  }
}
