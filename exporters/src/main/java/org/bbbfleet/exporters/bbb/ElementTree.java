package org.bbbfleet.exporters.bbb;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The elements of a document that a reader wants, by their places in it. What is not in the tree is
 * passed over with all that is in it.
 *
 * @param <E> what the reader calls its elements
 */
final class ElementTree<E> {
  private final Map<String, ElementTree<E>> children = new HashMap<>();
  private Optional<E> element = Optional.empty();

  /** Adds an element by its path from the outermost one: {@code response/returncode}. */
  ElementTree<E> add(String path, E wanted) {
    ElementTree<E> at = this;
    for (String name : path.split("/")) {
      at = at.children.computeIfAbsent(name, n -> new ElementTree<>());
    }
    at.element = Optional.of(wanted);
    return this;
  }

  /** What is below, or null: this is asked for every element of every answer. */
  ElementTree<E> child(String name) {
    return children.get(name);
  }

  Optional<E> element() {
    return element;
  }

  /** Whether its text is wanted: an element of which nothing below is. */
  boolean leaf() {
    return children.isEmpty();
  }
}
