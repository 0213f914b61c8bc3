package org.bbbfleet.exporters.freeswitch;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.bbbfleet.core.metrics.Distribution;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;

/**
 * The quality of many channels as three histograms, so that no channel is a series. Two moments are
 * kept apart: channels that were looked at by chance while they ran, and each channel at its end.
 */
final class RtpHistograms {
  private final Map<Moment, Histograms> moments = new EnumMap<>(Moment.class);

  /** When a channel was looked at; the closed set of a label. */
  enum Moment {
    RUNNING,
    END;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private record Histograms(Distribution mos, Distribution jitter, Distribution loss) {}

  /** From now on this moment's histograms are there, though nothing was observed yet. */
  synchronized void begin(Moment moment) {
    at(moment);
  }

  synchronized void observe(Moment moment, RtpQuality quality) {
    Histograms histograms = at(moment);
    histograms.mos().observe(quality.mos());
    histograms.jitter().observe(quality.jitterSeconds());
    histograms.loss().observe(quality.lossRatio());
  }

  synchronized void writeTo(Samples samples) {
    moments.forEach(
        (moment, histograms) -> {
          samples.put(CallMetrics.RTP_MOS, histograms.mos(), moment.label());
          samples.put(CallMetrics.RTP_JITTER, histograms.jitter(), moment.label());
          samples.put(CallMetrics.RTP_LOSS, histograms.loss(), moment.label());
        });
  }

  private Histograms at(Moment moment) {
    return moments.computeIfAbsent(
        moment,
        m ->
            new Histograms(
                of(CallMetrics.RTP_MOS), of(CallMetrics.RTP_JITTER), of(CallMetrics.RTP_LOSS)));
  }

  private static Distribution of(Metric metric) {
    return new Distribution(metric.buckets());
  }
}
