package org.bbbfleet.core.inventory;

/**
 * A variable as it was written.
 *
 * @param raw text, number, boolean, list, map, null, {@link Time}, {@link Unsafe} or {@link
 *     Vaulted}; texts may be templates
 * @param where the place, as {@code file:line}
 * @param secret whether it stood in an encrypted file
 */
public record Value(Object raw, String where, boolean secret) {

  /** A value that stood in the open. */
  public Value(Object raw, String where) {
    this(raw, where, false);
  }

  /** Whether the value, or a part of it, was encrypted where it stood. */
  public boolean hidden() {
    return secret || hidden(raw);
  }

  private static boolean hidden(Object part) {
    if (part instanceof Iterable<?> list) {
      for (Object item : list) {
        if (hidden(item)) {
          return true;
        }
      }
      return false;
    }
    return part instanceof java.util.Map<?, ?> map ? hidden(map.values()) : part instanceof Vaulted;
  }

  /**
   * A time that stood unquoted in YAML.
   *
   * @param iso as Python's {@code isoformat} writes it, which is what {@code ansible-inventory}
   *     prints
   */
  public record Time(String iso) {
    /** As Python's {@code str} writes it, which is what templates get. */
    public String text() {
      return iso.replace('T', ' ');
    }
  }

  /** A text that is not a template, whatever it looks like ({@code !unsafe}). */
  public record Unsafe(String text) {}

  /**
   * A text that stood encrypted in the file; it is not a template either.
   *
   * @param vault as it stands in the file
   * @param text what was in it
   */
  public record Vaulted(String vault, String text) {
    @Override
    public String toString() {
      return "(secret)";
    }
  }
}
