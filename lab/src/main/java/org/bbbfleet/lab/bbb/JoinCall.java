package org.bbbfleet.lab.bbb;

import java.util.Locale;
import java.util.Optional;

/** The join call: checks the password or role and adds an attendee. */
final class JoinCall {
  private final BbbVersion version;
  private final Meetings meetings;

  JoinCall(BbbVersion version, Meetings meetings) {
    this.version = version;
    this.meetings = meetings;
  }

  Answer answer(Query query, XmlStyle style, String host) {
    Optional<String> name = query.get("fullName");
    if (name.isEmpty()) {
      return Answer.failed(style, "missingParamFullName", "You must specify a name.");
    }
    Optional<Meeting> meeting = query.get("meetingID").flatMap(meetings::find);
    if (meeting.isEmpty()) {
      return Answer.failed(style, "notFound", "A meeting with that ID does not exist.");
    }
    Optional<Attendee.Role> role = role(query, meeting.get());
    if (role.isEmpty()) {
      return Answer.failed(style, "invalidPassword", "The password or role is not right.");
    }
    int number = meeting.get().attendees().size();
    String token = ChecksumAlgorithm.SHA1.hex(meeting.get().internalId() + number).substring(0, 16);
    String userId = query.get("userID").orElse("w_" + token.substring(0, 12));
    Attendee attendee =
        role.get() == Attendee.Role.MODERATOR
            ? Attendee.moderator(userId, name.get())
            : Attendee.viewer(userId, name.get());
    meetings.change(meeting.get().id(), there -> there.joinedBy(attendee));
    String url = "https://" + host + "/html5client/join?sessionToken=" + token;
    if (!query.get("redirect").equals(Optional.of("false"))) {
      return Answer.redirect(url);
    }
    return ApiCalls.success(
        style,
        xml ->
            xml.text("messageKey", "successfullyJoined")
                .text("message", "You have joined successfully.")
                .text("meeting_id", meeting.get().internalId())
                .text("user_id", userId)
                .text("auth_token", token)
                .text("session_token", token)
                .text("url", url));
  }

  private Optional<Attendee.Role> role(Query query, Meeting meeting) {
    Optional<String> password = query.get("password");
    if (password.equals(Optional.of(meeting.moderatorPassword()))) {
      return Optional.of(Attendee.Role.MODERATOR);
    }
    if (password.equals(Optional.of(meeting.attendeePassword()))) {
      return Optional.of(Attendee.Role.VIEWER);
    }
    // Since 2.4 a role may be given instead of a password.
    if (password.isPresent() || !version.atLeast(BbbVersion.V2_4)) {
      return Optional.empty();
    }
    return query
        .get("role")
        .flatMap(
            word ->
                switch (word.toUpperCase(Locale.ROOT)) {
                  case "MODERATOR" -> Optional.of(Attendee.Role.MODERATOR);
                  case "VIEWER" -> Optional.of(Attendee.Role.VIEWER);
                  default -> Optional.empty();
                });
  }
}
