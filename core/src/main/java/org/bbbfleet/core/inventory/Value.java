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
}
