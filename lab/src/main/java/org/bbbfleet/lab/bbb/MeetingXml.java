package org.bbbfleet.lab.bbb;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.bbbfleet.lab.bbb.Attendee.Audio;

/** Prints meetings in the order of the server's template, with the differences between versions. */
final class MeetingXml {
  private static final DateTimeFormatter CREATE_DATE =
      DateTimeFormatter.ofPattern("EEE MMM dd HH:mm:ss 'UTC' yyyy", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final BbbVersion version;
  private final Xml xml;

  MeetingXml(BbbVersion version, Xml xml) {
    this.version = version;
    this.xml = xml;
  }

  static String createDate(Instant time) {
    return CREATE_DATE.format(time);
  }

  /** The elements of one meeting, without an element around them. */
  void print(Meeting meeting) {
    boolean breakout = meeting.breakout().isPresent();
    // The template escapes what it prints of breakout rooms; all else is CDATA.
    if (breakout) {
      xml.text("meetingName", meeting.name()).text("meetingID", meeting.id());
    } else {
      xml.cdata("meetingName", meeting.name()).cdata("meetingID", meeting.id());
    }
    xml.text("internalMeetingID", meeting.internalId());
    xml.epoch("createTime", meeting.createTime().toEpochMilli());
    xml.text("createDate", createDate(meeting.createTime()));
    xml.text("voiceBridge", Integer.toString(meeting.voiceBridge()));
    xml.text("dialNumber", "613-555-1234");
    xml.text("attendeePW", meeting.attendeePassword());
    xml.text("moderatorPW", meeting.moderatorPassword());
    xml.flag("running", meeting.hasUserJoined());
    xml.number("duration", meeting.duration().toMinutes());
    xml.flag("hasUserJoined", meeting.hasUserJoined());
    xml.flag("recording", meeting.recording() == Meeting.Recorded.YES);
    xml.flag("hasBeenForciblyEnded", false);
    xml.epoch("startTime", meeting.startTime().map(Instant::toEpochMilli).orElse(0L));
    xml.epoch("endTime", 0);
    counts(meeting);
    xml.parent("attendees", () -> meeting.attendees().forEach(this::print));
    xml.parent("metadata", () -> meeting.metadata().forEach(xml::cdata));
    xml.flag("isBreakout", breakout);
    meeting
        .breakout()
        .ifPresent(
            link ->
                xml.text("parentMeetingID", link.parentId())
                    .number("sequence", link.sequence())
                    .flag("freeJoin", false));
    if (!meeting.breakoutRooms().isEmpty()) {
      xml.parent(
          "breakoutRooms",
          () -> meeting.breakoutRooms().forEach(room -> xml.text("breakout", room)));
    }
  }

  private void counts(Meeting meeting) {
    long listeners = meeting.count(Audio.LISTEN_ONLY);
    long voices = meeting.count(Audio.VOICE);
    xml.number("participantCount", meeting.attendees().size());
    xml.number("listenerCount", transparentListenOnly() ? 0 : listeners);
    xml.number("voiceParticipantCount", transparentListenOnly() ? voices + listeners : voices);
    xml.number(
        "videoCount",
        meeting.attendees().stream().filter(a -> a.video() == Attendee.Video.YES).count());
    xml.number("maxUsers", meeting.maxUsers());
    xml.number(
        "moderatorCount",
        meeting.attendees().stream().filter(a -> a.role() == Attendee.Role.MODERATOR).count());
  }

  private void print(Attendee attendee) {
    boolean listens = attendee.audio() == Audio.LISTEN_ONLY;
    boolean speaks = attendee.audio() == Audio.VOICE;
    xml.parent(
        "attendee",
        () -> {
          xml.text("userID", attendee.userId());
          xml.cdata("fullName", attendee.fullName());
          xml.text("role", attendee.role().name());
          xml.flag("isPresenter", attendee.presenter() == Attendee.Presenter.YES);
          xml.flag("isListeningOnly", listens && !transparentListenOnly());
          xml.flag("hasJoinedVoice", speaks || (listens && transparentListenOnly()));
          xml.flag("hasVideo", attendee.video() == Attendee.Video.YES);
          xml.text("clientType", client(attendee).printed());
          if (!attendee.customData().isEmpty()) {
            xml.parent("customdata", () -> attendee.customData().forEach(xml::text));
          }
        });
  }

  private Attendee.Client client(Attendee attendee) {
    // Flash was dropped with 2.3: a younger server can't have such a client.
    return attendee.client() == Attendee.Client.FLASH && version.atLeast(BbbVersion.V2_4)
        ? Attendee.Client.HTML5
        : attendee.client();
  }

  private boolean transparentListenOnly() {
    return version.atLeast(BbbVersion.V3_0);
  }
}
