package org.bbbfleet.exporters.bbb;

/** One attendee as it is read; gone as soon as its meeting has counted it. */
final class Attendee {
  String userId = "";
  String client = "";
  boolean moderator;
  boolean presenter;
  boolean listening;
  boolean voice;
  boolean video;

  boolean is(Count count) {
    return switch (count) {
      case PARTICIPANTS -> true;
      case LISTENERS -> listening;
      case VOICES -> voice;
      case VIDEOS -> video;
      case MODERATORS -> moderator;
    };
  }
}
