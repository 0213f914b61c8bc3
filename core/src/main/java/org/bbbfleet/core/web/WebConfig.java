package org.bbbfleet.core.web;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bbbfleet.core.config.Section;

/**
 * What a {@code --web.config.file} says, in exporter-toolkit's format.
 *
 * @param tls how connections are secured; empty for plain HTTP
 * @param http2 whether HTTP/2 is offered over TLS
 * @param headers what every response carries
 * @param users bcrypt hashes of the passwords by user; empty asks for none
 * @param limit how many requests are served; empty for all
 */
public record WebConfig(
    Optional<TlsSettings> tls,
    boolean http2,
    Map<String, String> headers,
    Map<String, String> users,
    Optional<RateLimit> limit) {

  private static final List<String> HEADERS =
      List.of(
          "Content-Security-Policy",
          "X-Frame-Options",
          "X-Content-Type-Options",
          "X-XSS-Protection",
          "Strict-Transport-Security");

  private static final Pattern HASH = Pattern.compile("\\$2[aby]\\$(\\d\\d)\\$[./A-Za-z0-9]{53}");

  /** Each step doubles the work; at 17 one check takes about ten seconds. */
  private static final int HIGHEST_COST = 16;

  /**
   * A limit on all requests together.
   *
   * @param interval between two requests
   * @param burst how many may come at once after a pause
   */
  public record RateLimit(Duration interval, int burst) {}

  public WebConfig {
    headers = Map.copyOf(headers);
    users = Map.copyOf(users);
  }

  /** Without the hashes, which are not for logs. */
  @Override
  public String toString() {
    return "WebConfig[tls=" + tls.isPresent() + ", users=" + users.keySet() + "]";
  }

  /** Plain HTTP for everybody. */
  public static WebConfig open() {
    return new WebConfig(Optional.empty(), false, Map.of(), Map.of(), Optional.empty());
  }

  /**
   * Reads a file and the files that it names, which are relative to its directory.
   *
   * @throws org.bbbfleet.core.error.ProblemsException with everything that is wrong with it
   */
  public static WebConfig load(Path file) {
    Section root = Section.load(file);
    Path directory = file.toAbsolutePath().getParent();
    Section tls = root.section("tls_server_config");
    Optional<TlsSettings> settings =
        tls.keys().isEmpty() ? Optional.empty() : Optional.of(new TlsReader(tls, directory).read());
    Section http = root.section("http_server_config");
    boolean http2 = http.flag("http2", true);
    Map<String, String> headers = headers(http.section("headers"));
    Map<String, String> users = users(root.section("basic_auth_users"));
    Optional<RateLimit> limit = limit(root.section("rate_limit"));
    root.finish();
    return new WebConfig(settings, http2, headers, users, limit);
  }

  private static Map<String, String> headers(Section section) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String name : HEADERS) {
      section
          .string(name)
          .filter(value -> !value.isBlank())
          .ifPresent(value -> headers.put(name, value));
    }
    String frame = headers.get("X-Frame-Options");
    if (frame != null && !frame.equalsIgnoreCase("deny") && !frame.equalsIgnoreCase("sameorigin")) {
      section.problem("X-Frame-Options", "must be deny or sameorigin");
    }
    String sniff = headers.get("X-Content-Type-Options");
    if (sniff != null && !sniff.equalsIgnoreCase("nosniff")) {
      section.problem("X-Content-Type-Options", "must be nosniff");
    }
    headers.forEach(
        (name, value) -> {
          if (value.chars().anyMatch(c -> c < ' ' || c == 127)) {
            section.problem(name, "has a control character");
          }
        });
    return headers;
  }

  private static Map<String, String> users(Section section) {
    Map<String, String> users = new LinkedHashMap<>();
    for (String name : section.keys()) {
      String hash = section.string(name, "");
      Matcher form = HASH.matcher(hash);
      if (name.isEmpty() || name.contains(":")) {
        section.problem(name, "is not a user name: it is empty or has a colon");
      } else if (!form.matches()) {
        section.problem(
            name, "must be a bcrypt hash ($2y$10$…): htpasswd -nBC 10 '' | tr -d ':\\n'");
      } else if (Integer.parseInt(form.group(1)) > HIGHEST_COST
          || Integer.parseInt(form.group(1)) < 4) {
        section.problem(name, "must be a bcrypt hash of a cost from 4 to " + HIGHEST_COST);
      } else {
        users.put(name, hash);
      }
    }
    return users;
  }

  private static Optional<RateLimit> limit(Section section) {
    Duration interval = section.duration("interval", Duration.ZERO);
    int burst = section.integer("burst", 0, 0, 1_000_000);
    // As the toolkit has it: no interval, no limit.
    return interval.isZero() || interval.isNegative()
        ? Optional.empty()
        : Optional.of(new RateLimit(interval, Math.max(1, burst)));
  }
}
