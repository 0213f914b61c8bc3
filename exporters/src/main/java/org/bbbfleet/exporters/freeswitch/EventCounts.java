package org.bbbfleet.exporters.freeswitch;

import static org.bbbfleet.exporters.freeswitch.CallMetrics.*;
import static org.bbbfleet.exporters.freeswitch.FreeSwitchMetrics.COMMAND_SUCCESS;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.bbbfleet.core.metrics.Samples;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what FreeSWITCH tells by itself on the kept connection: heartbeats and, from its log,
 * refused calls; by option also calls and conferences. What happens between two connections is not
 * seen. Counters go on over reconnections.
 */
final class EventCounts implements EslListener {
  private static final Logger log = LoggerFactory.getLogger(EventCounts.class);

  private static final String HEARTBEAT = "event plain HEARTBEAT";
  private static final String LOG = "log crit";
  private static final String CALLS =
      "event plain CHANNEL_CREATE CHANNEL_ANSWER CHANNEL_HANGUP_COMPLETE CUSTOM"
          + " conference::maintenance";
  private static final Map<String, String> LABELS =
      Map.of(HEARTBEAT, "heartbeat", LOG, "log", CALLS, "events");

  /** Why the core makes no session, by what it logs then (switch_core_session.c). */
  private static final Map<String, String> REFUSALS =
      Map.of(
          "Throttle Error!",
          "rate",
          "Over Session Limit!",
          "sessions",
          "The system cannot create any",
          "paused");

  private final LongSupplier nanoTime;
  private final Optional<CallCounts> counts;

  private final Map<String, Boolean> subscribed = new LinkedHashMap<>();
  private final Map<String, Long> refused = new LinkedHashMap<>();
  private long connects;
  private long heartbeats;
  private long lastHeartbeat;

  /**
   * @param calls whether to count calls and conferences, which costs FreeSWITCH some 10 kB for each
   *     event
   */
  EventCounts(boolean calls, LongSupplier nanoTime, RtpHistograms rtp) {
    this.nanoTime = nanoTime;
    this.counts = calls ? Optional.of(new CallCounts(rtp)) : Optional.empty();
    REFUSALS.values().forEach(reason -> refused.put(reason, 0L));
  }

  @Override
  public List<String> subscriptions() {
    return counts.isPresent() ? List.of(HEARTBEAT, LOG, CALLS) : List.of(HEARTBEAT, LOG);
  }

  @Override
  public synchronized void connected() {
    connects++;
    lastHeartbeat = nanoTime.getAsLong();
  }

  @Override
  public synchronized void subscribed(String command, EslReply reply) {
    if (!(reply instanceof EslReply.Lost)) {
      subscribed.put(command, reply instanceof EslReply.Ok);
    }
  }

  @Override
  public synchronized void disconnected() {
    subscribed.clear();
  }

  @Override
  public synchronized void unasked(EslMessage message) {
    if (message.contentType().equals("log/data")) {
      logged(message);
    } else if (message.startsWith("Event-Name: HEARTBEAT\n")) {
      heartbeats++;
      lastHeartbeat = nanoTime.getAsLong();
    } else if (counts.isPresent() && message.contentType().equals("text/event-plain")) {
      try {
        counts.get().count(EslEvent.plain(message));
      } catch (EslException e) {
        log.debug("an event was skipped: {}", e.getMessage());
      }
    }
  }

  private void logged(EslMessage line) {
    if (!line.header("Log-File").orElse("").equals("switch_core_session.c")) {
      return; // A caller's name in somebody else's line can't forge a refusal.
    }
    String text = line.text();
    REFUSALS.forEach(
        (words, reason) -> {
          if (text.contains(words)) {
            refused.merge(reason, 1L, Long::sum);
          }
        });
  }

  /** What is known now; what FreeSWITCH did not let us subscribe to is absent. */
  synchronized void writeTo(Samples samples) {
    samples.put(ESL_CONNECTS, connects);
    subscribed.forEach(
        (command, ok) -> samples.put(COMMAND_SUCCESS, ok ? 1 : 0, LABELS.get(command)));
    if (subscribed.getOrDefault(HEARTBEAT, false)) {
      samples.put(HEARTBEATS, heartbeats);
      samples.put(HEARTBEAT_AGE, (nanoTime.getAsLong() - lastHeartbeat) / 1e9);
    }
    if (subscribed.getOrDefault(LOG, false)) {
      refused.forEach((reason, n) -> samples.put(REFUSED_CALLS, n, reason));
    }
    if (subscribed.getOrDefault(CALLS, false)) {
      counts.ifPresent(c -> c.writeTo(samples));
    }
  }
}
