package org.bbbfleet.exporters.freeswitch;

import static org.bbbfleet.exporters.freeswitch.CallMetrics.*;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;

/**
 * Calls and conferences counted from events. The legs of BigBlueButton that carry a conference to
 * listeners are calls, but nobody who joins or leaves. For one thread at a time.
 */
final class CallCounts {
  private static final List<String> DIRECTIONS = List.of("inbound", "outbound");
  private static final String OTHER = "other";
  private static final String BRIDGE = "GLOBAL_AUDIO_";

  /** The causes that tell something; the rest counts as one. */
  private static final Set<String> CAUSES =
      Set.of(
          "NORMAL_CLEARING",
          "USER_BUSY",
          "NO_ANSWER",
          "NO_USER_RESPONSE",
          "CALL_REJECTED",
          "ORIGINATOR_CANCEL",
          "NORMAL_TEMPORARY_FAILURE",
          "RECOVERY_ON_TIMER_EXPIRE",
          "MEDIA_TIMEOUT",
          "INCOMPATIBLE_DESTINATION",
          "DESTINATION_OUT_OF_ORDER",
          "NO_ROUTE_DESTINATION",
          "UNALLOCATED_NUMBER",
          "NETWORK_OUT_OF_ORDER",
          "GATEWAY_DOWN",
          "SWITCH_CONGESTION",
          "ALLOTTED_TIMEOUT",
          "MANAGER_REQUEST",
          "SYSTEM_SHUTDOWN",
          "LOSE_RACE",
          "ATTENDED_TRANSFER");

  private final RtpHistograms rtp;
  private final Map<Metric, Map<List<String>, Long>> counts = new LinkedHashMap<>();

  CallCounts(RtpHistograms rtp) {
    this.rtp = rtp;
    for (String direction : DIRECTIONS) {
      start(CALLS_STARTED, direction);
      start(CALLS_ANSWERED, direction);
      start(CALLS_ENDED, direction, "normal_clearing");
    }
    for (Metric metric :
        List.of(CONFERENCES_CREATED, CONFERENCES_ENDED, CONFERENCE_JOINS, CONFERENCE_LEAVES)) {
      start(metric);
    }
    rtp.begin(RtpHistograms.Moment.END);
  }

  void count(EslEvent event) {
    switch (event.name()) {
      case "CHANNEL_CREATE" -> add(CALLS_STARTED, direction(event));
      case "CHANNEL_ANSWER" -> add(CALLS_ANSWERED, direction(event));
      case "CHANNEL_HANGUP_COMPLETE" -> ended(event);
      case "CUSTOM" -> {
        if (event.subclass().equals("conference::maintenance")) {
          conference(event);
        }
      }
      default -> {}
    }
  }

  private void ended(EslEvent event) {
    String cause = event.header("Hangup-Cause");
    add(
        CALLS_ENDED,
        direction(event),
        CAUSES.contains(cause) ? cause.toLowerCase(Locale.ROOT) : OTHER);
    RtpQuality.of(event.headers("variable_rtp_audio_in_"))
        .ifPresent(quality -> rtp.observe(RtpHistograms.Moment.END, quality));
  }

  private void conference(EslEvent event) {
    boolean person = !event.header("Caller-Caller-ID-Name").startsWith(BRIDGE);
    switch (event.header("Action")) {
      case "conference-create" -> add(CONFERENCES_CREATED);
      case "conference-destroy" -> add(CONFERENCES_ENDED);
      case "add-member" -> {
        if (person) {
          add(CONFERENCE_JOINS);
        }
      }
      case "del-member" -> {
        if (person) {
          add(CONFERENCE_LEAVES);
        }
      }
      default -> {}
    }
  }

  void writeTo(Samples samples) {
    counts.forEach(
        (metric, series) ->
            series.forEach((labels, n) -> samples.put(metric, n, labels.toArray(String[]::new))));
  }

  private static String direction(EslEvent event) {
    String direction = event.header("Call-Direction");
    return DIRECTIONS.contains(direction) ? direction : OTHER;
  }

  private void start(Metric metric, String... labels) {
    counts.computeIfAbsent(metric, m -> new LinkedHashMap<>()).put(List.of(labels), 0L);
  }

  private void add(Metric metric, String... labels) {
    counts
        .computeIfAbsent(metric, m -> new LinkedHashMap<>())
        .merge(List.of(labels), 1L, Long::sum);
  }
}
