package org.bbbfleet.exporters.rtmp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts the connections that published each stream. A stream is remembered for a while after its
 * end, so that a publisher that comes and goes is one story.
 */
final class PublisherConnects {
  private static final long MEMORY_NANOS = Duration.ofMinutes(15).toNanos();

  private final Map<List<String>, Count> counts = new HashMap<>();
  private final int most;

  /**
   * @param most how many streams are remembered
   */
  PublisherConnects(int most) {
    this.most = most;
  }

  private static final class Count {
    private String client = "";
    private long connects;
    private long seenNanos;
  }

  /** Takes in that a stream has this publisher. */
  void published(String application, String stream, String client, long nowNanos) {
    List<String> key = List.of(application, stream);
    Count count = counts.get(key);
    if (count == null) {
      if (counts.size() >= most) {
        return;
      }
      count = new Count();
      counts.put(key, count);
    }
    if (count.connects == 0 || !count.client.equals(client)) {
      count.connects++;
      count.client = client;
    }
    count.seenNanos = nowNanos;
  }

  /** A stream and how many connections have published it. */
  record Connects(String application, String stream, long count) {}

  /** All streams that are remembered. */
  List<Connects> all(long nowNanos) {
    counts.values().removeIf(count -> nowNanos - count.seenNanos > MEMORY_NANOS);
    List<Connects> all = new ArrayList<>();
    counts.forEach((key, count) -> all.add(new Connects(key.get(0), key.get(1), count.connects)));
    return all;
  }
}
