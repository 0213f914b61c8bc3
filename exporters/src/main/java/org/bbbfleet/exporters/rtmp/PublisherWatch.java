package org.bbbfleet.exporters.rtmp;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Tells publishers that send from those that only stay connected: the server calls both publishing
 * and active, for ever, unless it is told to drop idle ones.
 */
final class PublisherWatch {
  private final Duration stalledAfter;
  private Map<Key, Progress> known = new HashMap<>();
  private Map<Key, Progress> next = new HashMap<>();

  PublisherWatch(Duration stalledAfter) {
    this.stalledAfter = stalledAfter;
  }

  /** Whether a stream has a publisher, and how that one does. */
  enum State {
    NONE,
    CONNECTED,
    ACTIVE,
    STALLED;

    private final String label = name().toLowerCase(Locale.ROOT);

    String label() {
      return label;
    }
  }

  /**
   * What was found out.
   *
   * @param idle how long nothing has come from it, as far as was seen
   */
  record Finding(State state, Duration idle, Optional<RtmpStat.Client> publisher) {}

  private record Key(int server, String application, String stream, String client) {}

  private record Progress(double bytes, double timestamp, long sinceNanos) {}

  /**
   * Looks at one stream. Call {@link #done} after the last of a page.
   *
   * @param server the place of its application on the page, since names may repeat
   */
  Finding look(int server, String application, RtmpStat.Stream stream, long nowNanos) {
    Optional<RtmpStat.Client> publisher = stream.publisher();
    if (publisher.isEmpty()) {
      return new Finding(State.NONE, Duration.ZERO, publisher);
    }
    RtmpStat.Client client = publisher.get();
    Key key = new Key(server, application, stream.name(), client.id());
    Progress old = known.get(key);
    // A page that shows neither says nothing about progress.
    boolean shown = !Double.isNaN(stream.bytesIn()) || !Double.isNaN(client.timestamp());
    boolean frozen =
        shown
            && old != null
            && Double.compare(old.bytes(), stream.bytesIn()) == 0
            && Double.compare(old.timestamp(), client.timestamp()) == 0;
    Progress progress = frozen ? old : new Progress(stream.bytesIn(), client.timestamp(), nowNanos);
    next.put(key, progress);
    Duration idle = Duration.ofNanos(nowNanos - progress.sinceNanos());
    boolean stalled = frozen && idle.compareTo(stalledAfter) >= 0;
    State state = client.active() ? (stalled ? State.STALLED : State.ACTIVE) : State.CONNECTED;
    return new Finding(state, idle, publisher);
  }

  /** Forgets the publishers that the page no longer had. */
  void done() {
    known = next;
    next = new HashMap<>();
  }
}
