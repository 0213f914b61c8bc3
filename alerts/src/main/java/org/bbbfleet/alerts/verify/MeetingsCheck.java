package org.bbbfleet.alerts.verify;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.promql.PromQl;

/** Asks how many people are in meetings on a host, as far as that is known for certain. */
public final class MeetingsCheck {
  private static final Duration OLDEST = Duration.ofSeconds(60);

  private final SignalSource source;

  public MeetingsCheck(SignalSource source) {
    this.source = requireNonNull(source, "source is null");
  }

  /**
   * What is known of a host's meetings.
   *
   * @param running how many run; empty when that is not certain
   * @param evidence why, for people
   */
  public record Meetings(OptionalInt running, String evidence) {
    static Meetings unknown(String why) {
      return new Meetings(OptionalInt.empty(), "not known: " + why);
    }
  }

  /** The meetings of a host: known only if its API answered within the last minute. */
  public Meetings on(String host) {
    String on = "{host=" + PromQl.quote(host) + "}";
    try {
      List<Sample> up =
          source.query(
              "bbb_api_up"
                  + on
                  + " == 1 and (time() - timestamp(bbb_api_up"
                  + on
                  + ")) < "
                  + OLDEST.toSeconds());
      if (up.size() != 1) {
        return Meetings.unknown("its API is not known to be up");
      }
      List<Sample> age = source.query("time() - timestamp(" + age(on) + ") + " + age(on));
      if (age.size() != 1 || !(age.get(0).value() < OLDEST.toSeconds())) {
        return Meetings.unknown("its meetings were not counted in the last minute");
      }
      List<Sample> meetings = source.query("bbb_meetings" + on);
      List<Sample> people = source.query("bbb_meetings_participants" + on);
      if (meetings.size() != 1 || people.size() != 1) {
        return Meetings.unknown("the number of its meetings is missing or ambiguous");
      }
      double count = meetings.get(0).value();
      double participants = people.get(0).value();
      if (!(count >= 0) || !(participants >= 0)) {
        return Meetings.unknown("the number of its meetings makes no sense");
      }
      // Somebody in no meeting would be a contradiction: count it as one.
      int running = (int) Math.min(1_000_000, Math.max(count, Math.signum(participants)));
      return new Meetings(
          OptionalInt.of(running),
          PromQl.format(count)
              + " meetings with "
              + PromQl.format(participants)
              + " people (API, "
              + Math.round(age.get(0).value())
              + " s ago)");
    } catch (FleetException e) {
      return Meetings.unknown(e.category() + ": " + e.getMessage());
    }
  }

  private static String age(String on) {
    return "fleet_collector_age_seconds" + on.replace("}", ", collector=\"bbb\"}");
  }
}
