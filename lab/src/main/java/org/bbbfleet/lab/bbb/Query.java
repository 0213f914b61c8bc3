package org.bbbfleet.lab.bbb;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A query string's decoded parameters; of repeated ones the first counts. */
record Query(Map<String, String> parameters) {
  /** Parses; bad escapes are kept as they are rather than refused. */
  static Query parse(String raw) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : raw.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        parameters.putIfAbsent(
            decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
      }
    }
    return new Query(parameters);
  }

  /** A parameter that is there and not empty. */
  Optional<String> get(String name) {
    return Optional.ofNullable(parameters.get(name)).filter(value -> !value.isEmpty());
  }

  int number(String name, int standard) {
    String text = get(name).orElse("");
    return text.matches("\\d{1,9}") ? Integer.parseInt(text) : standard;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
