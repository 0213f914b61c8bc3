package org.bbbfleet.exporters.rtmp;

import java.util.List;

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
    double pid,
    double uptime,
    double accepted,
    double bytesIn,
    double bytesOut,
    double bwIn,
    double bwOut,
    List<Application> applications) {

  /** An application; one name may occur in several servers of the configuration. */
  record Application(String name, List<Stream> streams) {}

  /**
   * A live stream.
   *
   * @param time milliseconds since it was created
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
      List<Client> clients,
      Media media) {}

  /**
   * A connection to a stream.
   *
   * @param id nginx's number of the connection
   * @param time milliseconds since it began
   * @param timestamp milliseconds of media
   * @param avsync milliseconds from the last picture to the last sound
   * @param publishing whether it sends the stream; else it plays it
   * @param active whether media has flowed
   */
  record Client(
      String id,
      String address,
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
      double channels,
      double sampleRate) {}
}
