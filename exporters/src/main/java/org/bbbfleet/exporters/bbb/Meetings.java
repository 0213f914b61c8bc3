package org.bbbfleet.exporters.bbb;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.bbbfleet.core.metrics.Distribution;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.bbb.ApiFailure.Reason;

/**
 * What one answer of getMeetings adds up to. Of people only numbers are kept. A family of which one
 * meeting did not tell its part is absent: nobody knows the sum.
 */
final class Meetings {
  /** What stands for the labels beyond the bound. */
  static final String OTHER = "other";

  /** More than any front of hundreds of servers has. */
  private static final int MOST = 100_000;

  private final RoomMetrics rooms;
  private final long nowMillis;
  private final TopMeetings top;
  private final Map<Count, Tally> tallies = new EnumMap<>(Count.class);
  private final Distribution breakoutSizes = of(BbbMetrics.BREAKOUT_ROOM_PARTICIPANTS);
  private final Distribution ages = of(BbbMetrics.MEETING_AGES);
  private final Labels<String> clients = new Labels<>(OTHER);
  private final Labels<List<String>> origins = new Labels<>(List.of(OTHER, OTHER));
  private final CountedTwice twice = new CountedTwice();
  private final Set<Long> listed = new HashSet<>();
  private final List<Id> ids = new ArrayList<>();
  private final Sum presenters = new Sum();
  private final Sum neverJoined = new Sum();
  private final Sum empty = new Sum();
  private int count;
  private int breakouts;
  private int inBreakouts;
  private int recorded;
  private int largest;
  private int countedTwice;

  /**
   * One meeting's identity.
   *
   * @param hash of BigBlueButton's internal id, which is unique for each run of a meeting
   */
  record Id(long hash, boolean breakout) {}

  /** A sum that is unknown as soon as one part of it is. */
  private static final class Sum {
    private long value;
    private boolean known = true;

    void add(OptionalInt part) {
      known &= part.isPresent();
      value += part.orElse(0);
    }

    void writeTo(Samples samples, Metric metric) {
      if (known) {
        samples.put(metric, value);
      }
    }
  }

  /** One of the stated counts, over all meetings. */
  private static final class Tally {
    private final Sum sum = new Sum();
    private final Distribution sizes;

    Tally(List<Double> buckets) {
      this.sizes = new Distribution(buckets);
    }

    void add(OptionalInt part) {
      sum.add(part);
      sizes.observe(part.orElse(0));
    }

    void writeTo(Samples samples, Metric total, Metric distribution) {
      sum.writeTo(samples, total);
      if (sum.known) {
        samples.put(distribution, sizes);
      }
    }
  }

  /**
   * @param nowMillis the time by which meetings have an age
   * @param top how many meetings get series of their own
   */
  Meetings(RoomMetrics rooms, long nowMillis, int top) {
    this.rooms = rooms;
    this.nowMillis = nowMillis;
    this.top = new TopMeetings(top);
    tallies.put(Count.PARTICIPANTS, new Tally(rooms.participants().buckets()));
    tallies.put(Count.LISTENERS, new Tally(rooms.listeners().buckets()));
    tallies.put(Count.VOICES, new Tally(rooms.voices().buckets()));
    tallies.put(Count.VIDEOS, new Tally(rooms.videos().buckets()));
    tallies.put(Count.MODERATORS, new Tally(List.of()));
  }

  /**
   * Adds a meeting; one that is listed twice counts once.
   *
   * @throws ApiFailure TOO_LARGE
   */
  void add(Meeting meeting) {
    if (!meeting.internalId.isEmpty()) {
      Id id = new Id(SeenMeetings.hash(meeting.internalId), meeting.breakout);
      if (!listed.add(id.hash())) {
        return;
      }
      ids.add(id);
    }
    if (++count > MOST) {
      throw new ApiFailure(Reason.TOO_LARGE, "more than " + MOST + " meetings");
    }
    largest = Math.max(largest, meeting.participants());
    recorded += meeting.recorded ? 1 : 0;
    tallies.forEach((which, tally) -> tally.add(meeting.count(which)));
    presenters.add(meeting.presenters());
    meeting.createdMillis.ifPresent(at -> ages.observe(Math.max(0, nowMillis - at) / 1000.0));
    if (meeting.breakout) {
      breakouts++;
      inBreakouts += meeting.participants();
      breakoutSizes.observe(meeting.participants());
    } else {
      neverJoined.add(when(meeting, false));
      empty.add(meeting.participants() > 0 ? OptionalInt.of(0) : when(meeting, true));
    }
    meeting.clients().forEach(clients::add);
    origins.add(List.of(meeting.originServer, meeting.originName), meeting.participants());
    twice.add(meeting);
    top.add(meeting);
  }

  private static OptionalInt when(Meeting meeting, boolean joined) {
    return meeting.everJoined().isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of(meeting.everJoined().get() == joined ? 1 : 0);
  }

  /** All meetings are there. */
  Meetings end() {
    countedTwice = twice.people();
    return this;
  }

  int count() {
    return count;
  }

  /** The meetings of which the server told an internal id. */
  List<Id> ids() {
    return List.copyOf(ids);
  }

  void writeTo(Samples samples, MeetingIds hashes) {
    samples.put(BbbMetrics.MEETINGS, count);
    tally(samples, Count.PARTICIPANTS, BbbMetrics.PARTICIPANTS, rooms.participants());
    tally(samples, Count.LISTENERS, BbbMetrics.LISTENERS, rooms.listeners());
    tally(samples, Count.VOICES, BbbMetrics.VOICE_PARTICIPANTS, rooms.voices());
    tally(samples, Count.VIDEOS, BbbMetrics.VIDEO_PARTICIPANTS, rooms.videos());
    tallies.get(Count.MODERATORS).sum.writeTo(samples, BbbMetrics.MODERATORS);
    presenters.writeTo(samples, BbbMetrics.PRESENTERS);
    neverJoined.writeTo(samples, BbbMetrics.NEVER_JOINED);
    empty.writeTo(samples, BbbMetrics.EMPTY);
    samples
        .put(BbbMetrics.RECORDED, recorded)
        .put(BbbMetrics.BREAKOUTS, breakouts)
        .put(BbbMetrics.MEETING_AGES, ages);
    if (tallies.get(Count.PARTICIPANTS).sum.known) {
      samples
          .put(BbbMetrics.PARTICIPANTS_MAX, largest)
          .put(BbbMetrics.BREAKOUT_PARTICIPANTS, inBreakouts)
          .put(BbbMetrics.COUNTED_TWICE, countedTwice)
          .put(BbbMetrics.BREAKOUT_ROOM_PARTICIPANTS, breakoutSizes);
      origins.forEach(
          (origin, n) ->
              samples.put(BbbMetrics.PARTICIPANTS_ORIGIN, n, origin.get(0), origin.get(1)));
    }
    clients.forEach((type, n) -> samples.put(BbbMetrics.PARTICIPANT_CLIENTS, n, type));
    top.writeTo(samples, hashes, nowMillis);
  }

  private void tally(Samples samples, Count which, Metric total, Metric distribution) {
    tallies.get(which).writeTo(samples, total, distribution);
  }

  private static Distribution of(Metric metric) {
    return new Distribution(metric.buckets());
  }
}
