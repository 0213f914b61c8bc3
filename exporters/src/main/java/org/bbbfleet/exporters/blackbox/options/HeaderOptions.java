package org.bbbfleet.exporters.blackbox.options;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.config.Section;

/**
 * The headers that a request carries: {@code headers}, {@code http_headers} and those of {@code
 * basic_auth}, {@code authorization} and {@code bearer_token}.
 *
 * @param plain by name as it was written, in order
 * @param authorization makes the Authorization header, where there is one
 */
public record HeaderOptions(
    Map<String, List<TextSource>> plain, Optional<Authorization> authorization) {
  private static final String NAME = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

  /** Set by the protocol; a configuration that sets them would break the request. */
  private static final Set<String> RESERVED =
      Set.of("content-length", "transfer-encoding", "connection", "upgrade", "trailer", "te");

  /** How a request says who asks. */
  public sealed interface Authorization {
    /** A name and a password. */
    record Basic(Optional<TextSource> user, Optional<TextSource> password)
        implements Authorization {}

    /** A type, such as Bearer, and what follows it. */
    record Credentials(String type, TextSource credentials) implements Authorization {}
  }

  /** Reads the keys beside each other in a section. */
  public static HeaderOptions read(Section options) {
    Map<String, List<TextSource>> plain = new LinkedHashMap<>();
    Section simple = options.section("headers");
    for (String name : simple.keys()) {
      if (simple.values().get(name) instanceof Map) {
        sources(simple, name, plain);
      } else {
        simple.string(name).ifPresent(v -> put(simple, name, List.of(TextSource.of(v)), plain));
      }
    }
    Section rich = options.section("http_headers");
    rich.keys().forEach(name -> sources(rich, name, plain));
    return new HeaderOptions(plain, authorization(options));
  }

  /** Two sets of headers, the first's Authorization counting. */
  public HeaderOptions and(HeaderOptions more) {
    Map<String, List<TextSource>> all = new LinkedHashMap<>(plain);
    all.putAll(more.plain);
    return new HeaderOptions(all, authorization.or(() -> more.authorization));
  }

  private static void sources(Section all, String name, Map<String, List<TextSource>> into) {
    Section one = all.section(name);
    List<TextSource> values = new ArrayList<>();
    one.strings("values", List.of()).forEach(text -> values.add(TextSource.of(text)));
    one.strings("secrets", List.of()).forEach(text -> values.add(TextSource.of(text)));
    for (String file : one.strings("files", List.of())) {
      values.add(new TextSource(Optional.empty(), Optional.of(java.nio.file.Path.of(file))));
    }
    put(all, name, values, into);
  }

  private static void put(
      Section at, String name, List<TextSource> values, Map<String, List<TextSource>> into) {
    if (!name.matches(NAME)) {
      at.problem(name, "is not the name of a header");
    } else if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
      at.problem(name, "is a header that the protocol sets; leave it out");
    } else {
      into.put(name, values);
    }
  }

  private static Optional<Authorization> authorization(Section options) {
    List<Authorization> ways = new ArrayList<>();
    if (options.keys().contains("basic_auth")) {
      Section basic = options.section("basic_auth");
      ways.add(
          new Authorization.Basic(
              TextSource.read(basic, "username"), TextSource.read(basic, "password")));
    }
    if (options.keys().contains("authorization")) {
      Section bearer = options.section("authorization");
      String type = bearer.string("type", "Bearer");
      if (type.equalsIgnoreCase("basic")) {
        bearer.problem("type", "can't be basic. Use basic_auth.");
      }
      TextSource.read(bearer, "credentials")
          .ifPresentOrElse(
              text -> ways.add(new Authorization.Credentials(type, text)),
              () -> bearer.problem("credentials", "is missing. Give it or credentials_file."));
    }
    TextSource.read(options, "bearer_token")
        .ifPresent(text -> ways.add(new Authorization.Credentials("Bearer", text)));
    if (ways.size() > 1) {
      options.problem(
          "basic_auth",
          "and another authorization are given: keep one of basic_auth,"
              + " authorization, bearer_token.");
    }
    return ways.stream().findFirst();
  }

  /** The value of a header that is written in the configuration itself. */
  public Optional<String> written(String name) {
    return plain.entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .flatMap(header -> header.getValue().stream())
        .flatMap(source -> source.text().map(Secret::reveal).stream())
        .findFirst();
  }

  /** One header of a request. */
  public record Header(String name, String value) {}

  /** The headers' values of this moment; a file that can't be read fails it. */
  public Future<List<Header>> resolve(Vertx vertx) {
    Future<List<Header>> all = Future.succeededFuture(new ArrayList<>());
    for (Map.Entry<String, List<TextSource>> header : plain.entrySet()) {
      for (TextSource source : header.getValue()) {
        all = all.compose(so -> source.get(vertx).map(v -> with(so, header.getKey(), v)));
      }
    }
    return authorization.isEmpty()
        ? all
        : all.compose(
            so -> value(vertx, authorization.get()).map(v -> with(so, "Authorization", v)));
  }

  private static Future<String> value(Vertx vertx, Authorization authorization) {
    if (authorization instanceof Authorization.Basic basic) {
      TextSource none = TextSource.of("");
      return basic
          .user()
          .orElse(none)
          .get(vertx)
          .compose(
              user ->
                  basic
                      .password()
                      .orElse(none)
                      .get(vertx)
                      .map(
                          password ->
                              "Basic "
                                  + Base64.getEncoder()
                                      .encodeToString(
                                          (user.strip() + ":" + password.strip())
                                              .getBytes(StandardCharsets.UTF_8))));
    }
    Authorization.Credentials given = (Authorization.Credentials) authorization;
    return given.credentials().get(vertx).map(text -> given.type() + " " + text.strip());
  }

  private static List<Header> with(List<Header> headers, String name, String value) {
    List<Header> more = new ArrayList<>(headers);
    // A line break would begin another header.
    more.add(new Header(name, value.strip().replaceAll("[\\r\\n\\x00]+", " ")));
    return more;
  }
}
