package org.bbbfleet.core.inventory;

/**
 * A variable as it was written.
 *
 * @param raw text, number, boolean, list, map, null, or {@link Unsafe}; texts may be templates
 * @param where the place, as {@code file:line}
 */
record Value(Object raw, String where) {

  /** A text that is not a template, whatever it looks like ({@code !unsafe}). */
  record Unsafe(String text) {}

  /**
   * A text that stood encrypted in the file; it is not a template either.
   *
   * @param vault as it stands in the file
   * @param text what was in it
   */
  record Vaulted(String vault, String text) {
    @Override
    public String toString() {
      return "(secret)";
    }
  }
}
