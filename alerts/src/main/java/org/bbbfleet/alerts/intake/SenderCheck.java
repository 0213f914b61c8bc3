package org.bbbfleet.alerts.intake;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.bbbfleet.core.config.Secret;

/** Whether a request comes from somebody who may send notifications. */
final class SenderCheck {
  private final IntakeConfig config;
  private final Optional<Secret> basic;

  SenderCheck(IntakeConfig config) {
    this.config = config;
    this.basic = config.basic().map(b -> new Secret(b.user() + ":" + b.password().reveal()));
  }

  /** What is to be answered. */
  enum Verdict {
    ALLOWED,
    /** Nothing was presented that we know. */
    UNKNOWN,
    /** What was presented is wrong. */
    WRONG
  }

  Verdict check(HttpServerRequest request) {
    if (knownCertificate(request)) {
      return Verdict.ALLOWED;
    }
    String given = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (given == null) {
      return Verdict.UNKNOWN;
    }
    String[] words = given.strip().split(" +", 2);
    String value = words.length == 2 ? words[1] : "";
    return switch (words[0].toLowerCase(Locale.ROOT)) {
      case "bearer" -> value.isEmpty() ? Verdict.UNKNOWN : verdict(config.token().matches(value));
      case "basic" ->
          basic.map(pair -> verdict(pair.matches(decoded(value)))).orElse(Verdict.UNKNOWN);
      default -> Verdict.UNKNOWN;
    };
  }

  /** What the sender is asked for. */
  List<String> challenges() {
    return basic.isPresent()
        ? List.of("Bearer realm=\"fleet\"", "Basic realm=\"fleet\"")
        : List.of("Bearer realm=\"fleet\"");
  }

  private static Verdict verdict(boolean right) {
    return right ? Verdict.ALLOWED : Verdict.WRONG;
  }

  private static String decoded(String value) {
    try {
      return new String(Base64.getDecoder().decode(value.strip()), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      // Not base64: nobody's password.
      return "";
    }
  }

  /** TLS has checked the certificate by then; here only its owner's name is left to be compared. */
  private boolean knownCertificate(HttpServerRequest request) {
    if (config.clients().isEmpty() || request.sslSession() == null) {
      return false;
    }
    try {
      Certificate[] chain = request.sslSession().getPeerCertificates();
      return chain.length > 0
          && chain[0] instanceof X509Certificate leaf
          && commonName(leaf).filter(config.clients()::contains).isPresent();
    } catch (SSLPeerUnverifiedException e) {
      // It has none: then it must present something else.
      return false;
    }
  }

  private static Optional<String> commonName(X509Certificate certificate) {
    try {
      return new LdapName(certificate.getSubjectX500Principal().getName())
          .getRdns().stream()
              .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
              .map(rdn -> String.valueOf(rdn.getValue()))
              .findFirst();
    } catch (InvalidNameException e) {
      return Optional.empty();
    }
  }
}
