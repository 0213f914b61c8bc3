package org.bbbfleet.bench;

import java.util.Locale;
import java.util.Optional;

/**
 * One measured number.
 *
 * @param what what was measured, as a table's row says it
 * @param value the number
 * @param unit its unit, such as {@code ms}, {@code MB}, {@code ×}
 * @param aim what it should be, where that was said before it was measured
 */
public record Figure(String what, double value, String unit, Optional<Aim> aim) {

  /** A bound that was set before measuring. */
  public record Aim(Direction direction, double bound) {
    /** Which side of the bound is good. */
    public enum Direction {
      AT_MOST,
      AT_LEAST
    }

    /** Good up to the bound. */
    public static Aim atMost(double bound) {
      return new Aim(Direction.AT_MOST, bound);
    }

    /** Good from the bound on. */
    public static Aim atLeast(double bound) {
      return new Aim(Direction.AT_LEAST, bound);
    }

    boolean met(double value) {
      return direction == Direction.AT_MOST ? value <= bound : value >= bound;
    }
  }

  /** The number with its unit, short enough to read. */
  public String shown() {
    return number(value) + " " + unit;
  }

  /** The aim and whether it was met; empty without one. */
  public String judged() {
    return aim.map(
            a ->
                (a.direction() == Aim.Direction.AT_MOST ? "≤ " : "≥ ")
                    + number(a.bound())
                    + " "
                    + unit
                    + (a.met(value) ? " ✓" : " ✗ missed"))
        .orElse("");
  }

  private static String number(double value) {
    double size = Math.abs(value);
    if (size >= 100 || value == Math.rint(value)) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return String.format(Locale.ROOT, size >= 10 ? "%.1f" : size >= 0.1 ? "%.2f" : "%.4f", value);
  }
}
