package org.bbbfleet.exporters.bbb;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Numbers by what comes from outside: beyond a bound, the rest counts as one.
 *
 * @param <K> the label or labels
 */
final class Labels<K> {
  private static final int MOST = 100;

  private final Map<K, Integer> counts = new LinkedHashMap<>();
  private final K other;

  Labels(K other) {
    this.other = other;
  }

  void add(K key, int n) {
    boolean room = counts.size() < MOST || counts.containsKey(key);
    counts.merge(room ? key : other, n, Integer::sum);
  }

  void forEach(BiConsumer<K, Integer> taker) {
    counts.forEach(taker);
  }
}
