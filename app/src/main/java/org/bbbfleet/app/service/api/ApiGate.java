package org.bbbfleet.app.service.api;

import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * Lets those pass who may. The token comes as {@code Authorization: Bearer …}, or as {@code
 * X-Fleet-Token} where a proxy or a web configuration needs the first header for itself.
 */
final class ApiGate {
  static final String HEADER = "X-Fleet-Token";

  private static final String CALLER = ApiGate.class.getName();
  private static final String SCHEME = "bearer ";

  private final Tokens tokens;

  ApiGate(Tokens tokens) {
    this.tokens = tokens;
  }

  /** Goes on, or answers 401 or 403. */
  void check(Operation operation, RoutingContext http) {
    Optional<String> token = token(http);
    Optional<Caller> caller =
        token.isEmpty() ? Optional.of(tokens.anonymous()) : token.flatMap(tokens::callerOf);
    if (caller.isEmpty()) {
      http.response().putHeader("WWW-Authenticate", "Bearer realm=\"fleet\"");
      ApiAnswer.failure(http, 401, "this token is not known here");
    } else if (caller.get().access().includes(operation.access())) {
      http.put(CALLER, caller.get());
      http.next();
    } else if (token.isEmpty()) {
      http.response().putHeader("WWW-Authenticate", "Bearer realm=\"fleet\"");
      ApiAnswer.failure(
          http,
          401,
          "present a token (" + operation.access().label() + "): Authorization: Bearer …");
    } else {
      ApiAnswer.failure(
          http,
          403,
          caller.get().name()
              + " is "
              + caller.get().access().label()
              + "; this needs "
              + operation.access().label());
    }
  }

  /** Who was let pass. */
  static Caller caller(RoutingContext http) {
    return http.get(CALLER);
  }

  private static Optional<String> token(RoutingContext http) {
    String own = http.request().getHeader(HEADER);
    if (own != null) {
      return Optional.of(own.strip());
    }
    String header = http.request().getHeader("Authorization");
    return header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? Optional.of(header.substring(SCHEME.length()).strip())
        : Optional.empty();
  }
}
