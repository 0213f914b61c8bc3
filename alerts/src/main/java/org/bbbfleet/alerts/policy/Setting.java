package org.bbbfleet.alerts.policy;

import static java.util.Objects.requireNonNull;

/**
 * A value and where it was written.
 *
 * @param where {@code file:line}, or {@link #SHIPPED}
 */
public record Setting<T>(T value, String where) {
  /** Where a value comes from that no file changes. */
  public static final String SHIPPED = "shipped default";

  public Setting {
    requireNonNull(value, "value is null");
    requireNonNull(where, "where is null");
  }

  static <T> Setting<T> shipped(T value) {
    return new Setting<>(value, SHIPPED);
  }
}
