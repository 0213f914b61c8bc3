package org.bbbfleet.exporters.freeswitch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.freeswitch.Conferences.Room;
import org.junit.jupiter.api.Test;

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

  private static void expect(
      Map<String, Room> rooms, Map<String, Integer> voices, int orphans, int silent, int apart) {
    Samples samples = new Samples();
    Reconciliation.write(rooms, voices, samples);
    assertThat(samples.value(CallMetrics.CONFERENCES_WITHOUT_MEETING)).isEqualTo(orphans);
    assertThat(samples.value(CallMetrics.MEETINGS_WITHOUT_CONFERENCE)).isEqualTo(silent);
    assertThat(samples.value(CallMetrics.VOICE_DIFFERENCE)).isEqualTo(apart);
  }
}
