package org.bbbfleet.exporters.freeswitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.freeswitch.Conferences.Room;
import org.bbbfleet.exporters.http.FetchFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReconciliationTest {

  @Test
  void roomsThatFitTheirMeetingsMakeNoDifference() {
    expect(Map.of("70001", new Room(3, 0)), Map.of("70001", 3, "70002", 0), 0, 0, 0);
    expect(Map.of(), Map.of(), 0, 0, 0);
  }

  @Test
  void aRoomWithoutAMeetingIsAnOrphanUnlessNobodyIsInIt() {
    expect(Map.of("70001", new Room(2, 0), "70002", new Room(0, 0)), Map.of(), 1, 0, 0);
  }

  @Test
  void aMeetingWithVoicesNeedsItsRoom() {
    expect(Map.of(), Map.of("70001", 4, "70002", 0), 0, 1, 0);
  }

  @Test
  void whereAudioMayBeInLiveKitAMeetingNeedsNoRoom(@TempDir Path root) throws IOException {
    assertThat(AudioBridge.below(root)).isEqualTo(AudioBridge.FREESWITCH);
    Path properties = root.resolve("etc/bigbluebutton/bbb-web.properties");
    Files.createDirectories(properties.getParent());
    Files.writeString(properties, "securitySalt=x\naudioBridge = livekit\n");
    assertThat(AudioBridge.below(root)).isEqualTo(AudioBridge.PERHAPS_LIVEKIT);

    Samples samples = new Samples();
    Reconciliation reconciliation = new Reconciliation(new LiveKit(), () -> 0L);
    reconciliation.write(Optional.of(Map.of()), reconciliation.ask().result(), samples);
    assertThat(samples.series(CallMetrics.MEETINGS_WITHOUT_CONFERENCE)).isEmpty();
    assertThat(samples.value(CallMetrics.CONFERENCES_WITHOUT_MEETING)).isZero();
  }

  private static final class LiveKit implements VoiceCounts {
    @Override
    public Future<Map<String, Integer>> ask() {
      return Future.succeededFuture(Map.of("70001", 4));
    }

    @Override
    public AudioBridge bridge() {
      return AudioBridge.PERHAPS_LIVEKIT;
    }
  }

  @Test
  void differencesDoNotCancelEachOther() {
    expect(
        Map.of("70001", new Room(3, 0), "70002", new Room(5, 0)),
        Map.of("70001", 5, "70002", 4),
        0,
        0,
        3);
  }

  @Test
  void listenersMayBeCountedAsVoicesOrNot() {
    Map<String, Room> rooms = Map.of("70001", new Room(2, 3));
    expect(rooms, Map.of("70001", 2), 0, 0, 0);
    expect(rooms, Map.of("70001", 5), 0, 0, 0);
    expect(rooms, Map.of("70001", 1), 0, 0, 1);
    expect(rooms, Map.of("70001", 7), 0, 0, 2);
  }

  @Test
  void roomsAreReadWithoutTheLegsThatServeListeners() {
    Map<String, Room> rooms =
        Conferences.parse(Recordings.answer("busy-conference-json-list-compact").bytes()).rooms();
    assertThat(rooms)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("70001", new Room(3, 0), "70002", new Room(4, 0), "70003", new Room(1, 0)));
  }

  @Test
  void theApiIsAskedMoreRarelyAndItsAnswerHoldsUntilThen() {
    AtomicLong nanos = new AtomicLong();
    AtomicInteger asked = new AtomicInteger();
    Reconciliation reconciliation =
        new Reconciliation(
            () ->
                asked.incrementAndGet() == 3
                    ? Future.failedFuture("the API is down")
                    : Future.succeededFuture(Map.of("70001", 2)),
            nanos::get);
    Map<String, Room> rooms = Map.of("70001", new Room(1, 0));
    for (int second = 0; second < 50; second += 5) {
      nanos.set(Duration.ofSeconds(second).toNanos());
      Samples samples = new Samples();
      reconciliation.write(Optional.of(rooms), reconciliation.ask().result(), samples);
      boolean known = second < 30 || second >= 45;
      assertThat(samples.series(CallMetrics.VOICE_DIFFERENCE))
          .as("%d s", second)
          .hasSize(known ? 1 : 0);
    }
    assertThat(asked).hasValue(4);
  }

  @Test
  void voicesAreReadFromGetMeetingsAndNothingElse() {
    String answer =
        """
        <response><returncode>SUCCESS</returncode><meetings>
        <meeting><meetingName><![CDATA[A & B]]></meetingName><voiceBridge>70001</voiceBridge>
        <voiceParticipantCount>3</voiceParticipantCount>
        <attendees><attendee><voiceBridge>1</voiceBridge></attendee></attendees></meeting>
        <meeting><voiceParticipantCount>1,202</voiceParticipantCount><voiceBridge>2</voiceBridge>
        </meeting><meeting><voiceBridge>70003</voiceBridge></meeting>
        </meetings></response>""";
    assertThat(parse(answer)).isEqualTo(Map.of("70001", 3));
    assertThat(
            parse(
                "<response><returncode>SUCCESS</returncode><meetings/>"
                    + "<messageKey>noMeetings</messageKey></response>"))
        .isEmpty();
    for (String broken :
        List.of(
            "",
            "<response><returncode>FAILED</returncode></response>",
            "<html/>",
            "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><response>&e;</response>",
            answer.substring(0, 200))) {
      assertThatThrownBy(() -> parse(broken)).as(broken).isInstanceOf(FetchFailure.class);
    }
  }

  @Test
  void anAnswerNestedWithoutEndIsRefused() {
    assertThatThrownBy(() -> parse("<response>" + "<a>".repeat(100)))
        .isInstanceOf(FetchFailure.class)
        .hasMessageContaining("nested deeper");
  }

  private static Map<String, Integer> parse(String xml) {
    return ApiVoices.parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
  }

  private static void expect(
      Map<String, Room> rooms, Map<String, Integer> voices, int orphans, int silent, int apart) {
    Samples samples = new Samples();
    Reconciliation reconciliation =
        new Reconciliation(() -> Future.succeededFuture(voices), () -> 0L);
    reconciliation.write(Optional.of(rooms), reconciliation.ask().result(), samples);
    assertThat(samples.value(CallMetrics.CONFERENCES_WITHOUT_MEETING)).isEqualTo(orphans);
    assertThat(samples.value(CallMetrics.MEETINGS_WITHOUT_CONFERENCE)).isEqualTo(silent);
    assertThat(samples.value(CallMetrics.VOICE_DIFFERENCE)).isEqualTo(apart);
  }
}
