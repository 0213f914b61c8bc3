package org.bbbfleet.exporters.blackbox.http;

import com.google.re2j.Pattern;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.exporters.blackbox.options.Expressions;

/**
 * What an answer must be, in the order in which it is judged.
 *
 * @param statuses the statuses that are a success; empty means 2xx
 * @param versions the versions of HTTP that are, {@code HTTP/1.1}; empty means any
 * @param badHeaders headers that must not match
 * @param goodHeaders headers that must match
 * @param badBody what the body must not match
 * @param goodBody what it must match
 * @param failIfSsl whether TLS is a failure
 * @param failIfNotSsl whether its absence is one
 */
record Expectation(
    Set<Integer> statuses,
    List<String> versions,
    List<HeaderRule> badHeaders,
    List<HeaderRule> goodHeaders,
    List<Pattern> badBody,
    List<Pattern> goodBody,
    boolean failIfSsl,
    boolean failIfNotSsl) {

  /** A header, what it matches, and whether its absence is accepted. */
  record HeaderRule(String header, Pattern pattern, boolean allowMissing) {}

  static Expectation read(Section options) {
    return new Expectation(
        HttpModule.statuses(options),
        options.strings("valid_http_versions", List.of()),
        rules(options, "fail_if_header_matches"),
        rules(options, "fail_if_header_not_matches"),
        Expressions.list(options, "fail_if_body_matches_regexp"),
        Expressions.list(options, "fail_if_body_not_matches_regexp"),
        options.flag("fail_if_ssl", false),
        options.flag("fail_if_not_ssl", false));
  }

  private static List<HeaderRule> rules(Section options, String key) {
    List<HeaderRule> rules = new ArrayList<>();
    for (Section one : options.sections(key)) {
      String header = one.required("header", "Name the header to look at.");
      if (one.string("regexp").orElse("").isEmpty()) {
        one.problem("regexp", "is missing. Give what the header's value is matched against.");
      }
      Optional<Pattern> pattern = Expressions.one(one, "regexp");
      boolean allowMissing = one.flag("allow_missing", false);
      pattern.ifPresent(p -> rules.add(new HeaderRule(header, p, allowMissing)));
    }
    return rules;
  }

  boolean looksAtBody() {
    return !badBody.isEmpty() || !goodBody.isEmpty();
  }

  /** Why the status is wrong, or nothing. */
  Optional<String> status(int status) {
    boolean good = statuses.isEmpty() ? status >= 200 && status <= 299 : statuses.contains(status);
    return good ? Optional.empty() : Optional.of("status " + status);
  }

  /** Why the headers are wrong, or nothing. */
  Optional<String> headers(HttpHeaders headers) {
    for (HeaderRule rule : badHeaders) {
      List<String> values = headers.getAll(rule.header());
      if (values.isEmpty() && !rule.allowMissing()) {
        return Optional.of("no header " + rule.header());
      }
      if (values.stream().anyMatch(value -> rule.pattern().matcher(value).find())) {
        return Optional.of("the header " + rule.header() + " matches " + rule.pattern());
      }
    }
    for (HeaderRule rule : goodHeaders) {
      List<String> values = headers.getAll(rule.header());
      if (values.isEmpty() && !rule.allowMissing()) {
        return Optional.of("no header " + rule.header());
      }
      if (!values.isEmpty()
          && values.stream().noneMatch(value -> rule.pattern().matcher(value).find())) {
        return Optional.of("the header " + rule.header() + " does not match " + rule.pattern());
      }
    }
    return Optional.empty();
  }

  /** Why the body is wrong, or nothing. Linear in the body: call it where that may take long. */
  Optional<String> body(byte[] body) {
    for (Pattern pattern : badBody) {
      if (pattern.matcher(body).find()) {
        return Optional.of("the body matches " + pattern);
      }
    }
    for (Pattern pattern : goodBody) {
      if (!pattern.matcher(body).find()) {
        return Optional.of("the body does not match " + pattern);
      }
    }
    return Optional.empty();
  }

  /** Why the version of HTTP is wrong, or nothing. */
  Optional<String> version(String version) {
    boolean good =
        versions.isEmpty()
            || versions.contains(version)
            || version.equals("HTTP/2.0") && versions.contains("HTTP/2");
    return good ? Optional.empty() : Optional.of("version " + version);
  }

  /** Why TLS or its absence is wrong, or nothing. */
  Optional<String> tls(boolean tls) {
    if (tls && failIfSsl) {
      return Optional.of("TLS, against the module");
    }
    return !tls && failIfNotSsl ? Optional.of("no TLS") : Optional.empty();
  }
}
