package org.bbbfleet.exporters.rtmp;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;

/** Turns a page of statistics into samples, with hashed stream names and bounded labels. */
final class StatSamples {
  private static final int MAX_APPLICATIONS = 100;
  private static final int MAX_LABEL = 64;

  private final StreamNames names;
  private final PublisherWatch publishers;
  private final int maxStreams;

  StatSamples(StreamNames names, PublisherWatch publishers, int maxStreams) {
    this.names = names;
    this.publishers = publishers;
    this.maxStreams = maxStreams;
  }

  Samples of(RtmpStat stat, long nowNanos) {
    Samples samples = new Samples();
    samples.put(RtmpMetrics.INFO, 1, label(stat.nginxVersion()), label(stat.rtmpVersion()));
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
        samples.add(RtmpMetrics.VIEWERS, viewers(stream), name);
        String hash = names.label(application.name(), stream.name());
        if (shown.size() >= maxStreams || !shown.add(name + "/" + hash)) {
          hidden++;
        } else {
          stream(samples, stream, finding, name, hash);
        }
      }
      place++;
    }
    publishers.done();
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
    samples.put(RtmpMetrics.STREAM_VIEWERS, viewers(stream), application, name);
    List<RtmpStat.Client> players = stream.clients().stream().filter(c -> !c.publishing()).toList();
    long relays = players.stream().filter(RtmpStat.Client::relay).count();
    samples.put(RtmpMetrics.STREAM_RELAYS, relays, application, name);
    double dropped =
        players.stream().mapToDouble(RtmpStat.Client::dropped).filter(d -> !Double.isNaN(d)).sum();
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
    put(samples, RtmpMetrics.STREAM_FROZEN, finding.idle().toMillis() / 1000.0, application, name);
    boolean picture = media.width() > 0 && !media.videoCodec().isEmpty();
    boolean sound = !media.audioCodec().isEmpty();
    if (picture && sound) {
      // Without one of the two the server compares with a time of 0.
      put(samples, RtmpMetrics.STREAM_AV_OFFSET, client.avsync() / 1000, application, name);
    }
    if (picture) {
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
    if (sound) {
      samples.put(
          RtmpMetrics.STREAM_AUDIO_INFO,
          1,
          application,
          name,
          label(media.audioCodec()),
          whole(media.channels()),
          whole(media.sampleRate()));
    }
  }

  private static long viewers(RtmpStat.Stream stream) {
    return stream.clients().stream().filter(c -> !c.publishing() && !c.relay()).count();
  }

  private static void put(Samples samples, Metric metric, double value, String... labels) {
    if (!Double.isNaN(value)) {
      samples.put(metric, value, labels);
    }
  }

  private static String whole(double number) {
    return Double.isNaN(number) ? "" : Long.toString(Math.round(number));
  }

  private static String label(String text) {
    return text.length() <= MAX_LABEL ? text : text.substring(0, MAX_LABEL);
  }
}
