package org.bbbfleet.exporters.rtmp;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Watches those who play a stream. The server forgets a player's dropped packets when it leaves,
 * and who is dropped for leaves first; and it drops nothing more for a player that takes nothing at
 * all: that one's media time stands still while the publisher's goes on.
 */
final class PlayerWatch {
  private final Duration stalledAfter;
  private Map<Key, Player> players = new HashMap<>();
  private Map<Key, Player> nextPlayers = new HashMap<>();
  private Map<Key, Double> drops = new HashMap<>();
  private Map<Key, Double> nextDrops = new HashMap<>();

  PlayerWatch(Duration stalledAfter) {
    this.stalledAfter = stalledAfter;
  }

  private record Key(int server, String application, String stream, String client) {}

  private record Player(double dropped, double timestamp, long sinceNanos) {}

  /**
   * What was found out of a stream's players.
   *
   * @param dropped packets dropped for them since the stream was first seen
   * @param stalled how many of them get nothing although the publisher sends
   */
  record Finding(double dropped, int stalled) {}

  /** Looks at one stream; call {@link #done} after the last of a page. */
  Finding look(
      int server,
      String application,
      RtmpStat.Stream stream,
      PublisherWatch.State publisher,
      long nowNanos) {
    Key ofStream = new Key(server, application, stream.name(), "");
    double dropped = drops.getOrDefault(ofStream, 0.0);
    int stalled = 0;
    for (RtmpStat.Client client : stream.clients()) {
      if (client.publishing()) {
        continue;
      }
      Key key = new Key(server, application, stream.name(), client.id());
      Player old = players.getOrDefault(key, new Player(0, Double.NaN, nowNanos));
      double now = Double.isNaN(client.dropped()) ? 0 : client.dropped();
      // Less than before: another connection with the same number.
      dropped += now >= old.dropped() ? now - old.dropped() : now;
      boolean same = client.timestamp() == old.timestamp();
      boolean waits = same && publisher == PublisherWatch.State.ACTIVE;
      long since = waits ? old.sinceNanos() : nowNanos;
      nextPlayers.put(key, new Player(now, client.timestamp(), since));
      if (waits && nowNanos - since >= stalledAfter.toNanos()) {
        stalled++;
      }
    }
    nextDrops.put(ofStream, dropped);
    return new Finding(dropped, stalled);
  }

  /** Forgets the streams and players that the page no longer had. */
  void done() {
    players = nextPlayers;
    nextPlayers = new HashMap<>();
    drops = nextDrops;
    nextDrops = new HashMap<>();
  }
}
