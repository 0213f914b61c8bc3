package org.bbbfleet.exporters.blackbox.http;

import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.bbbfleet.core.config.Section;

/**
 * The options of an http module, named as blackbox_exporter names them.
 *
 * @param validStatusCodes the statuses that are a success; empty means 2xx
 * @param method GET or HEAD
 * @param followRedirects whether redirects are followed, ten at most
 * @param bodySizeLimit the largest body in bytes, after decompression; more is a failure
 * @param prefersIpv6 which version of IP is used where the target has both
 * @param fallsBack whether the other one is used where the target lacks the preferred
 * @param failIfSsl whether TLS is a failure
 * @param failIfNotSsl whether its absence is one
 * @param insecure whether any certificate is taken
 * @param caFile the only authorities to trust, as a PEM file; empty trusts Java's
 */
record HttpModule(
    TreeSet<Integer> validStatusCodes,
    String method,
    boolean followRedirects,
    int bodySizeLimit,
    boolean prefersIpv6,
    boolean fallsBack,
    boolean failIfSsl,
    boolean failIfNotSsl,
    boolean insecure,
    Optional<String> caFile) {

  private static final int DEFAULT_BODY_LIMIT = 64 * 1024 * 1024;

  static HttpModule read(Section options) {
    TreeSet<Integer> valid = new TreeSet<>();
    for (String code : options.strings("valid_status_codes", List.of())) {
      if (code.matches("[1-5]\\d\\d")) {
        valid.add(Integer.parseInt(code));
      } else {
        options.problem("valid_status_codes", "must hold statuses from 100 to 599, not " + code);
      }
    }
    Section tls = options.section("tls_config");
    return new HttpModule(
        valid,
        choice(options, "method", List.of("GET", "HEAD")),
        options.flag("follow_redirects", true),
        options.integer("body_size_limit", DEFAULT_BODY_LIMIT, 1, Integer.MAX_VALUE),
        choice(options, "preferred_ip_protocol", List.of("ip6", "ip4")).equals("ip6"),
        options.flag("ip_protocol_fallback", true),
        options.flag("fail_if_ssl", false),
        options.flag("fail_if_not_ssl", false),
        tls.flag("insecure_skip_verify", false),
        tls.string("ca_file"));
  }

  boolean accepts(int status) {
    return validStatusCodes.isEmpty()
        ? status >= 200 && status <= 299
        : validStatusCodes.contains(status);
  }

  ClientSSLOptions tls() {
    ClientSSLOptions tls =
        new ClientSSLOptions()
            .setTrustAll(insecure)
            .setHostnameVerificationAlgorithm(insecure ? "" : "HTTPS");
    caFile.ifPresent(file -> tls.setTrustOptions(new PemTrustOptions().addCertPath(file)));
    return tls;
  }

  /** The first choice is the default. */
  private static String choice(Section options, String key, List<String> choices) {
    String value = options.string(key, choices.get(0));
    if (!choices.contains(value)) {
      options.problem(key, "must be one of " + String.join(", ", choices));
      return choices.get(0);
    }
    return value;
  }
}
