package org.bbbfleet.exporters.rtmp;

import java.util.List;
import java.util.Optional;

/**
 * One page of the RTMP module's statistics (ngx_rtmp_stat_module.c of nginx-rtmp-module). A number
 * that the page doesn't have is NaN, a text empty.
 *
 * @param pid the worker process that answered
 * @param uptime seconds since it loaded its configuration
 */
record RtmpStat(
    String nginxVersion,
    String rtmpVersion,
    String compiler,
    String built,
    double pid,
    double uptime,
    double accepted,
    double bytesIn,
    double bytesOut,
    double bwIn,
    double bwOut,
    List<Application> applications) {

  /**
   * An application; one name may occur in several servers of the configuration.
   *
   * @param videos recordings that are played now (video on demand)
   */
  record Application(String name, List<Stream> streams, List<Stream> videos) {}

  /**
   * A live stream.
   *
   * @param time milliseconds since it was created
   * @param connected publishers and players together, also where the page lists none of them
   */
  record Stream(
      String name,
      double time,
      double bytesIn,
      double bytesOut,
      double bwIn,
      double bwOut,
      double bwAudio,
      double bwVideo,
      double connected,
      List<Client> clients,
      Media media) {

    /** Who sends it. */
    Optional<Client> publisher() {
      return clients.stream().filter(Client::publishing).findFirst();
    }

    /** Those who play it to themselves. */
    long viewers() {
      long listed = clients.stream().filter(c -> !c.publishing()).count();
      boolean masked = listed == 0 && connected > clients.size();
      return masked ? Math.round(connected) - clients.size() : listed - relays();
    }

    /** Those on this machine that play it: relays and transcoders. */
    long relays() {
      return clients.stream().filter(Client::relay).count();
    }
  }

  /**
   * A connection to a stream.
   *
   * @param id nginx's number of the connection
   * @param software what the client calls itself
   * @param time milliseconds since it began
   * @param timestamp milliseconds of media
   * @param avsync milliseconds from the last picture to the last sound
   * @param publishing whether it sends the stream; else it plays it
   * @param active whether media has flowed
   */
  record Client(
      String id,
      String address,
      String software,
      double time,
      double dropped,
      double avsync,
      double timestamp,
      boolean publishing,
      boolean active) {

    /** Whether it plays the stream to this very machine: a relay or a transcoder, no viewer. */
    boolean relay() {
      return !publishing
          && (address.startsWith("127.")
              || address.equals("::1")
              || address.startsWith("unix:")
              || address.equals("ngx-local-relay"));
    }
  }

  /** What the publisher sends; width 0 or NaN until it has said so. */
  record Media(
      double width,
      double height,
      double frameRate,
      String videoCodec,
      String videoProfile,
      String audioCodec,
      String audioProfile,
      double channels,
      double sampleRate) {

    boolean picture() {
      return width > 0 && !videoCodec.isEmpty();
    }

    boolean sound() {
      return !audioCodec.isEmpty();
    }
  }
}
