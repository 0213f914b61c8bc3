package org.bbbfleet.lab.bbb;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Answers getRecordings. */
final class RecordingXml {
  private static final String DEFAULT_STATES = "published,unpublished";

  private final BbbVersion version;

  RecordingXml(BbbVersion version) {
    this.version = version;
  }

  /** The recordings that a query asks for. */
  List<Recording> select(List<Recording> all, Query query) {
    Set<String> states = words(query.get("state").orElse(DEFAULT_STATES));
    Optional<Set<String>> meetings = query.get("meetingID").map(RecordingXml::words);
    Optional<Set<String>> ids = query.get("recordID").map(RecordingXml::words);
    List<Recording> found =
        all.stream()
            .filter(r -> states.contains("any") || states.contains(state(r)))
            .filter(r -> meetings.isEmpty() || meetings.get().contains(r.meetingId()))
            .filter(r -> ids.isEmpty() || ids.get().stream().anyMatch(r.id()::startsWith))
            .toList();
    if (!version.atLeast(BbbVersion.V2_6) || query.get("limit").isEmpty()) {
      return found;
    }
    int limit = Math.max(1, Math.min(100, query.number("limit", 100)));
    return found.stream().skip(query.number("offset", 0)).limit(limit).toList();
  }

  /** Prints the answer; an empty selection is a success with a message key. */
  String print(List<Recording> recordings, XmlStyle style, String host) {
    Xml xml = new Xml(style);
    xml.parent(
        "response",
        () -> {
          xml.text("returncode", "SUCCESS");
          if (recordings.isEmpty()) {
            xml.empty("recordings");
            xml.text("messageKey", "noRecordings");
            xml.text("message", "There are no recordings for the meeting(s).");
          } else {
            xml.parent("recordings", () -> recordings.forEach(r -> print(xml, r, host)));
          }
        });
    return xml.toString();
  }

  private static void print(Xml xml, Recording recording, String host) {
    long end = recording.startTime().plus(recording.length()).toEpochMilli();
    xml.parent(
        "recording",
        () -> {
          xml.text("recordID", recording.id());
          xml.text("meetingID", recording.meetingId());
          xml.text("internalMeetingID", recording.id());
          xml.text("name", recording.name());
          xml.flag("isBreakout", false);
          xml.flag("published", recording.state() == Recording.State.PUBLISHED);
          xml.text("state", state(recording));
          xml.epoch("startTime", recording.startTime().toEpochMilli());
          xml.epoch("endTime", end);
          xml.number("participants", recording.participants());
          xml.number("rawSize", recording.rawSize());
          xml.parent("metadata", () -> xml.cdata("meetingName", recording.name()));
          xml.number("size", recording.rawSize() / 9);
          xml.parent("playback", () -> playback(xml, recording, host));
        });
  }

  private static void playback(Xml xml, Recording recording, String host) {
    if (recording.state() != Recording.State.PUBLISHED) {
      return;
    }
    xml.parent(
        "format",
        () ->
            xml.text("type", "presentation")
                .text("url", "https://" + host + "/playback/presentation/2.3/" + recording.id())
                .number("processingTime", 7177)
                .number("length", recording.length().toMinutes())
                .number("size", recording.rawSize() / 9));
  }

  private static String state(Recording recording) {
    return recording.state().name().toLowerCase(Locale.ROOT);
  }

  private static Set<String> words(String list) {
    return Arrays.stream(list.split(",")).map(String::trim).collect(Collectors.toSet());
  }
}
