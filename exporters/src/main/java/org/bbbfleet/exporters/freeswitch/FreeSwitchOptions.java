package org.bbbfleet.exporters.freeswitch;

import java.util.List;
import org.bbbfleet.core.config.Section;

/**
 * What to measure of a FreeSWITCH, apart from where it is.
 *
 * @param profiles the SIP profiles that must run; those that once ran are missed anyway
 * @param events whether to count calls and conferences from events
 * @param rtpSample how many running channels to ask for the quality of their sound in each
 *     collection; 0 for none
 */
record FreeSwitchOptions(List<String> profiles, boolean events, int rtpSample) {
  private static final int RTP_SAMPLE = 20;
  private static final int MOST = 200;

  /** The usual ones. */
  static FreeSwitchOptions usual() {
    return new FreeSwitchOptions(List.of(), false, RTP_SAMPLE);
  }

  /** Reads {@code profiles}, {@code events} and {@code rtp_sample}. */
  static FreeSwitchOptions read(Section options) {
    return new FreeSwitchOptions(
        options.strings("profiles", List.of()),
        options.flag("events", false),
        options.integer("rtp_sample", RTP_SAMPLE, 0, MOST));
  }
}
