package org.bbbfleet.alerts.rules.rtmp;

import static org.bbbfleet.core.promql.Selector.metric;

import java.time.Duration;
import org.bbbfleet.alerts.rules.Evidence;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.rules.Severity;
import org.bbbfleet.exporters.rtmp.RtmpMetrics;

/**
 * The streams of an RTMP server: what comes in, and whether it goes out. Part of {@link RtmpRules}.
 */
public final class StreamRules {
  private static final Evidence EVIDENCE = new Evidence.FromCollector("rtmp");
  private static final Duration WINDOW = Duration.ofMinutes(10);

  private StreamRules() {}

  /** A publisher that has announced itself and never sent anything. */
  public static final Rule PUBLISHER_SILENT =
      new Rule(
          "RtmpPublisherSilent",
          metric(RtmpMetrics.PUBLISHERS).with("state", "connected").above(0),
          Duration.ofMinutes(2),
          Severity.WARNING,
          EVIDENCE,
          "A publisher is connected and has not sent any media.",
          "{{ $value }} publishers of application {{ $labels.application }} on {{ $labels.host }} are"
              + " connected without media.",
          """
          **Meaning.** A client publishes a stream, but no picture and no sound has come since it
          connected.

          **Impact.** The stream exists and shows nothing.

          **Diagnosis.** The publisher's own log: does its source give anything? A worker whose browser
          shows no page, or an encoder that waits for its input, looks like this.

          **Mitigation.** Mend the publisher's source, or restart its worker.
          """);

  /** A publisher that connects again and again. */
  public static final Rule PUBLISHER_RECONNECTS =
      new Rule(
          "RtmpPublisherReconnects",
          metric(RtmpMetrics.STREAM_PUBLISHER_CONNECTS).increase(WINDOW).above(4),
          Duration.ofMinutes(1),
          Severity.WARNING,
          EVIDENCE,
          "A publisher connects again and again.",
          "The stream {{ $labels.stream }} of application {{ $labels.application }} on"
              + " {{ $labels.host }} had {{ $value | humanize }} new publishers in 10 minutes.",
          """
          **Meaning.** The connection that publishes this stream has been replaced more than four times
          in ten minutes.

          **Impact.** Viewers lose the stream each time; players that don't reconnect stay black.

          **Diagnosis.** nginx's error log says who closed the connection (`drop idle publisher`,
          `ping timeout`, `on_publish` refused); the worker's log says why ffmpeg ended.

          **Mitigation.** Mend the network or the worker. If two workers publish one stream, stop one.
          """);

  /** Sound and picture far apart. */
  public static final Rule OUT_OF_SYNC =
      new Rule(
          "RtmpSoundAndPictureApart",
          metric(RtmpMetrics.STREAM_AV_OFFSET)
              .above(2)
              .or(metric(RtmpMetrics.STREAM_AV_OFFSET).below(-2)),
          Duration.ofMinutes(1),
          Severity.WARNING,
          EVIDENCE,
          "A stream's sound and picture are apart.",
          "In the stream {{ $labels.stream }} of application {{ $labels.application }} on"
              + " {{ $labels.host }} sound is {{ $value | humanizeDuration }} ahead of the picture.",
          """
          **Meaning.** The last sound and the last picture that the publisher sent differ by more than
          two seconds of media time. A number that only grows: one of the two has stopped.

          **Impact.** Viewers hear what they don't see, or nothing, or see nothing.

          **Diagnosis.** `rtmp_stream_audio_bits_per_second` and `rtmp_stream_video_bits_per_second`
          say which of the two still comes. In a worker, pulseaudio gives the sound and ffmpeg grabs the
          picture; is the processor full?

          **Mitigation.** Restart the worker that publishes.
          """);

  /** Players that lose packets or get nothing. */
  public static final Rule PLAYERS_LOSE_PACKETS =
      new Rule(
          "RtmpPlayersLosePackets",
          metric(RtmpMetrics.STREAM_DROPS).increase(WINDOW).above(20),
          Duration.ofMinutes(2),
          Severity.WARNING,
          EVIDENCE,
          "Packets are dropped for players that are too slow.",
          "{{ $value | humanize }} packets of the stream {{ $labels.stream }} of application"
              + " {{ $labels.application }} on {{ $labels.host }} were dropped in 10 minutes.",
          """
          **Meaning.** The server drops what it can't send in time. It drops few packets per player and
          then sends that one nothing until the queue is empty, so small numbers count.

          **Impact.** Those viewers' picture stutters; a relay or transcoder that is too slow spoils the
          stream for all behind it.

          **Diagnosis.** One stream or all? All: this host's network card or uplink is full
          (`rtmp_send_bits_per_second`). One: `rtmp_stream_relays` and the transcoders' processor time.

          **Mitigation.** Lower the bit rate, add a relay, or give the transcoders more processors.
          """);

  /** Players to whom nothing goes. */
  public static final Rule PLAYERS_STALLED =
      new Rule(
          "RtmpPlayersStalled",
          metric(RtmpMetrics.STREAM_PLAYERS_STALLED).above(0),
          Duration.ofMinutes(1),
          Severity.WARNING,
          EVIDENCE,
          "A player or relay takes nothing from its stream.",
          "{{ $value }} players of the stream {{ $labels.stream }} of application"
              + " {{ $labels.application }} on {{ $labels.host }} get nothing although its publisher"
              + " sends.",
          """
          **Meaning.** A connection that plays the stream takes nothing any more. The server closes it
          by itself once its ping times out (90 s unless configured).

          **Impact.** Of a viewer: only this one sees a frozen picture. Of a relay or transcoder on this
          host: everybody behind it.

          **Diagnosis.** `rtmp_stream_relays` says whether there are relays. On this host: is an ffmpeg
          stopped (state T) or does it wait for storage (state D)?

          **Mitigation.** End the relay that stands still: nginx starts its `exec` programs again.
          """);
}
