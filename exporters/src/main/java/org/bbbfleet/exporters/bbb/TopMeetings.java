package org.bbbfleet.exporters.bbb;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;

/** The largest meetings, a bounded number of them, for series of their own. */
final class TopMeetings {
  private static final Comparator<Meeting> BY_SIZE =
      Comparator.comparingInt(Meeting::participants)
          .thenComparing(m -> m.internalId, Comparator.reverseOrder());

  private final int most;
  private final Queue<Meeting> largest = new PriorityQueue<>(BY_SIZE);

  /**
   * @param most how many; 0 for none
   */
  TopMeetings(int most) {
    this.most = most;
  }

  void add(Meeting meeting) {
    if (most == 0 || meeting.internalId.isEmpty()) {
      return;
    }
    largest.add(meeting);
    if (largest.size() > most) {
      largest.remove();
    }
  }

  void writeTo(Samples samples, MeetingIds ids, long nowMillis) {
    for (Meeting meeting : largest) {
      String id = ids.hash(meeting.internalId);
      put(samples, BbbMetrics.MEETING_PARTICIPANTS, meeting, Count.PARTICIPANTS, id);
      put(samples, BbbMetrics.MEETING_VOICE_PARTICIPANTS, meeting, Count.VOICES, id);
      put(samples, BbbMetrics.MEETING_VIDEO_PARTICIPANTS, meeting, Count.VIDEOS, id);
      put(samples, BbbMetrics.MEETING_MODERATORS, meeting, Count.MODERATORS, id);
      meeting.createdMillis.ifPresent(
          at -> samples.put(BbbMetrics.MEETING_AGE, Math.max(0, nowMillis - at) / 1000.0, id));
    }
  }

  private static void put(Samples samples, Metric metric, Meeting meeting, Count count, String id) {
    meeting.count(count).ifPresent(n -> samples.put(metric, n, id));
  }
}
