package org.bbbfleet.provisioning.role;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.bbbfleet.core.config.Durations;
import org.bbbfleet.provisioning.resource.Handler;
import org.bbbfleet.provisioning.role.Variable.Shape;

/** The shapes that values of variables take, with Ansible's idea of what is true. */
final class Shapes {
  private static final Set<String> TRUE = Set.of("true", "yes", "on", "1");
  private static final Set<String> FALSE = Set.of("false", "no", "off", "0");
  private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";

  static final Shape<String> TEXT = new Shape<>("text", "a text", Shapes::scalar);
  static final Shape<String> DOMAIN =
      new Shape<>(
          "name",
          "a name such as bbb.example.org",
          raw -> matching(raw, LABEL + "(\\." + LABEL + ")*"));
  static final Shape<String> PATH =
      new Shape<>(
          "path",
          "an absolute path such as /var/lib/bbb-fleet/key",
          raw -> matching(raw, "(/[A-Za-z0-9._@+-]+)+"));
  static final Shape<String> MEMORY =
      new Shape<>("memory", "an amount such as 384M", raw -> matching(raw, "[0-9]{1,12}[KMGT]?"));
  static final Shape<Duration> DURATION =
      new Shape<>(
          "duration", "a duration such as 15s, 5m or 2h", raw -> Durations.parse(scalar(raw)));
  static final Shape<Double> NUMBER =
      new Shape<>("number", "a number of 0 or more", Shapes::number);
  static final Shape<Boolean> FLAG = new Shape<>("true or false", "true or false", Shapes::flag);
  static final Shape<List<String>> TEXTS = new Shape<>("list", "a list of texts", Shapes::texts);
  static final Shape<List<String>> UNITS =
      new Shape<>("list of units", "a list of units such as nginx.service", Shapes::units);
  static final Shape<Map<String, Object>> MAPPING =
      new Shape<>("mapping", "a mapping", Shapes::mapping);

  private Shapes() {}

  static Shape<String> form(String name, String demand, String pattern) {
    return new Shape<>(name, demand, raw -> matching(raw, pattern));
  }

  static Shape<String> choice(List<String> words) {
    return new Shape<>(
        String.join(", ", words), "one of " + String.join(", ", words), raw -> among(words, raw));
  }

  static Shape<List<String>> choices(List<String> words) {
    return new Shape<>(
        "list of " + String.join(", ", words),
        "a list of " + String.join(", ", words),
        raw -> texts(raw).stream().map(item -> among(words, item)).toList());
  }

  static Shape<Map<String, List<String>>> lists(Supplier<Set<String>> names) {
    return new Shape<>(
        "lists by name",
        () ->
            "a mapping of " + String.join(", ", new TreeSet<>(names.get())) + " to lists of texts",
        raw -> {
          List<String> sorted = names.get().stream().sorted().toList();
          Map<String, List<String>> lists = new LinkedHashMap<>();
          mapping(raw).forEach((name, list) -> lists.put(among(sorted, name), texts(list)));
          return lists;
        });
  }

  /** A number without a point that it does not need. */
  static String plain(double number) {
    return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
  }

  private static String among(List<String> words, Object raw) {
    String text = scalar(raw);
    if (!words.contains(text)) {
      throw new IllegalArgumentException("none of the words");
    }
    return text;
  }

  private static String matching(Object raw, String pattern) {
    String text = scalar(raw);
    if (!text.matches(pattern)) {
      throw new IllegalArgumentException("another form");
    }
    return text;
  }

  private static String scalar(Object raw) {
    if (raw instanceof String || raw instanceof Number || raw instanceof Boolean) {
      return raw.toString();
    }
    throw new IllegalArgumentException("not a text");
  }

  private static double number(Object raw) {
    double number = Double.parseDouble(scalar(raw));
    if (!(number >= 0) || Double.isInfinite(number)) {
      throw new IllegalArgumentException("negative or not a number");
    }
    return number;
  }

  private static boolean flag(Object raw) {
    String text = scalar(raw).toLowerCase(Locale.ROOT);
    if (TRUE.contains(text)) {
      return true;
    }
    if (FALSE.contains(text)) {
      return false;
    }
    throw new IllegalArgumentException("neither");
  }

  private static List<String> texts(Object raw) {
    return ((List<?>) raw).stream().map(Shapes::scalar).toList();
  }

  private static List<String> units(Object raw) {
    List<String> units = texts(raw);
    if (!units.stream().allMatch(Handler::isUnit)) {
      throw new IllegalArgumentException("not all are units");
    }
    return units;
  }

  private static Map<String, Object> mapping(Object raw) {
    Map<String, Object> entries = new LinkedHashMap<>();
    ((Map<?, ?>) raw).forEach((key, value) -> entries.put(scalar(key), value));
    return entries;
  }
}
