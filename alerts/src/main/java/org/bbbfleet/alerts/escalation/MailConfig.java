package org.bbbfleet.alerts.escalation;

import java.util.List;
import java.util.Optional;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.config.Section;

/**
 * How mail is sent.
 *
 * @param host the mail server
 * @param port its port
 * @param tls how the connection is secured
 * @param login the user and password it wants, if any
 * @param from the sender's address
 * @param to the receivers' addresses
 */
public record MailConfig(
    String host, int port, Tls tls, Optional<Login> login, String from, List<String> to) {

  /** A user and its password. */
  public record Login(String user, Secret password) {}

  /** How a connection is secured. */
  public enum Tls {
    /** STARTTLS, and no mail without it. */
    STARTTLS,
    /** STARTTLS if the server offers it. */
    OFFERED,
    /** TLS from the first byte. */
    TLS,
    /** Not at all. */
    NONE
  }

  public MailConfig {
    to = List.copyOf(to);
  }

  /** From {@code escalation: mail:} of the service's configuration; empty when it is not there. */
  public static Optional<MailConfig> read(Section section) {
    if (section.keys().isEmpty()) {
      return Optional.empty();
    }
    String server = section.required("smarthost", "Name the mail server: mail.example.org:587");
    int colon = server.lastIndexOf(':');
    int port = 25;
    if (colon > 0) {
      try {
        port = Integer.parseInt(server.substring(colon + 1));
      } catch (NumberFormatException e) {
        section.problem("smarthost", "must be host:port, not " + server);
      }
    }
    String from = section.required("from", "Name the sender: fleet@example.org");
    List<String> to = section.strings("to", List.of());
    if (to.isEmpty()) {
      section.problem("to", "names nobody");
    }
    String tls = section.string("tls", "starttls");
    Tls secured =
        switch (tls) {
          case "starttls" -> Tls.STARTTLS;
          case "offered" -> Tls.OFFERED;
          case "tls" -> Tls.TLS;
          case "none" -> Tls.NONE;
          default -> {
            section.problem("tls", "must be starttls, offered, tls or none, not " + tls);
            yield Tls.STARTTLS;
          }
        };
    Optional<String> user = section.string("user");
    Optional<Secret> password = section.secret("password");
    if (user.isPresent() != password.isPresent()) {
      section.problem("user", "and password_file belong together");
    }
    return Optional.of(
        new MailConfig(
            colon > 0 ? server.substring(0, colon) : server,
            port,
            secured,
            user.flatMap(name -> password.map(secret -> new Login(name, secret))),
            from,
            to));
  }
}
