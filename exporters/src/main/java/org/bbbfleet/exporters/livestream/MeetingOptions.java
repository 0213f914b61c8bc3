package org.bbbfleet.exporters.livestream;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bbbfleet.core.config.Section;

/**
 * How workers are compared with their meetings: the section {@code bbb} of the exporter's options.
 *
 * @param meetings ids of meetings by the worker's name ({@code meetings}); else Docker or the
 *     worker's command line tells them
 * @param user the name with which workers join ({@code user}), where nothing tells another
 * @param every how often the API is asked ({@code interval})
 * @param timeout the longest a call may take ({@code timeout})
 * @param deadAfter how long an attendee must be missing, or a meeting over ({@code dead_after})
 * @param caFile the only authorities to trust, as PEM ({@code ca_file}); else Java's
 */
record MeetingOptions(
    Map<String, String> meetings,
    String user,
    Duration every,
    Duration timeout,
    Duration deadAfter,
    Optional<String> caFile) {

  /** The original's own default. */
  private static final String USER = "Live";

  static MeetingOptions read(Section options) {
    Section named = options.section("meetings");
    Map<String, String> meetings = new LinkedHashMap<>();
    for (String worker : named.keys()) {
      named.string(worker).ifPresent(id -> meetings.put(Places.safe(worker), id));
    }
    return new MeetingOptions(
        Map.copyOf(meetings),
        options.string("user", USER),
        options.duration("interval", Duration.ofSeconds(15)),
        options.duration("timeout", Duration.ofSeconds(5)),
        options.duration("dead_after", Duration.ofSeconds(30)),
        options.string("ca_file"));
  }
}
