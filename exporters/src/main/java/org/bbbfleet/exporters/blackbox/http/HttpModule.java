package org.bbbfleet.exporters.blackbox.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.exporters.blackbox.options.HeaderOptions;
import org.bbbfleet.exporters.blackbox.options.IpOptions;
import org.bbbfleet.exporters.blackbox.options.ProxyOptions;
import org.bbbfleet.exporters.blackbox.options.TextSource;
import org.bbbfleet.exporters.blackbox.options.TlsOptions;

/**
 * The options of an http module, named as blackbox_exporter names them.
 *
 * @param expectation what an answer must be
 * @param method the request's method
 * @param headers the request's headers
 * @param body the request's body
 * @param followRedirects whether redirects are followed, ten at most
 * @param bodyLimit the largest body in bytes, after decompression; more is a failure
 * @param compression in which the body must come, and is opened
 * @param http2 whether HTTP/2 is offered over TLS
 * @param ip which address is asked
 * @param tls how TLS is made
 * @param proxy through which the target is asked
 * @param proxyResolves whether the target's name is left to the proxy
 * @param unsupported what the module wants and we do not have
 */
record HttpModule(
    Expectation expectation,
    String method,
    HeaderOptions headers,
    Optional<TextSource> body,
    boolean followRedirects,
    long bodyLimit,
    Optional<String> compression,
    boolean http2,
    IpOptions ip,
    TlsOptions tls,
    Optional<ProxyOptions> proxy,
    boolean proxyResolves,
    List<String> unsupported) {

  private static final Pattern BYTES =
      Pattern.compile("(\\d{1,12})\\s*([KMGT]?)(?:i?B)?", Pattern.CASE_INSENSITIVE);

  static HttpModule read(Section options) {
    String method = options.string("method", "GET");
    if (!method.matches("[A-Za-z]{1,20}")) {
      options.problem("method", "must be a method such as GET, HEAD or POST");
      method = "GET";
    }
    HeaderOptions headers = HeaderOptions.read(options);
    return new HttpModule(
        Expectation.read(options),
        method.toUpperCase(Locale.ROOT),
        headers,
        TextSource.read(options, "body"),
        options.flag("follow_redirects", !options.flag("no_follow_redirects", false)),
        bytes(options, "body_size_limit"),
        compression(options, headers),
        options.flag("enable_http2", true),
        IpOptions.read(options),
        TlsOptions.read(options.section("tls_config")),
        ProxyOptions.read(options),
        options.flag("skip_resolve_phase_with_proxy", false),
        unsupported(options));
  }

  private static List<String> unsupported(Section options) {
    List<String> wants = new ArrayList<>();
    for (String key :
        List.of("fail_if_body_json_matches_cel", "fail_if_body_json_not_matches_cel", "no_proxy")) {
      options.string(key).ifPresent(v -> wants.add(key));
    }
    if (options.keys().contains("oauth2")) {
      options.section("oauth2").acceptRest();
      wants.add("oauth2");
    }
    for (String key : List.of("enable_http3", "proxy_from_environment")) {
      if (options.flag(key, false)) {
        wants.add(key);
      }
    }
    options
        .string("compression")
        .filter(name -> !Set.of("gzip", "deflate", "identity", "").contains(name))
        .ifPresent(name -> wants.add("compression: " + name));
    return wants;
  }

  private static Optional<String> compression(Section options, HeaderOptions headers) {
    Optional<String> name = options.string("compression").filter(n -> !n.isEmpty());
    Optional<String> accepted = headers.written("Accept-Encoding");
    if (name.isPresent()
        && accepted.isPresent()
        && !accepted.get().contains(name.get())
        && !accepted.get().contains("*")) {
      options.problem(
          "compression",
          "is "
              + name.get()
              + ", which the header Accept-Encoding does not ask for. Add it there.");
    }
    return name.filter(n -> !n.equals("identity"));
  }

  private static long bytes(Section options, String key) {
    Optional<String> text = options.string(key);
    if (text.isEmpty()) {
      return Long.MAX_VALUE;
    }
    Matcher m = BYTES.matcher(text.get().strip());
    if (!m.matches()) {
      options.problem(key, "must be a size such as 1MB or 500KB");
      return Long.MAX_VALUE;
    }
    long number = Long.parseLong(m.group(1));
    int power = "KMGT".indexOf(m.group(2).toUpperCase(Locale.ROOT));
    long factor = m.group(2).isEmpty() ? 1 : 1L << (10 * (power + 1));
    return number == 0 ? Long.MAX_VALUE : number * factor;
  }

  /** The statuses as a set, from texts. */
  static TreeSet<Integer> statuses(Section options) {
    TreeSet<Integer> valid = new TreeSet<>();
    for (String code : options.strings("valid_status_codes", List.of())) {
      if (code.matches("[1-9]\\d\\d")) {
        valid.add(Integer.parseInt(code));
      } else {
        options.problem("valid_status_codes", "must hold statuses such as 200, not " + code);
      }
    }
    return valid;
  }
}
