package org.bbbfleet.exporters.blackbox.turn;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.exporters.blackbox.net.Target;

/**
 * A server to ask, as its URL (RFC 7065) names it: {@code turn:host:3478?transport=udp}.
 *
 * @param transport how it is reached
 * @param secret the shared secret of its {@code use-auth-secret}; without it only STUN is asked
 */
record TurnServer(String host, int port, Transport transport, Optional<Secret> secret) {
  private static final Pattern URL =
      Pattern.compile(
          "(stuns?|turns?):([^?]+)(?:\\?transport=(udp|tcp))?", Pattern.CASE_INSENSITIVE);

  /** How a server is reached. */
  enum Transport {
    UDP,
    TCP,
    TLS
  }

  /** Reads a URL; empty when it is none. */
  static Optional<TurnServer> parse(String url, Optional<Secret> secret) {
    Matcher m = URL.matcher(url.strip());
    if (!m.matches()) {
      return Optional.empty();
    }
    boolean tls = m.group(1).toLowerCase(Locale.ROOT).endsWith("s");
    Transport transport =
        tls ? Transport.TLS : "tcp".equalsIgnoreCase(m.group(3)) ? Transport.TCP : Transport.UDP;
    return Target.parse(m.group(2), tls ? 5349 : 3478)
        .map(at -> new TurnServer(at.host(), at.port(), transport, secret));
  }

  /** Reads a target's section of the targets file. */
  static TurnServer read(Section section) {
    String url = section.required("url", "For example turn:turn.example.org:3478?transport=udp");
    Optional<TurnServer> server = parse(url, section.secret("secret"));
    if (server.isEmpty()) {
      section.problem("url", "must be like turns:turn.example.org:443?transport=tcp");
    }
    return server.orElse(new TurnServer("localhost", 1, Transport.TCP, Optional.empty()));
  }

  /** A name that is valid for a minute, with the password that belongs to it. */
  record Credentials(String user, Secret password) {

    /** The key that signs requests in a realm (RFC 8489, 9.2.2). */
    byte[] key(String realm) {
      try {
        return MessageDigest.getInstance("MD5")
            .digest(
                (user + ":" + realm + ":" + password.reveal()).getBytes(StandardCharsets.UTF_8));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every JDK has MD5", e);
      }
    }
  }

  /** As BigBlueButton's clients get them (draft-uberti-behave-turn-rest). */
  static Credentials credentials(Secret secret, Instant now) {
    String user = now.plusSeconds(60).getEpochSecond() + ":fleet-probe";
    byte[] mac =
        StunMessage.hmac(
            secret.reveal().getBytes(StandardCharsets.UTF_8),
            user.getBytes(StandardCharsets.UTF_8));
    return new Credentials(user, new Secret(Base64.getEncoder().encodeToString(mac)));
  }
}
