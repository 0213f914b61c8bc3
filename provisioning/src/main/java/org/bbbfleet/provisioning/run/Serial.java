package org.bbbfleet.provisioning.run;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * In which batches hosts are worked on, one batch after another; the last size repeats.
 *
 * @param sizes the batches' sizes; empty for all hosts at once
 */
public record Serial(List<Share> sizes) {
  /** All hosts at once. */
  public static final Serial ALL = new Serial(List.of());

  public Serial {
    sizes = List.copyOf(sizes);
  }

  /**
   * Reads {@code 2}, {@code 20%} or {@code 1,5,20%}.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static Serial parse(String text) {
    List<Share> sizes = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      Share size = Share.parse(part);
      if (size.number() == 0) {
        throw new IllegalArgumentException("a batch of \"" + part + "\" has no hosts");
      }
      sizes.add(size);
    }
    return new Serial(sizes);
  }

  /** The batches of a list; a batch has at least one. */
  public <T> List<List<T>> batches(List<T> all) {
    List<List<T>> batches = new ArrayList<>();
    int from = 0;
    while (from < all.size()) {
      int size =
          sizes.isEmpty()
              ? all.size()
              : Math.max(1, sizes.get(Math.min(batches.size(), sizes.size() - 1)).of(all.size()));
      int to = Math.min(all.size(), from + size);
      batches.add(List.copyOf(all.subList(from, to)));
      from = to;
    }
    return batches;
  }

  @Override
  public String toString() {
    return sizes.stream().map(Share::toString).collect(Collectors.joining(","));
  }
}
