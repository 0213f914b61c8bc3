package org.bbbfleet.exporters.bbb;

import java.util.List;
import org.bbbfleet.core.metrics.Metric;

/**
 * The distributions over rooms, with the buckets that somebody wants.
 *
 * @param participants by participants
 * @param listeners by listeners
 * @param voices by participants in the audio
 * @param videos by webcams
 */
record RoomMetrics(Metric participants, Metric listeners, Metric voices, Metric videos) {

  static final RoomMetrics USUAL =
      new RoomMetrics(
          BbbMetrics.ROOM_PARTICIPANTS,
          BbbMetrics.ROOM_LISTENERS,
          BbbMetrics.ROOM_VOICE_PARTICIPANTS,
          BbbMetrics.ROOM_VIDEO_PARTICIPANTS);

  /** A metric with other upper bounds, ascending and without {@code +Inf}. */
  static Metric with(Metric metric, List<Double> buckets) {
    return new Metric(metric.name(), metric.type(), metric.help(), metric.labels(), buckets);
  }
}
