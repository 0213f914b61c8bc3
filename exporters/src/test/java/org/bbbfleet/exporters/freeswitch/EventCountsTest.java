package org.bbbfleet.exporters.freeswitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bbbfleet.exporters.freeswitch.CallMetrics.*;
import static org.bbbfleet.exporters.freeswitch.FreeSwitchMetrics.COMMAND_SUCCESS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.bbbfleet.core.metrics.Samples;
import org.junit.jupiter.api.Test;

/** What the kept connection tells by itself; the events are recorded ones. */
class EventCountsTest {
  private final AtomicLong nanos = new AtomicLong();
  private final RtpHistograms rtp = new RtpHistograms();

  @Test
  void aHeartbeatMakesItsAgeYoung() {
    EventCounts counts = connected(false);
    nanos.addAndGet(Duration.ofSeconds(19).toNanos());
    assertThat(samples(counts).value(HEARTBEAT_AGE)).isEqualTo(19);
    recorded("idle-event-plain-HEARTBEAT").forEach(counts::unasked);
    assertThat(samples(counts).value(HEARTBEAT_AGE)).isZero();
    assertThat(samples(counts).value(HEARTBEATS)).isEqualTo(1);
    nanos.addAndGet(Duration.ofSeconds(95).toNanos());
    assertThat(samples(counts).value(HEARTBEAT_AGE)).isEqualTo(95);
  }

  @Test
  void whatWasNotAllowedIsAbsent() {
    EventCounts counts = new EventCounts(true, nanos::get, rtp);
    counts.connected();
    counts.subscriptions().forEach(c -> counts.subscribed(c, new EslReply.Denied()));
    Samples samples = samples(counts);
    assertThat(samples.metrics())
        .doesNotContain(HEARTBEATS, HEARTBEAT_AGE, REFUSED_CALLS, CALLS_STARTED, CONFERENCE_JOINS);
    assertThat(samples.value(COMMAND_SUCCESS, "heartbeat")).isZero();
    assertThat(samples.value(COMMAND_SUCCESS, "log")).isZero();
    assertThat(samples.value(COMMAND_SUCCESS, "events")).isZero();
  }

  @Test
  void afterTheConnectionBrokeNothingIsKnownButCountersGoOn() {
    EventCounts counts = connected(true);
    recorded("idle-event-plain-HEARTBEAT").forEach(counts::unasked);
    counts.disconnected();
    assertThat(samples(counts).metrics())
        .contains(ESL_CONNECTS)
        .doesNotContain(COMMAND_SUCCESS, HEARTBEATS, HEARTBEAT_AGE, REFUSED_CALLS, CALLS_STARTED);
    connect(counts);
    assertThat(samples(counts).value(HEARTBEATS)).isEqualTo(1);
    assertThat(samples(counts).value(ESL_CONNECTS)).isEqualTo(2);
  }

  @Test
  void oneMemberJoinsAndLeaves() {
    EventCounts counts = connected(true);
    recorded("busy-event-plain-channel-and-conference").forEach(counts::unasked);
    Samples samples = samples(counts);
    assertThat(samples.value(CALLS_STARTED, "inbound")).isEqualTo(1);
    assertThat(samples.value(CALLS_STARTED, "outbound")).isZero();
    assertThat(samples.value(CONFERENCE_JOINS)).isEqualTo(1);
    assertThat(samples.value(CONFERENCE_LEAVES)).isEqualTo(1);
    assertThat(samples.value(CONFERENCES_CREATED)).isZero();
  }

  @Test
  void aCallEndsWithTheQualityOfItsSound() throws Exception {
    EventCounts counts = connected(true);
    recordedAsJson().forEach(counts::unasked);
    Samples samples = samples(counts);
    double ended =
        samples.series(CALLS_ENDED).stream()
            .mapToDouble(labels -> samples.value(CALLS_ENDED, labels.toArray(String[]::new)))
            .sum();
    assertThat(ended).isEqualTo(1);
    assertThat(samples.distribution(RTP_MOS, "end").cumulative()).endsWith(1);
    assertThat(samples.distribution(RTP_JITTER, "end").cumulative()[0]).isEqualTo(1);
    assertThat(samples.distribution(RTP_LOSS, "end").cumulative()[0]).isEqualTo(1);
  }

  @Test
  void withoutTheOptionCallsAreNotCounted() {
    EventCounts counts = connected(false);
    assertThat(counts.subscriptions()).noneMatch(c -> c.contains("CHANNEL"));
    recorded("busy-event-plain-channel-and-conference").forEach(counts::unasked);
    assertThat(samples(counts).metrics()).doesNotContain(CALLS_STARTED, CONFERENCE_JOINS);
  }

  @Test
  void theLegsThatServeListenersNeitherJoinNorLeave() {
    EventCounts counts = connected(true);
    counts.unasked(
        event(
            "Event-Subclass: conference%3A%3Amaintenance\nEvent-Name: CUSTOM\nAction: add-member\n"
                + "Caller-Caller-ID-Name: GLOBAL_AUDIO_70001\n\n"));
    assertThat(samples(counts).value(CONFERENCE_JOINS)).isZero();
  }

  @Test
  void conferencesBeginAndEnd() {
    EventCounts counts = connected(true);
    for (String action : List.of("conference-create", "conference-destroy", "mute-member")) {
      counts.unasked(
          event(
              "Event-Subclass: conference%3A%3Amaintenance\nEvent-Name: CUSTOM\nAction: "
                  + action
                  + "\n\n"));
    }
    assertThat(samples(counts).value(CONFERENCES_CREATED)).isEqualTo(1);
    assertThat(samples(counts).value(CONFERENCES_ENDED)).isEqualTo(1);
  }

  @Test
  void causesAndDirectionsAreClosedSets() {
    EventCounts counts = connected(true);
    for (String cause : List.of("NORMAL_CLEARING", "MEDIA_TIMEOUT", "ODD", "<script>")) {
      counts.unasked(
          event(
              "Event-Name: CHANNEL_HANGUP_COMPLETE\nCall-Direction: inbound\nHangup-Cause: "
                  + cause
                  + "\n\n"));
    }
    Samples samples = samples(counts);
    assertThat(samples.value(CALLS_ENDED, "inbound", "normal_clearing")).isEqualTo(1);
    assertThat(samples.value(CALLS_ENDED, "inbound", "media_timeout")).isEqualTo(1);
    assertThat(samples.value(CALLS_ENDED, "inbound", "other")).isEqualTo(2);
  }

  @Test
  void refusedCallsAreCountedFromTheLog() {
    EventCounts counts = connected(false);
    counts.unasked(line("switch_core_session.c", "Throttle Error! 12"));
    counts.unasked(line("switch_core_session.c", "Throttle Error! 12"));
    counts.unasked(line("switch_core_session.c", "Over Session Limit! 4"));
    counts.unasked(
        line(
            "switch_core_session.c",
            "The system cannot create any inbound sessions at this time."));
    counts.unasked(line("sofia.c", "New Channel sofia/x/Throttle Error!"));
    recorded("busy-log-data").forEach(counts::unasked);
    Samples samples = samples(counts);
    assertThat(samples.value(REFUSED_CALLS, "rate")).isEqualTo(2);
    assertThat(samples.value(REFUSED_CALLS, "sessions")).isEqualTo(1);
    assertThat(samples.value(REFUSED_CALLS, "paused")).isEqualTo(1);
  }

  @Test
  void anEventThatIsNoneIsSkipped() {
    EventCounts counts = connected(true);
    counts.unasked(event("nonsense"));
    counts.unasked(event("Event-Name: CHANNEL_CREATE\nContent-Length: 99\n\n"));
    assertThat(samples(counts).value(CALLS_STARTED, "inbound")).isZero();
  }

  private EventCounts connected(boolean calls) {
    EventCounts counts = new EventCounts(calls, nanos::get, rtp);
    connect(counts);
    return counts;
  }

  private static void connect(EventCounts counts) {
    counts.connected();
    EslMessage ok = new EslMessage(Map.of("Content-Type", "command/reply"), new byte[0]);
    counts
        .subscriptions()
        .forEach(
            c -> counts.subscribed(c, new EslReply.Ok(ok, Instant.EPOCH, Duration.ofMillis(1))));
  }

  private Samples samples(EventCounts counts) {
    Samples samples = new Samples();
    counts.writeTo(samples);
    rtp.writeTo(samples);
    return samples;
  }

  private static List<EslMessage> recorded(String name) {
    List<EslMessage> messages = new ArrayList<>();
    new EslDecoder(messages::add).feed(Recordings.server(name));
    messages.removeIf(m -> !EslErrors.unasked(m.contentType()));
    return messages;
  }

  /** Recorded as JSON; the same events as plain ones. */
  static List<EslMessage> recordedAsJson() throws IOException {
    List<EslMessage> plain = new ArrayList<>();
    for (EslMessage json : recorded("shutdown-fsctl-event-connection")) {
      StringBuilder text = new StringBuilder();
      JsonNode event = new ObjectMapper().readTree(json.text());
      event
          .properties()
          .forEach(
              e ->
                  text.append(e.getKey())
                      .append(": ")
                      .append(e.getValue().asText().replace("%", "%25").replace("\n", "%0A"))
                      .append('\n'));
      if (!event.has("_body")) {
        plain.add(event(text.append('\n').toString()));
      }
    }
    return plain;
  }

  private static EslMessage line(String file, String text) {
    return new EslMessage(
        Map.of("Content-Type", "log/data", "Log-Level", "2", "Log-File", file),
        text.getBytes(StandardCharsets.UTF_8));
  }

  private static EslMessage event(String text) {
    return new EslMessage(
        Map.of("Content-Type", "text/event-plain"), text.getBytes(StandardCharsets.UTF_8));
  }
}
