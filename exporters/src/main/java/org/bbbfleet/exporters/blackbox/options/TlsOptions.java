package org.bbbfleet.exporters.blackbox.options;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bbbfleet.core.config.Section;

/**
 * {@code tls_config}. Files are read when they are needed, so that a module may name one that is
 * not there yet.
 *
 * @param ca the only authorities to trust; empty trusts Java's
 * @param certificate our own certificate, where the server wants one
 * @param key its key
 * @param serverName whom the certificate must name, if not the target
 * @param insecure whether any certificate is taken
 * @param versions the versions of TLS that are offered; empty is Java's choice
 */
public record TlsOptions(
    Optional<Pem> ca,
    Optional<Pem> certificate,
    Optional<Pem> key,
    Optional<String> serverName,
    boolean insecure,
    Set<String> versions) {
  private static final List<String> NAMES = List.of("TLS10", "TLS11", "TLS12", "TLS13");
  private static final List<String> JAVA = List.of("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");

  /** A text in PEM, given as it is or as a file. Its text may be a key: never printed. */
  public record Pem(Optional<String> text, Optional<String> file) {
    @Override
    public String toString() {
      return file.orElse("<inline>");
    }
  }

  /** What holds without a {@code tls_config}. */
  public static TlsOptions usual() {
    return read(Section.of("", java.util.Map.of()));
  }

  /** Reads a {@code tls_config}. */
  public static TlsOptions read(Section options) {
    Optional<Pem> certificate = pem(options, "cert");
    Optional<Pem> key = pem(options, "key");
    if (certificate.isPresent() != key.isPresent()) {
      options.problem(
          certificate.isPresent() ? "cert_file" : "key_file",
          "needs both a certificate and its key: give cert_file and key_file.");
    }
    return new TlsOptions(
        pem(options, "ca"),
        certificate,
        key,
        options.string("server_name").filter(name -> !name.isEmpty()),
        options.flag("insecure_skip_verify", false),
        versions(options));
  }

  private static Optional<Pem> pem(Section options, String key) {
    Optional<String> text = options.string(key).filter(t -> !t.isEmpty());
    Optional<String> file = options.string(key + "_file").filter(t -> !t.isEmpty());
    if (text.isPresent() && file.isPresent()) {
      options.problem(key, "is given twice: keep one of " + key + " and " + key + "_file.");
    }
    return text.isPresent() || file.isPresent()
        ? Optional.of(new Pem(text, file))
        : Optional.empty();
  }

  private static Set<String> versions(Section options) {
    Optional<String> least = options.string("min_version");
    Optional<String> most = options.string("max_version");
    int from = index(options, "min_version", least, 0);
    int to = index(options, "max_version", most, NAMES.size() - 1);
    return (least.isEmpty() && most.isEmpty()) || from > to
        ? Set.of()
        : new LinkedHashSet<>(JAVA.subList(from, to + 1));
  }

  private static int index(Section options, String key, Optional<String> name, int fallback) {
    if (name.isPresent() && !NAMES.contains(name.get())) {
      options.problem(key, "must be one of " + String.join(", ", NAMES));
      return fallback;
    }
    return name.map(NAMES::indexOf).orElse(fallback);
  }

  /** For a client of Vert.x. */
  public ClientSSLOptions client() {
    ClientSSLOptions tls =
        new ClientSSLOptions()
            .setTrustAll(insecure)
            .setHostnameVerificationAlgorithm(insecure ? "" : "HTTPS");
    if (!insecure) {
      ca.ifPresent(
          pem -> {
            PemTrustOptions trust = new PemTrustOptions();
            pem.text().ifPresent(text -> trust.addCertValue(Buffer.buffer(text)));
            pem.file().ifPresent(trust::addCertPath);
            tls.setTrustOptions(trust);
          });
    }
    if (certificate.isPresent() && key.isPresent()) {
      PemKeyCertOptions own = new PemKeyCertOptions();
      certificate.get().text().ifPresent(text -> own.addCertValue(Buffer.buffer(text)));
      certificate.get().file().ifPresent(own::addCertPath);
      key.get().text().ifPresent(text -> own.addKeyValue(Buffer.buffer(text)));
      key.get().file().ifPresent(own::addKeyPath);
      tls.setKeyCertOptions(own);
    }
    if (!versions.isEmpty()) {
      tls.setEnabledSecureTransportProtocols(versions);
    }
    return tls;
  }
}
