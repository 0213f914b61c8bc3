package org.bbbfleet.exporters.bbbservices;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads another program's page in Prometheus's text format, line by line; what is no sample is
 * passed over, and a page is read no further than its bound.
 *
 * @see <a
 *     href="https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format">Text
 *     format</a>
 */
final class TextFormat {
  private static final int MOST_SAMPLES = 2000;
  private static final int MOST_LABELS = 16;
  private static final int LONGEST_LINE = 4096;

  private final String line;
  private int at;

  private TextFormat(String line) {
    this.line = line;
  }

  /** A line of the page: a metric's name, its labels and its value. */
  record Sample(String name, Map<String, String> labels, double value) {}

  static List<Sample> read(String page) {
    List<Sample> samples = new ArrayList<>();
    for (String line : (Iterable<String>) page.lines()::iterator) {
      if (samples.size() == MOST_SAMPLES) {
        break;
      }
      if (line.length() <= LONGEST_LINE && !line.startsWith("#")) {
        new TextFormat(line).sample().ifPresent(samples::add);
      }
    }
    return samples;
  }

  private Optional<Sample> sample() {
    String name = word();
    Map<String, String> labels = new LinkedHashMap<>();
    if (at < line.length() && line.charAt(at) == '{' && !labels(labels)) {
      return Optional.empty();
    }
    String[] rest = line.substring(at).strip().split("\\s+", 2);
    try {
      double value = Double.parseDouble(rest[0].equals("+Inf") ? "Infinity" : rest[0]);
      return name.isEmpty() || !Double.isFinite(value)
          ? Optional.empty()
          : Optional.of(new Sample(name, labels, value));
    } catch (NumberFormatException e) {
      // No sample: the next line may be one.
      return Optional.empty();
    }
  }

  private String word() {
    int from = at;
    while (at < line.length() && wordPart(line.charAt(at))) {
      at++;
    }
    return line.substring(from, at);
  }

  private static boolean wordPart(char c) {
    return c == '_'
        || c == ':'
        || c >= '0' && c <= '9'
        || c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z';
  }

  /** Reads {@code {name="value",…}}; false when it is not whole. */
  private boolean labels(Map<String, String> labels) {
    at++;
    while (at < line.length() && labels.size() <= MOST_LABELS) {
      skip(" ,");
      if (at < line.length() && line.charAt(at) == '}') {
        at++;
        return true;
      }
      String name = word();
      skip(" ");
      if (name.isEmpty() || !line.startsWith("=", at)) {
        return false;
      }
      at++;
      skip(" ");
      Optional<String> value = quoted();
      if (value.isEmpty()) {
        return false;
      }
      labels.put(name, value.get());
    }
    return false;
  }

  private void skip(String chars) {
    while (at < line.length() && chars.indexOf(line.charAt(at)) >= 0) {
      at++;
    }
  }

  private Optional<String> quoted() {
    if (!line.startsWith("\"", at)) {
      return Optional.empty();
    }
    StringBuilder value = new StringBuilder();
    for (at++; at < line.length(); at++) {
      char c = line.charAt(at);
      if (c == '"') {
        at++;
        return Optional.of(value.toString());
      }
      if (c == '\\' && at + 1 < line.length()) {
        at++;
        value.append(line.charAt(at) == 'n' ? '\n' : line.charAt(at));
      } else {
        value.append(c);
      }
    }
    return Optional.empty();
  }
}
