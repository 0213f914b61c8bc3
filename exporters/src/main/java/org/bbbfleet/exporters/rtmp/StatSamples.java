package org.bbbfleet.exporters.rtmp;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;

/** Turns a page of statistics into samples, with hashed stream names and bounded labels. */
final class StatSamples {
  private static final int MAX_APPLICATIONS = 100;
  private static final int MAX_LABEL = 64;
  private static final Pattern UNPRINTABLE = Pattern.compile("[^ -~]");

  private final StreamNames names;
  private final PublisherWatch publishers;
  private final PlayerWatch players;
  private final PublisherConnects connects;
  private final int maxStreams;

  private StatSamples(
      StreamNames names, PublisherWatch publishers, PlayerWatch players, int maxStreams) {
    this.names = names;
    this.publishers = publishers;
    this.players = players;
    this.connects = new PublisherConnects(maxStreams);
    this.maxStreams = maxStreams;
  }

  static StatSamples of(RtmpOptions options) {
    return new StatSamples(
        new StreamNames(options.salt(), options.names()),
        new PublisherWatch(options.stalledAfter()),
        new PlayerWatch(options.stalledAfter()),
        options.maxStreams());
  }

  Samples of(RtmpStat stat, long nowNanos) {
    Samples samples = new Samples();
    samples.put(
        RtmpMetrics.INFO,
        1,
        label(stat.nginxVersion()),
        label(stat.rtmpVersion()),
        label(stat.compiler()),
        label(stat.built()));
    put(samples, RtmpMetrics.UPTIME, stat.uptime());
    put(samples, RtmpMetrics.ACCEPTED, stat.accepted());
    put(samples, RtmpMetrics.RECEIVED, stat.bytesIn());
    put(samples, RtmpMetrics.SENT, stat.bytesOut());
    put(samples, RtmpMetrics.RECEIVE_RATE, stat.bwIn());
    put(samples, RtmpMetrics.SEND_RATE, stat.bwOut());
    Set<String> shown = new HashSet<>();
    int hidden = 0;
    int place = 0;
    for (RtmpStat.Application application : stat.applications()) {
      String name = place < MAX_APPLICATIONS ? label(application.name()) : "other";
      samples.add(RtmpMetrics.STREAMS, application.streams().size(), name);
      samples.add(RtmpMetrics.VIEWERS, 0, name);
      samples.add(RtmpMetrics.VIDEO_VIEWERS, videoViewers(application), name);
      for (PublisherWatch.State state : PublisherWatch.State.values()) {
        if (state != PublisherWatch.State.NONE) {
          samples.add(RtmpMetrics.PUBLISHERS, 0, name, state.label());
        }
      }
      for (RtmpStat.Stream stream : application.streams()) {
        PublisherWatch.Finding finding =
            publishers.look(place, application.name(), stream, nowNanos);
        if (finding.publisher().isPresent()) {
          samples.add(RtmpMetrics.PUBLISHERS, 1, name, finding.state().label());
        }
        samples.add(RtmpMetrics.VIEWERS, stream.viewers(), name);
        PlayerWatch.Finding playing =
            players.look(place, application.name(), stream, finding.state(), nowNanos);
        String hash = names.label(application.name(), stream.name());
        if (shown.size() >= maxStreams || !shown.add(name + "/" + hash)) {
          hidden++;
        } else {
          stream(samples, stream, finding, name, hash);
          samples.put(RtmpMetrics.STREAM_DROPS, playing.dropped(), name, hash);
          samples.put(RtmpMetrics.STREAM_PLAYERS_STALLED, playing.stalled(), name, hash);
          finding
              .publisher()
              .ifPresent(client -> connects.published(name, hash, client.id(), nowNanos));
        }
      }
      place++;
    }
    publishers.done();
    players.done();
    connects
        .all(nowNanos)
        .forEach(
            of ->
                samples.put(
                    RtmpMetrics.STREAM_PUBLISHER_CONNECTS,
                    of.count(),
                    of.application(),
                    of.stream()));
    return samples.put(RtmpMetrics.STREAMS_HIDDEN, hidden);
  }

  private static void stream(
      Samples samples,
      RtmpStat.Stream stream,
      PublisherWatch.Finding finding,
      String application,
      String name) {
    for (PublisherWatch.State state : PublisherWatch.State.values()) {
      samples.put(
          RtmpMetrics.STREAM_PUBLISHER,
          state == finding.state() ? 1 : 0,
          application,
          name,
          state.label());
    }
    put(samples, RtmpMetrics.STREAM_AGE, stream.time() / 1000, application, name);
    put(samples, RtmpMetrics.STREAM_RECEIVED, stream.bytesIn(), application, name);
    put(samples, RtmpMetrics.STREAM_SENT, stream.bytesOut(), application, name);
    put(samples, RtmpMetrics.STREAM_RECEIVE_RATE, stream.bwIn(), application, name);
    put(samples, RtmpMetrics.STREAM_SEND_RATE, stream.bwOut(), application, name);
    put(samples, RtmpMetrics.STREAM_AUDIO_RATE, stream.bwAudio(), application, name);
    put(samples, RtmpMetrics.STREAM_VIDEO_RATE, stream.bwVideo(), application, name);
    samples.put(RtmpMetrics.STREAM_VIEWERS, stream.viewers(), application, name);
    samples.put(RtmpMetrics.STREAM_RELAYS, stream.relays(), application, name);
    double dropped =
        stream.clients().stream()
            .filter(client -> !client.publishing())
            .mapToDouble(RtmpStat.Client::dropped)
            .filter(d -> !Double.isNaN(d))
            .sum();
    samples.put(RtmpMetrics.STREAM_DROPPED, dropped, application, name);
    if (finding.publisher().isPresent()) {
      publisher(samples, stream.media(), finding, application, name);
    }
  }

  private static void publisher(
      Samples samples,
      RtmpStat.Media media,
      PublisherWatch.Finding finding,
      String application,
      String name) {
    RtmpStat.Client client = finding.publisher().orElseThrow();
    put(samples, RtmpMetrics.STREAM_PUBLISHER_AGE, client.time() / 1000, application, name);
    if (!client.software().isEmpty()) {
      samples.put(
          RtmpMetrics.STREAM_PUBLISHER_INFO, 1, application, name, label(client.software()));
    }
    put(samples, RtmpMetrics.STREAM_FROZEN, finding.idle().toMillis() / 1000.0, application, name);
    if (media.picture() && media.sound()) {
      // Without one of the two the server compares with a time of 0.
      put(samples, RtmpMetrics.STREAM_AV_OFFSET, client.avsync() / 1000, application, name);
    }
    if (media.picture()) {
      put(samples, RtmpMetrics.STREAM_FRAME_RATE, media.frameRate(), application, name);
      samples.put(
          RtmpMetrics.STREAM_VIDEO_INFO,
          1,
          application,
          name,
          label(media.videoCodec()),
          label(media.videoProfile()),
          whole(media.width()) + "x" + whole(media.height()));
    }
    if (media.sound()) {
      samples.put(
          RtmpMetrics.STREAM_AUDIO_INFO,
          1,
          application,
          name,
          label(media.audioCodec()),
          label(media.audioProfile()),
          whole(media.channels()),
          whole(media.sampleRate()));
    }
  }

  private static double videoViewers(RtmpStat.Application application) {
    return application.videos().stream().mapToLong(video -> video.clients().size()).sum();
  }

  private static void put(Samples samples, Metric metric, double value, String... labels) {
    if (!Double.isNaN(value)) {
      samples.put(metric, value, labels);
    }
  }

  private static String whole(double number) {
    return Double.isNaN(number) ? "" : Long.toString(Math.round(number));
  }

  /** A text of the page as a label: short, and without what could confuse a terminal. */
  private static String label(String text) {
    String plain = UNPRINTABLE.matcher(text).replaceAll("?");
    return plain.length() <= MAX_LABEL ? plain : plain.substring(0, MAX_LABEL);
  }
}
