package org.bbbfleet.provisioning.role;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bbbfleet.core.config.Durations;

/**
 * A variable of the inventory that a role reads: declared once, and from then on its default, its
 * shape and its meaning are the same for the role, for {@code fleet inventory check} and for the
 * documentation.
 *
 * @param <T> what a role gets when it asks for it
 */
public final class Variable<T> {
  private final String name;
  private final Shape<T> shape;
  private final String meaning;
  private final Optional<T> fallback;
  private final String shownFallback;
  private final Need need;
  private final Secrecy secrecy;

  /** Whether a host can do without it. */
  public enum Need {
    OPTIONAL,
    REQUIRED
  }

  /** Whether its value may be shown. */
  public enum Secrecy {
    OPEN,
    SECRET
  }

  /**
   * What values a variable takes.
   *
   * @param name what people call it: {@code list of texts}
   * @param demand the end of "it must be": {@code a list}
   * @param reader gives the value; throws {@link IllegalArgumentException} for what it is not
   */
  record Shape<T>(String name, Supplier<String> demand, Function<Object, T> reader) {
    Shape(String name, String demand, Function<Object, T> reader) {
      this(name, () -> demand, reader);
    }
  }

  private Variable(
      String name,
      Shape<T> shape,
      String meaning,
      Optional<T> fallback,
      String shownFallback,
      Need need,
      Secrecy secrecy) {
    this.name = requireNonNull(name, "name is null");
    this.shape = requireNonNull(shape, "shape is null");
    this.meaning = requireNonNull(meaning, "meaning is null");
    this.fallback = requireNonNull(fallback, "fallback is null");
    this.shownFallback = requireNonNull(shownFallback, "shownFallback is null");
    this.need = requireNonNull(need, "need is null");
    this.secrecy = requireNonNull(secrecy, "secrecy is null");
  }

  private static <T> Variable<T> of(
      String name, Shape<T> shape, String meaning, Optional<T> fallback, String shown) {
    return new Variable<>(name, shape, meaning, fallback, shown, Need.OPTIONAL, Secrecy.OPEN);
  }

  /** A text; the empty one when it is not set. */
  public static Variable<String> text(String name, String meaning) {
    return of(name, Shapes.TEXT, meaning, Optional.of(""), "–");
  }

  /** A name in the DNS, {@code bbb.example.org}; the empty text when it is not set. */
  public static Variable<String> domain(String name, String meaning) {
    return of(name, Shapes.DOMAIN, meaning, Optional.of(""), "–");
  }

  /**
   * An absolute path on the host, of letters, digits and {@code . _ @ + -}.
   *
   * @param fallback what it is when it is not set; may be empty
   */
  public static Variable<String> path(String name, String fallback, String meaning) {
    String shown = fallback.isEmpty() ? "–" : fallback;
    return of(name, Shapes.PATH, meaning, Optional.of(fallback), shown);
  }

  /** An amount of memory as systemd takes it, {@code 384M}. */
  public static Variable<String> memory(String name, String fallback, String meaning) {
    return of(name, Shapes.MEMORY, meaning, Optional.of(fallback), fallback);
  }

  /**
   * A text of one form.
   *
   * @param pattern what all of it must match
   * @param demand what that is, for people: {@code a time such as 15d}
   */
  public static Variable<String> form(
      String name, String pattern, String demand, String fallback, String meaning) {
    return of(name, Shapes.form("text", demand, pattern), meaning, Optional.of(fallback), fallback);
  }

  /** One of some words, the first of which is taken when it is not set. */
  public static Variable<String> choice(String name, List<String> words, String meaning) {
    return of(name, Shapes.choice(words), meaning, Optional.of(words.get(0)), words.get(0));
  }

  /** A duration: {@code 500ms}, {@code 15s}, {@code 5m}, {@code 2h}, {@code 1d}. */
  public static Variable<Duration> duration(String name, String fallback, String meaning) {
    return of(name, Shapes.DURATION, meaning, Optional.of(Durations.parse(fallback)), fallback);
  }

  /** A number that is not negative. */
  public static Variable<Double> number(String name, double fallback, String meaning) {
    return of(name, Shapes.NUMBER, meaning, Optional.of(fallback), Shapes.plain(fallback));
  }

  /** True or false; false when it is not set. */
  public static Variable<Boolean> flag(String name, String meaning) {
    return of(name, Shapes.FLAG, meaning, Optional.of(false), "false");
  }

  /** A list of texts; empty when it is not set. */
  public static Variable<List<String>> texts(String name, String meaning) {
    return of(name, Shapes.TEXTS, meaning, Optional.of(List.of()), "–");
  }

  /** A list of systemd's units; empty when it is not set. */
  public static Variable<List<String>> units(String name, String meaning) {
    return of(name, Shapes.UNITS, meaning, Optional.of(List.of()), "–");
  }

  /** A list of some words. */
  public static Variable<List<String>> choices(String name, List<String> words, String meaning) {
    return of(name, Shapes.choices(words), meaning, Optional.of(List.of()), "–");
  }

  /** A mapping; empty when it is not set. */
  public static Variable<Map<String, Object>> mapping(String name, String meaning) {
    return of(name, Shapes.MAPPING, meaning, Optional.of(Map.of()), "–");
  }

  /**
   * Lists of texts by name; empty when it is not set.
   *
   * @param names the names that a list may have; asked for when somebody sets it
   */
  public static Variable<Map<String, List<String>>> lists(
      String name, Supplier<Set<String>> names, String meaning) {
    return of(name, Shapes.lists(names), meaning, Optional.of(Map.of()), "–");
  }

  /**
   * The same with another value where it is not set.
   *
   * @param shown how the documentation names that value
   */
  public Variable<T> byDefault(T value, String shown) {
    return new Variable<>(name, shape, meaning, Optional.of(value), shown, need, secrecy);
  }

  /** The same, which every host of the role must have. */
  public Variable<T> required() {
    return new Variable<>(
        name, shape, meaning, Optional.empty(), "required", Need.REQUIRED, secrecy);
  }

  /** The same, which is never shown. */
  public Variable<T> secret() {
    return new Variable<>(name, shape, meaning, fallback, shownFallback, need, Secrecy.SECRET);
  }

  public String name() {
    return name;
  }

  /** What values it takes, in two words. */
  public String kind() {
    return shape.name();
  }

  /** What it is for, as half a sentence. */
  public String meaning() {
    return meaning;
  }

  /** What is taken where it is not set, for people. */
  public String shownDefault() {
    return shownFallback;
  }

  public Need need() {
    return need;
  }

  public Secrecy secrecy() {
    return secrecy;
  }

  /**
   * Its value where it is not set.
   *
   * @throws IllegalArgumentException when it is required
   */
  T fallback() {
    return fallback.orElseThrow(() -> new IllegalArgumentException("must be set"));
  }

  /**
   * What a value of the inventory means.
   *
   * @throws IllegalArgumentException when it has another shape; the message ends "it must be" and
   *     does not hold the value
   */
  T read(Object raw) {
    try {
      return shape.reader().apply(raw);
    } catch (IllegalArgumentException | ClassCastException e) {
      throw new IllegalArgumentException("must be " + shape.demand().get(), e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
