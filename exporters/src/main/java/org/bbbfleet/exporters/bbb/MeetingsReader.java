package org.bbbfleet.exporters.bbb;

import java.util.Locale;
import java.util.regex.Pattern;
import org.bbbfleet.exporters.bbb.ApiFailure.Reason;

/**
 * Reads getMeetings: by element names, in any order, keeping numbers only. A count that is missing
 * is taken from the list of attendees if there is one, and else stays unknown.
 */
final class MeetingsReader implements AnswerReader<Meetings>, XmlReader.Elements<MeetingElement> {
  private static final int LONGEST_LABEL = 128;
  private static final Pattern UNPRINTABLE = Pattern.compile("\\p{C}");

  private final XmlReader<MeetingElement> xml = new XmlReader<>(MeetingElement.TREE, this);
  private final Returned returned = new Returned();
  private final Meetings meetings;
  private Meeting meeting = new Meeting();
  private Attendee attendee = new Attendee();
  private boolean listed;

  /** The last client's kind: nearly all attendees have the same. */
  private String lastText = "";

  private String lastLabel = "";

  MeetingsReader(Meetings meetings) {
    this.meetings = meetings;
  }

  @Override
  public void take(byte[] bytes, int length) {
    xml.feed(bytes, length);
  }

  @Override
  public Meetings end() {
    xml.end();
    returned.requireSuccess();
    if (!listed && !returned.key().equals("noMeetings")) {
      throw new ApiFailure(Reason.MALFORMED, "the answer lists no meetings and does not say so");
    }
    return meetings.end();
  }

  @Override
  public void begin(MeetingElement element, String key) {
    switch (element) {
      case MEETINGS -> listed = true;
      case MEETING -> meeting = new Meeting();
      case ATTENDEES -> meeting.attendeesListed = true;
      case ATTENDEE -> attendee = new Attendee();
      case ERROR -> returned.errorKey(key);
      default -> {
        // Only its text counts.
      }
    }
  }

  @Override
  public void end(MeetingElement element) {
    if (element == MeetingElement.MEETING) {
      meetings.add(meeting);
    } else if (element == MeetingElement.ATTENDEE) {
      meeting.join(attendee);
    }
  }

  @Override
  public void text(MeetingElement element, String text) {
    switch (element) {
      case RETURN_CODE -> returned.code(text);
      case MESSAGE_KEY -> returned.key(text);
      case ERROR_KEY -> returned.errorKey(text);
      case INTERNAL_ID -> meeting.internalId = text;
      case CREATE_TIME -> meeting.createdMillis = TolerantInteger.millis(text);
      case HAS_USER_JOINED -> meeting.stateJoined(yes(text));
      case RECORDING -> meeting.recorded = yes(text);
      case PARTICIPANTS -> meeting.state(Count.PARTICIPANTS, text);
      case LISTENERS -> meeting.state(Count.LISTENERS, text);
      case VOICES -> meeting.state(Count.VOICES, text);
      case VIDEOS -> meeting.state(Count.VIDEOS, text);
      case MODERATORS -> meeting.state(Count.MODERATORS, text);
      case IS_BREAKOUT -> meeting.breakout = yes(text);
      case PARENT_ID -> meeting.parentId = text;
      case ORIGIN -> meeting.originName = label(text);
      case ORIGIN_SERVER -> meeting.originServer = label(text);
      case USER_ID -> attendee.userId = text;
      case ROLE -> attendee.moderator = text.equalsIgnoreCase("MODERATOR");
      case IS_PRESENTER -> attendee.presenter = yes(text);
      case IS_LISTENING -> attendee.listening = yes(text);
      case HAS_VOICE -> attendee.voice = yes(text);
      case HAS_VIDEO -> attendee.video = yes(text);
      case CLIENT -> attendee.client = client(text);
      default -> {
        // The elements with children have no text of their own.
      }
    }
  }

  private String client(String text) {
    if (!text.equals(lastText)) {
      lastLabel = label(text);
      lastText = text;
    }
    return lastLabel;
  }

  private static boolean yes(String text) {
    return text.equalsIgnoreCase("true");
  }

  /** A value from outside as a label: lower case, nothing unprintable, of bounded length. */
  private static String label(String value) {
    String plain = UNPRINTABLE.matcher(value.toLowerCase(Locale.ROOT)).replaceAll("");
    if (plain.length() <= LONGEST_LABEL) {
      return plain;
    }
    int end = Character.isHighSurrogate(plain.charAt(LONGEST_LABEL - 1)) ? 1 : 0;
    return plain.substring(0, LONGEST_LABEL - end);
  }
}
