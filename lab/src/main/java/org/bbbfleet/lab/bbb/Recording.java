package org.bbbfleet.lab.bbb;

import java.time.Duration;
import java.time.Instant;

/**
 * A recording as getRecordings lists it.
 *
 * @param id the meeting's internal id, which names the recording too
 * @param meetingId the front end's id of the meeting
 * @param name the meeting's name
 * @param state its place in the pipeline
 * @param startTime when the meeting started
 * @param length how long it lasted
 * @param participants how many people were there
 * @param rawSize bytes of the raw material
 */
public record Recording(
    String id,
    String meetingId,
    String name,
    State state,
    Instant startTime,
    Duration length,
    int participants,
    long rawSize) {

  /** The states that the API knows; lower case in queries and answers. */
  public enum State {
    PROCESSING,
    PROCESSED,
    PUBLISHED,
    UNPUBLISHED,
    DELETED
  }

  /** A recording of a meeting that is over. */
  public static Recording of(Meeting meeting, State state, Duration length) {
    return new Recording(
        meeting.internalId(),
        meeting.id(),
        meeting.name(),
        state,
        meeting.startTime().orElse(meeting.createTime()),
        length,
        meeting.attendees().size(),
        length.toSeconds() * 40_000);
  }
}
