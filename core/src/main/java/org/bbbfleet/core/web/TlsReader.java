package org.bbbfleet.core.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.config.Suggestion;

/** Reads {@code tls_server_config}; what is wrong becomes a problem of the section. */
final class TlsReader {
  private static final List<String> VERSIONS = List.of("TLS10", "TLS11", "TLS12", "TLS13");

  private final Section section;
  private final Path directory;

  /**
   * @param directory where relative file names begin
   */
  TlsReader(Section section, Path directory) {
    this.section = section;
    this.directory = directory;
  }

  TlsSettings read() {
    String certificates = required("cert");
    String key = required("key");
    Optional<String> authorities = text("client_ca");
    ClientAuthType type = clientAuth();
    List<String> names = section.strings("client_allowed_sans", List.of());
    checkCertificates("cert", certificates);
    authorities.ifPresent(pem -> checkCertificates("client_ca", pem));
    if (type.verifies() && authorities.isEmpty()) {
      section.problem("client_auth_type", "verifies certificates, so it needs client_ca_file");
    }
    if (type == ClientAuthType.NO_CLIENT_CERT && authorities.isPresent()) {
      section.problem(
          "client_ca", "is of no use without client_auth_type: RequireAndVerifyClientCert");
    }
    if (!names.isEmpty()
        && type != ClientAuthType.REQUIRE_ANY_CLIENT_CERT
        && type != ClientAuthType.REQUIRE_AND_VERIFY_CLIENT_CERT) {
      section.problem("client_allowed_sans", "needs client_auth_type: RequireAndVerifyClientCert");
    }
    Set<String> versions = versions();
    List<String> suites = suites();
    // Java orders the suites of a server by the server's preference and chooses curves by itself.
    section.flag("prefer_server_cipher_suites", true);
    section.strings("curve_preferences", List.of());
    return new TlsSettings(
        certificates, new Secret(key), type, authorities, names, versions, suites);
  }

  private ClientAuthType clientAuth() {
    String word = section.string("client_auth_type", "NoClientCert");
    Optional<ClientAuthType> type = ClientAuthType.of(word);
    if (type.isEmpty()) {
      section.problem("client_auth_type", "must be one of " + ClientAuthType.words());
    }
    return type.orElse(ClientAuthType.NO_CLIENT_CERT);
  }

  // Java 17 refuses what is older than TLS 1.2 whatever a file says, so it is read as TLS12.
  private Set<String> versions() {
    int from = version("min_version", "TLS12");
    int to = version("max_version", "TLS13");
    Set<String> versions = new TreeSet<>();
    if (to >= 2 && from <= 2) {
      versions.add("TLSv1.2");
    }
    if (to >= 3) {
      versions.add("TLSv1.3");
    }
    if (to < from) {
      section.problem("max_version", "is below min_version");
    } else if (versions.isEmpty()) {
      section.problem("max_version", "leaves no version that is safe: TLS12 or TLS13");
    }
    return versions;
  }

  private int version(String key, String fallback) {
    int found = VERSIONS.indexOf(section.string(key, fallback));
    if (found < 0) {
      section.problem(key, "must be one of " + String.join(", ", VERSIONS));
      return VERSIONS.indexOf(fallback);
    }
    return found;
  }

  private List<String> suites() {
    List<String> wanted = section.strings("cipher_suites", List.of());
    try {
      Set<String> known =
          new TreeSet<>(
              List.of(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites()));
      List<String> suites = new ArrayList<>();
      for (String suite : wanted) {
        if (known.contains(suite)) {
          suites.add(suite);
        } else {
          section.problem(
              "cipher_suites",
              "has " + suite + ", which Java does not know." + Suggestion.sentence(suite, known));
        }
      }
      return suites;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has TLS", e);
    }
  }

  private void checkCertificates(String key, String pem) {
    if (pem.isEmpty()) {
      return;
    }
    try {
      ClientTrust.certificates(pem);
    } catch (CertificateException e) {
      section.problem(key, "is not a certificate in PEM");
    } catch (GeneralSecurityException e) {
      section.problem(key, "can't be read");
    }
  }

  private String required(String key) {
    Optional<String> text = text(key);
    if (text.isEmpty() && !section.keys().contains(key + "_file")) {
      section.problem(key + "_file", "is missing");
    }
    return text.orElse("");
  }

  /** The text of {@code KEY}, or of the file that {@code KEY_file} names. */
  private Optional<String> text(String key) {
    Optional<String> inline = section.string(key).filter(text -> !text.isBlank());
    Optional<String> file = section.string(key + "_file").filter(name -> !name.isBlank());
    if (inline.isPresent() && file.isPresent()) {
      section.problem(key, "is given twice: keep " + key + "_file only.");
    }
    return inline.or(() -> file.flatMap(name -> content(key + "_file", directory.resolve(name))));
  }

  private Optional<String> content(String key, Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (IOException e) {
      section.problem(
          key, file + " can't be read (" + e.getClass().getSimpleName() + ") by this user");
      return Optional.empty();
    }
  }
}
