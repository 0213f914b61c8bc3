package org.bbbfleet.alerts.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class MeetingsCheckTest {
  private final List<String> asked = new ArrayList<>();
  private Double up = 1.0;
  private Double age = 3.0;
  private Double meetings = 0.0;
  private Double people = 0.0;

  private OptionalInt running() {
    SignalSource source =
        promql -> {
          asked.add(promql);
          Double value =
              promql.startsWith("bbb_api_up")
                  ? up
                  : promql.startsWith("time()")
                      ? age
                      : promql.startsWith("bbb_meetings_participants") ? people : meetings;
          return value == null ? List.of() : List.of(new Sample(Map.of(), Instant.EPOCH, value));
        };
    return new MeetingsCheck(source).on("bbb-1").running();
  }

  @Test
  void knowsOnlyWhatWasCountedNow() {
    assertThat(running()).hasValue(0);
    assertThat(asked)
        .contains(
            "bbb_api_up{host=\"bbb-1\"} == 1 and (time() - timestamp(bbb_api_up{host=\"bbb-1\"})) < 60",
            "time() - timestamp(fleet_collector_age_seconds{host=\"bbb-1\", collector=\"bbb\"})"
                + " + fleet_collector_age_seconds{host=\"bbb-1\", collector=\"bbb\"}");
    age = 61.0;
    assertThat(running()).isEmpty();
    age = Double.NaN;
    assertThat(running()).isEmpty();
    age = null;
    assertThat(running()).isEmpty();
  }

  @Test
  void knowsNothingWithoutTheApiOrTheCounts() {
    up = null;
    assertThat(running()).isEmpty();
    up = 1.0;
    meetings = null;
    assertThat(running()).isEmpty();
    meetings = 0.0;
    people = Double.NaN;
    assertThat(running()).isEmpty();
  }

  @Test
  void peopleWithoutMeetingCountAsOne() {
    people = 12.0;
    assertThat(running()).hasValue(1);
    meetings = 3.0;
    assertThat(running()).hasValue(3);
  }
}
