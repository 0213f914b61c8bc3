package org.bbbfleet.exporters.bbb;

/**
 * The elements of getMeetings that are read. Names and passwords are not among them: they are
 * passed over and never held.
 */
enum MeetingElement {
  RETURN_CODE("response/returncode"),
  MESSAGE_KEY("response/messageKey"),
  ERROR("response/errors/error"),
  ERROR_KEY("response/errors/error/key"),
  MEETINGS("response/meetings"),
  MEETING("response/meetings/meeting"),
  INTERNAL_ID("response/meetings/meeting/internalMeetingID"),
  CREATE_TIME("response/meetings/meeting/createTime"),
  HAS_USER_JOINED("response/meetings/meeting/hasUserJoined"),
  RECORDING("response/meetings/meeting/recording"),
  PARTICIPANTS("response/meetings/meeting/participantCount"),
  LISTENERS("response/meetings/meeting/listenerCount"),
  VOICES("response/meetings/meeting/voiceParticipantCount"),
  VIDEOS("response/meetings/meeting/videoCount"),
  MODERATORS("response/meetings/meeting/moderatorCount"),
  IS_BREAKOUT("response/meetings/meeting/isBreakout"),
  PARENT_ID("response/meetings/meeting/parentMeetingID"),
  ORIGIN("response/meetings/meeting/metadata/bbb-origin"),
  ORIGIN_SERVER("response/meetings/meeting/metadata/bbb-origin-server-name"),
  ATTENDEES("response/meetings/meeting/attendees"),
  ATTENDEE("response/meetings/meeting/attendees/attendee"),
  USER_ID("response/meetings/meeting/attendees/attendee/userID"),
  ROLE("response/meetings/meeting/attendees/attendee/role"),
  IS_PRESENTER("response/meetings/meeting/attendees/attendee/isPresenter"),
  IS_LISTENING("response/meetings/meeting/attendees/attendee/isListeningOnly"),
  HAS_VOICE("response/meetings/meeting/attendees/attendee/hasJoinedVoice"),
  HAS_VIDEO("response/meetings/meeting/attendees/attendee/hasVideo"),
  CLIENT("response/meetings/meeting/attendees/attendee/clientType");

  static final ElementTree<MeetingElement> TREE = tree();

  private final String path;

  MeetingElement(String path) {
    this.path = path;
  }

  private static ElementTree<MeetingElement> tree() {
    ElementTree<MeetingElement> tree = new ElementTree<>();
    for (MeetingElement element : values()) {
      tree.add(element.path, element);
    }
    return tree;
  }
}
