package org.bbbfleet.exporters.freeswitch;

import static org.bbbfleet.exporters.freeswitch.CallMetrics.*;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.bbbfleet.core.metrics.Samples;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares FreeSWITCH's conferences with what BigBlueButton's API says of its meetings. Both were
 * asked within the same second or two, so people who just come or go make a difference that does
 * not last; alerts wait for one that does.
 */
final class Reconciliation {
  /** The API's answer is large: it is asked more rarely than FreeSWITCH. */
  private static final Duration INTERVAL = Duration.ofSeconds(15);

  private static final Logger log = LoggerFactory.getLogger(Reconciliation.class);

  private final VoiceCounts voices;
  private final LongSupplier nanoTime;
  private Optional<Result> last = Optional.empty();
  private long asked;
  private boolean everAsked;

  /** What a comparison gave. */
  private record Result(long orphans, long silent, long difference) {}

  Reconciliation(VoiceCounts voices, LongSupplier nanoTime) {
    this.voices = voices;
    this.nanoTime = nanoTime;
  }

  /**
   * Asks the API if that is due.
   *
   * @return never fails; empty when the API was not asked or did not answer
   */
  synchronized Future<Optional<Map<String, Integer>>> ask() {
    long now = nanoTime.getAsLong();
    if (everAsked && now - asked < INTERVAL.toNanos()) {
      return Future.succeededFuture(Optional.empty());
    }
    everAsked = true;
    asked = now;
    last = Optional.empty();
    return voices
        .ask()
        .map(Optional::of)
        .recover(
            e -> {
              log.debug("freeswitch: the API's voices are not known: {}", e.getMessage());
              return Future.succeededFuture(Optional.empty());
            });
  }

  /**
   * States the differences that were found now or, until the API is asked again, before.
   *
   * @param rooms FreeSWITCH's conferences by name, if it told them
   * @param meetings the API's people in the audio by voice bridge, if it was asked and told them
   */
  synchronized void write(
      Optional<Map<String, Conferences.Room>> rooms,
      Optional<Map<String, Integer>> meetings,
      Samples samples) {
    if (rooms.isEmpty()) {
      return;
    }
    meetings.ifPresent(m -> last = Optional.of(compare(rooms.get(), m)));
    last.ifPresent(
        result -> {
          samples.put(CONFERENCES_WITHOUT_MEETING, result.orphans());
          if (voices.bridge() == AudioBridge.FREESWITCH) {
            samples.put(MEETINGS_WITHOUT_CONFERENCE, result.silent());
          }
          samples.put(VOICE_DIFFERENCE, result.difference());
        });
  }

  void close() {
    voices.close();
  }

  private static Result compare(
      Map<String, Conferences.Room> rooms, Map<String, Integer> meetings) {
    long orphans =
        rooms.entrySet().stream()
            .filter(e -> people(e.getValue()) > 0 && !meetings.containsKey(e.getKey()))
            .count();
    long silent =
        meetings.entrySet().stream()
            .filter(e -> e.getValue() > 0 && !rooms.containsKey(e.getKey()))
            .count();
    long difference = 0;
    for (Map.Entry<String, Integer> meeting : meetings.entrySet()) {
      Conferences.Room room = rooms.get(meeting.getKey());
      if (room != null) {
        difference += distance(meeting.getValue(), room);
      }
    }
    return new Result(orphans, silent, difference);
  }

  private static long people(Conferences.Room room) {
    return room.talkers() + room.listeners();
  }

  /** Some versions count those who may only listen as voices and some do not: both are right. */
  private static long distance(long voices, Conferences.Room room) {
    if (voices < room.talkers()) {
      return room.talkers() - voices;
    }
    return Math.max(0, voices - people(room));
  }
}
