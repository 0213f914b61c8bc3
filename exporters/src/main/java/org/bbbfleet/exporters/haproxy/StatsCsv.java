package org.bbbfleet.exporters.haproxy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * HAProxy's statistics as CSV (management guide, "Statistics and monitoring"): a line of names that
 * begins with {@code # pxname,svname,}, then a line for each frontend, backend and server. Columns
 * are found by name, since each release adds some.
 */
final class StatsCsv {
  private static final int MOST_LINES = 5000;

  private StatsCsv() {}

  /** What a line is about. */
  enum Kind {
    FRONTEND,
    BACKEND,
    SERVER,
    OTHER
  }

  /** One line. */
  record Row(Map<String, Integer> columns, List<String> values) {
    String proxy() {
      return text("pxname");
    }

    String server() {
      return text("svname");
    }

    Kind kind() {
      return switch (server()) {
        case "" -> Kind.OTHER;
        case "FRONTEND" -> Kind.FRONTEND;
        case "BACKEND" -> Kind.BACKEND;
        // Listening sockets have lines of their own where "option socket-stats" is set.
        default -> text("type").equals("3") ? Kind.OTHER : Kind.SERVER;
      };
    }

    /** A field; empty when the release does not have it. */
    String text(String column) {
      Integer place = columns.get(column);
      return place == null || place >= values.size() ? "" : values.get(place);
    }

    /** A number; empty for what has none, as the answers of a proxy in TCP mode. */
    OptionalDouble number(String column) {
      String text = text(column);
      return text.matches("-?\\d{1,18}")
          ? OptionalDouble.of(Double.parseDouble(text))
          : OptionalDouble.empty();
    }
  }

  /** Reads an answer; empty when it is another one. */
  static Optional<List<Row>> parse(String text) {
    List<String> lines = text.lines().limit(MOST_LINES).toList();
    if (lines.isEmpty() || !lines.get(0).startsWith("# pxname,svname,")) {
      return Optional.empty();
    }
    Map<String, Integer> columns = new HashMap<>();
    List<String> names = fields(lines.get(0).substring(2));
    for (int i = 0; i < names.size(); i++) {
      columns.putIfAbsent(names.get(i), i);
    }
    return Optional.of(
        lines.stream()
            .skip(1)
            .filter(line -> !line.isBlank())
            .map(line -> new Row(columns, fields(line)))
            .toList());
  }

  /** The fields of a line: quoted where they hold a comma or a quote, which is then doubled. */
  static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        field.append(c);
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }
}
