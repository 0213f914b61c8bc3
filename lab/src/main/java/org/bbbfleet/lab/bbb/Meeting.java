package org.bbbfleet.lab.bbb;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A meeting as the server knows it.
 *
 * @param name as typed by a person: any characters
 * @param id the front end's id
 * @param createTime when create was called, to the millisecond
 * @param startTime when the first attendee joined; empty if nobody ever did
 * @param voiceBridge the conference's number
 * @param attendeePassword the viewers' password
 * @param moderatorPassword the moderators' password
 * @param duration the configured limit, zero for none; whole minutes are printed
 * @param recording whether it was created with record=true
 * @param maxUsers the configured limit, 0 for none
 * @param attendees those who are in it now
 * @param metadata keys are printed as they are; the original lower-cases them
 * @param breakout what makes it a breakout room
 * @param breakoutRooms internal ids of its own breakout rooms
 */
public record Meeting(
    String name,
    String id,
    Instant createTime,
    Optional<Instant> startTime,
    int voiceBridge,
    String attendeePassword,
    String moderatorPassword,
    Duration duration,
    Recorded recording,
    int maxUsers,
    List<Attendee> attendees,
    Map<String, String> metadata,
    Optional<Breakout> breakout,
    List<String> breakoutRooms) {

  /** Whether a meeting is recorded. */
  public enum Recorded {
    YES,
    NO
  }

  /**
   * What a breakout room knows of its parent.
   *
   * @param parentId the parent's internal id
   * @param sequence its number among its siblings, from 1
   */
  public record Breakout(String parentId, int sequence) {}

  /** Copies the collections. */
  public Meeting {
    attendees = List.copyOf(attendees);
    metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
    breakoutRooms = List.copyOf(breakoutRooms);
  }

  /** A meeting that was created and that nobody has joined. */
  public static Meeting created(String id, String name, Instant createTime) {
    int bridge = 10_000 + Math.floorMod(id.hashCode(), 90_000);
    return new Meeting(
        name,
        id,
        createTime,
        Optional.empty(),
        bridge,
        "ap-" + bridge,
        "mp-" + bridge,
        Duration.ZERO,
        Recorded.NO,
        0,
        List.of(),
        Map.of(),
        Optional.empty(),
        List.of());
  }

  /** The server's own id: the SHA-1 of the front end's, and the creation's milliseconds. */
  public String internalId() {
    return ChecksumAlgorithm.SHA1.hex(id) + "-" + createTime.toEpochMilli();
  }

  /** Whether anybody ever joined. */
  public boolean hasUserJoined() {
    return startTime.isPresent();
  }

  /** How many attendees hear in the given way. */
  public long count(Attendee.Audio audio) {
    return attendees.stream().filter(attendee -> attendee.audio() == audio).count();
  }

  /** The meeting after more people joined; the first of all starts it, a second after creation. */
  public Meeting joinedBy(List<Attendee> more) {
    Optional<Instant> start = Optional.of(startTime.orElse(createTime.plusSeconds(1)));
    List<Attendee> all = Stream.concat(attendees.stream(), more.stream()).toList();
    return with(start, recording, maxUsers, all, metadata, breakout, breakoutRooms);
  }

  /** The meeting after more people joined. */
  public Meeting joinedBy(Attendee... more) {
    return joinedBy(List.of(more));
  }

  /** The meeting after everybody left. */
  public Meeting emptied() {
    return with(startTime, recording, maxUsers, List.of(), metadata, breakout, breakoutRooms);
  }

  /** The meeting, recorded. */
  public Meeting recorded() {
    return with(startTime, Recorded.YES, maxUsers, attendees, metadata, breakout, breakoutRooms);
  }

  /** The meeting with a limit of users. */
  public Meeting withMaxUsers(int limit) {
    return with(startTime, recording, limit, attendees, metadata, breakout, breakoutRooms);
  }

  /** The meeting with other metadata. */
  public Meeting withMetadata(Map<String, String> other) {
    return with(startTime, recording, maxUsers, attendees, other, breakout, breakoutRooms);
  }

  /** The meeting as a breakout room of another. */
  public Meeting breakoutOf(Meeting parent, int sequence) {
    Breakout link = new Breakout(parent.internalId(), sequence);
    return with(
        startTime, recording, maxUsers, attendees, metadata, Optional.of(link), breakoutRooms);
  }

  /** The meeting as the parent of the given rooms. */
  public Meeting withBreakoutRooms(List<Meeting> rooms) {
    List<String> ids = rooms.stream().map(Meeting::internalId).toList();
    return with(startTime, recording, maxUsers, attendees, metadata, breakout, ids);
  }

  /** The meeting with other passwords. */
  public Meeting withPasswords(String attendee, String moderator) {
    return new Meeting(
        name,
        id,
        createTime,
        startTime,
        voiceBridge,
        attendee,
        moderator,
        duration,
        recording,
        maxUsers,
        attendees,
        metadata,
        breakout,
        breakoutRooms);
  }

  private Meeting with(
      Optional<Instant> start,
      Recorded record,
      int limit,
      List<Attendee> people,
      Map<String, String> meta,
      Optional<Breakout> link,
      List<String> rooms) {
    return new Meeting(
        name,
        id,
        createTime,
        start,
        voiceBridge,
        attendeePassword,
        moderatorPassword,
        duration,
        record,
        limit,
        people,
        meta,
        link,
        rooms);
  }
}
