package org.bbbfleet.lab.bbb;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What the API answers to each call: rightly, in one version's words. */
final class ApiCalls {
  private final BbbOptions options;
  private final Checksums checksums;
  private final Meetings meetings;
  private final Recordings recordings;
  private final InstantSource clock;

  ApiCalls(BbbOptions options, Meetings meetings, Recordings recordings, InstantSource clock) {
    this.options = options;
    this.checksums = new Checksums(options.secret(), options.algorithms());
    this.meetings = meetings;
    this.recordings = recordings;
    this.clock = clock;
  }

  /**
   * Answers a call.
   *
   * @param call its name; empty for the root, which needs no checksum
   * @param raw the query string as sent
   * @param host what the client called this server
   */
  Answer answer(String call, String raw, XmlStyle style, String host) {
    if (call.isEmpty()) {
      return Answer.xml(() -> root(style, host));
    }
    if (!checksums.verify(call, raw)) {
      return checksumError(style);
    }
    Query query = Query.parse(raw);
    return switch (call) {
      case "getMeetings" -> Answer.xml(() -> getMeetings(style));
      case "getRecordings" ->
          Answer.xml(
              () -> {
                RecordingXml xml = new RecordingXml(options.version());
                return xml.print(xml.select(recordings.all(), query), style, host);
              });
      case "getMeetingInfo", "isMeetingRunning", "end" -> ofMeeting(call, query, style);
      case "create" -> create(query, style);
      case "join" -> new JoinCall(options.version(), meetings).answer(query, style, host);
      default -> Answer.failed(style, "unsupportedRequest", "This request is not supported.");
    };
  }

  /** The answer to a wrong checksum. The text differs between versions, the key does not. */
  Answer checksumError(XmlStyle style) {
    return Answer.failed(
        style,
        "checksumError",
        options.version().atLeast(BbbVersion.V2_4)
            ? "Checksums do not match"
            : "You did not pass the checksum security check");
  }

  private String root(XmlStyle style, String host) {
    Xml xml = new Xml(style);
    String release =
        options.reveal() == BbbOptions.Reveal.VERSION ? options.version().release() : "";
    return xml.parent(
            "response",
            () -> {
              xml.text("returncode", "SUCCESS").text("version", "2.0").text("apiVersion", "2.0");
              xml.text("bbbVersion", release);
              if (options.version().atLeast(BbbVersion.V3_0)) {
                xml.text("apiUrl", "https://" + host + "/bigbluebutton/api");
                xml.text("graphqlWebsocketUrl", "wss://" + host + "/graphql");
                xml.text("graphqlApiUrl", "https://" + host + "/api/rest");
              }
            })
        .toString();
  }

  private String getMeetings(XmlStyle style) {
    Xml xml = new Xml(style);
    MeetingXml template = new MeetingXml(options.version(), xml);
    List<Meeting> all = meetings.all();
    xml.parent(
        "response",
        () -> {
          xml.text("returncode", "SUCCESS");
          if (all.isEmpty()) {
            xml.empty("meetings");
            xml.text("messageKey", "noMeetings");
            xml.text("message", "no meetings were found on this server");
          } else {
            xml.parent(
                "meetings",
                () -> all.forEach(one -> xml.parent("meeting", () -> template.print(one))));
          }
        });
    return xml.toString();
  }

  private Answer ofMeeting(String call, Query query, XmlStyle style) {
    Optional<String> id = query.get("meetingID");
    if (id.isEmpty()) {
      return Answer.failed(style, "missingParamMeetingID", "You must specify a meeting ID.");
    }
    Optional<Meeting> meeting = meetings.find(id.get());
    if (call.equals("isMeetingRunning")) {
      return success(
          style, xml -> xml.flag("running", meeting.filter(Meeting::hasUserJoined).isPresent()));
    }
    if (meeting.isEmpty()) {
      return Answer.failed(style, "notFound", "A meeting with that ID does not exist.");
    }
    if (call.equals("getMeetingInfo")) {
      return success(
          style,
          xml -> {
            new MeetingXml(options.version(), xml).print(meeting.get());
            xml.text("messageKey", "").text("message", "");
          });
    }
    return end(query, meeting.get(), style);
  }

  private Answer end(Query query, Meeting meeting, XmlStyle style) {
    boolean passwordNeeded = !options.version().atLeast(BbbVersion.V3_0);
    Optional<String> password = query.get("password");
    if ((passwordNeeded || password.isPresent())
        && !password.equals(Optional.of(meeting.moderatorPassword()))) {
      return Answer.failed(style, "invalidPassword", "You must supply the moderator password.");
    }
    meetings.remove(meeting.id());
    return success(
        style,
        xml ->
            xml.text("messageKey", "sentEndMeetingRequest")
                .text("message", "A request to end the meeting was sent."));
  }

  private Answer create(Query query, XmlStyle style) {
    Optional<String> id = query.get("meetingID");
    if (id.isEmpty()) {
      return Answer.failed(style, "missingParamMeetingID", "You must specify a meeting ID.");
    }
    if (id.get().length() > 256 || id.get().contains(",")) {
      return Answer.failed(style, "validationError", "The meeting ID is not valid.");
    }
    Instant now = Instant.ofEpochMilli(clock.millis());
    Meeting asked = Meeting.created(id.get(), query.get("name").orElse(id.get()), now);
    asked =
        asked
            .withPasswords(
                query.get("attendeePW").orElse(asked.attendeePassword()),
                query.get("moderatorPW").orElse(asked.moderatorPassword()))
            .withMaxUsers(query.number("maxParticipants", 0));
    if (query.get("record").filter("true"::equals).isPresent()) {
      asked = asked.recorded();
    }
    boolean existed = !meetings.addIfAbsent(asked);
    Meeting there = meetings.find(asked.id()).orElse(asked);
    if (existed && !there.moderatorPassword().equals(asked.moderatorPassword())) {
      return Answer.failed(style, "idNotUnique", "A meeting with this ID exists already.");
    }
    return success(style, xml -> created(xml, there, existed ? "duplicateWarning" : ""));
  }

  private static void created(Xml xml, Meeting meeting, String messageKey) {
    xml.text("meetingID", meeting.id()).text("internalMeetingID", meeting.internalId());
    xml.text("parentMeetingID", "bbb-none");
    xml.text("attendeePW", meeting.attendeePassword());
    xml.text("moderatorPW", meeting.moderatorPassword());
    xml.epoch("createTime", meeting.createTime().toEpochMilli());
    xml.text("voiceBridge", Integer.toString(meeting.voiceBridge()));
    xml.text("dialNumber", "613-555-1234");
    xml.text("createDate", MeetingXml.createDate(meeting.createTime()));
    xml.flag("hasUserJoined", meeting.hasUserJoined());
    xml.number("duration", meeting.duration().toMinutes());
    xml.flag("hasBeenForciblyEnded", false);
    xml.text("messageKey", messageKey).text("message", "");
  }

  static Answer success(XmlStyle style, Consumer<Xml> content) {
    return Answer.xml(
        () -> {
          Xml xml = new Xml(style);
          return xml.parent(
                  "response",
                  () -> {
                    xml.text("returncode", "SUCCESS");
                    content.accept(xml);
                  })
              .toString();
        });
  }
}
