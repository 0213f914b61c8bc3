package org.bbbfleet.exporters.bbb;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bbbfleet.core.metrics.Distribution;
import org.bbbfleet.core.metrics.Samples;

/** What one answer of getMeetings adds up to. Of people only numbers are kept. */
final class Meetings {
  /** Labels come from outside: beyond this many, the rest counts as one. */
  private static final int MOST_LABELS = 100;

  private static final String OTHER = "other";

  private final Distribution participants = of(BbbMetrics.ROOM_PARTICIPANTS.buckets());
  private final Distribution listeners = of(BbbMetrics.ROOM_LISTENERS.buckets());
  private final Distribution voices = of(BbbMetrics.ROOM_VOICE_PARTICIPANTS.buckets());
  private final Distribution videos = of(BbbMetrics.ROOM_VIDEO_PARTICIPANTS.buckets());
  private final Map<String, Integer> clients = new LinkedHashMap<>();
  private final Map<List<String>, Integer> origins = new LinkedHashMap<>();
  private final List<Id> ids = new ArrayList<>();
  private int count;
  private int largest;

  /**
   * One meeting's identity.
   *
   * @param internal BigBlueButton's own, unique for each run of a meeting
   */
  record Id(String internal, boolean breakout) {}

  /** One meeting as it is read. */
  static final class Meeting {
    String internalId = "";
    boolean breakout;
    int participants;
    int listeners;
    int voices;
    int videos;
    String originServer = "";
    String originName = "";
    final Map<String, Integer> clients = new LinkedHashMap<>();
  }

  void add(Meeting meeting) {
    count++;
    largest = Math.max(largest, meeting.participants);
    participants.observe(meeting.participants);
    listeners.observe(meeting.listeners);
    voices.observe(meeting.voices);
    videos.observe(meeting.videos);
    meeting.clients.forEach((type, n) -> merge(clients, type, OTHER, n));
    merge(
        origins,
        List.of(meeting.originServer, meeting.originName),
        List.of(OTHER, OTHER),
        meeting.participants);
    if (!meeting.internalId.isEmpty()) {
      ids.add(new Id(meeting.internalId, meeting.breakout));
    }
  }

  int count() {
    return count;
  }

  /** The meetings of which the server told an internal id. */
  List<Id> ids() {
    return List.copyOf(ids);
  }

  void writeTo(Samples samples) {
    samples
        .put(BbbMetrics.MEETINGS, count)
        .put(BbbMetrics.PARTICIPANTS, participants.sum())
        .put(BbbMetrics.PARTICIPANTS_MAX, largest)
        .put(BbbMetrics.LISTENERS, listeners.sum())
        .put(BbbMetrics.VOICE_PARTICIPANTS, voices.sum())
        .put(BbbMetrics.VIDEO_PARTICIPANTS, videos.sum())
        .put(BbbMetrics.ROOM_PARTICIPANTS, participants)
        .put(BbbMetrics.ROOM_LISTENERS, listeners)
        .put(BbbMetrics.ROOM_VOICE_PARTICIPANTS, voices)
        .put(BbbMetrics.ROOM_VIDEO_PARTICIPANTS, videos);
    clients.forEach((type, n) -> samples.put(BbbMetrics.PARTICIPANT_CLIENTS, n, type));
    origins.forEach(
        (origin, n) ->
            samples.put(BbbMetrics.PARTICIPANTS_ORIGIN, n, origin.get(0), origin.get(1)));
  }

  private static <K> void merge(Map<K, Integer> map, K key, K other, int n) {
    map.merge(map.containsKey(key) || map.size() < MOST_LABELS ? key : other, n, Integer::sum);
  }

  private static Distribution of(List<Double> buckets) {
    return new Distribution(buckets);
  }
}
