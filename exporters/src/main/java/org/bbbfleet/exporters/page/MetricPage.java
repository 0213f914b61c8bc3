package org.bbbfleet.exporters.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bbbfleet.exporters.page.PageFailure.Failed;

/**
 * Reads a page in Prometheus's text format, as programs that export themselves write it. Lines that
 * are none are passed over; what is kept is bounded.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">Exposition
 *     formats</a>
 */
public final class MetricPage {
  private static final int MAX_SAMPLES = 50_000;
  private static final int MAX_LABELS = 32;

  private MetricPage() {}

  /**
   * A line of the page.
   *
   * @param value may be NaN or infinite, as the format allows
   */
  public record Sample(String name, Map<String, String> labels, double value) {
    /** The value of a label, empty when it has none of that name. */
    public String label(String label) {
      return labels.getOrDefault(label, "");
    }
  }

  /**
   * All samples of a page.
   *
   * @throws Failed OTHER_SERVER when it has not a single one, TOO_LARGE when it has crowds
   */
  public static List<Sample> parse(String page) throws Failed {
    List<Sample> samples = new ArrayList<>();
    int from = 0;
    while (from < page.length()) {
      int end = page.indexOf('\n', from);
      int to = end < 0 ? page.length() : end;
      Optional<Sample> sample = new Line(page, from, to).sample();
      if (sample.isPresent()) {
        if (samples.size() >= MAX_SAMPLES) {
          throw new Failed(PageFailure.TOO_LARGE, "more than " + MAX_SAMPLES + " samples");
        }
        samples.add(sample.get());
      }
      from = to + 1;
    }
    if (samples.isEmpty()) {
      throw new Failed(PageFailure.OTHER_SERVER, "the page has no metrics");
    }
    return samples;
  }

  /** One line, read from left to right. */
  private static final class Line {
    private final String page;
    private final int end;
    private int at;

    Line(String page, int from, int end) {
      this.page = page;
      this.at = from;
      this.end = end;
    }

    Optional<Sample> sample() {
      spaces();
      String name = name();
      if (name.isEmpty()) {
        return Optional.empty();
      }
      spaces();
      Map<String, String> labels = new LinkedHashMap<>();
      if (at < end && page.charAt(at) == '{' && !labels(labels)) {
        return Optional.empty();
      }
      spaces();
      int start = at;
      while (at < end && page.charAt(at) > ' ') {
        at++;
      }
      return number(page.substring(start, at)).map(value -> new Sample(name, labels, value));
    }

    private String name() {
      int start = at;
      while (at < end && isNamePart(page.charAt(at))) {
        at++;
      }
      boolean digit = at > start && Character.isDigit(page.charAt(start));
      return digit ? "" : page.substring(start, at);
    }

    private static boolean isNamePart(char c) {
      return c >= 'a' && c <= 'z'
          || c >= 'A' && c <= 'Z'
          || c >= '0' && c <= '9'
          || c == '_'
          || c == ':';
    }

    private boolean labels(Map<String, String> labels) {
      at++;
      while (at < end) {
        spaces();
        if (at < end && page.charAt(at) == '}') {
          at++;
          return true;
        }
        String label = name();
        spaces();
        if (label.isEmpty() || !skip('=')) {
          return false;
        }
        spaces();
        Optional<String> value = quoted();
        if (value.isEmpty() || labels.size() >= MAX_LABELS) {
          return false;
        }
        labels.put(label, value.get());
        spaces();
        if (at < end && page.charAt(at) == ',') {
          at++;
        } else if (at >= end || page.charAt(at) != '}') {
          return false;
        }
      }
      return false;
    }

    private Optional<String> quoted() {
      if (!skip('"')) {
        return Optional.empty();
      }
      StringBuilder value = new StringBuilder();
      while (at < end) {
        char c = page.charAt(at++);
        if (c == '"') {
          return Optional.of(value.toString());
        }
        if (c == '\\' && at < end) {
          char escaped = page.charAt(at++);
          value.append(escaped == 'n' ? '\n' : escaped);
        } else {
          value.append(c);
        }
      }
      return Optional.empty();
    }

    private boolean skip(char wanted) {
      if (at < end && page.charAt(at) == wanted) {
        at++;
        return true;
      }
      return false;
    }

    private void spaces() {
      while (at < end && (page.charAt(at) == ' ' || page.charAt(at) == '\t')) {
        at++;
      }
    }

    private static Optional<Double> number(String text) {
      return switch (text) {
        case "+Inf", "Inf" -> Optional.of(Double.POSITIVE_INFINITY);
        case "-Inf" -> Optional.of(Double.NEGATIVE_INFINITY);
        case "NaN" -> Optional.of(Double.NaN);
        default -> {
          try {
            yield text.isEmpty() || Character.isLetter(text.charAt(text.length() - 1))
                ? Optional.empty()
                : Optional.of(Double.parseDouble(text));
          } catch (NumberFormatException e) {
            yield Optional.empty();
          }
        }
      };
    }
  }
}
