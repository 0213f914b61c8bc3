package org.bbbfleet.app.service.status;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bbbfleet.alerts.audit.EventKind;
import org.bbbfleet.alerts.audit.HealingEvent;
import org.bbbfleet.alerts.audit.Plain;
import org.bbbfleet.alerts.incident.IncidentStory;

/** Events of the audit trail in the words in which people are told them. */
public final class StoryLine {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

  private static final int LONGEST_EVIDENCE = 1500;

  private StoryLine() {}

  /**
   * One line: when, the kind of event, what happened.
   *
   * @param id of the event
   * @param evidence what it rests on, cut; may be empty and may have several lines
   */
  public record Line(long id, String at, String what, String text, String evidence) {}

  static List<Line> of(IncidentStory story) {
    return story.events().stream()
        .map(e -> new Line(e.id(), CLOCK.format(e.at()), word(e.kind()), e.text(), evidence(e)))
        .toList();
  }

  private static String evidence(HealingEvent e) {
    String all =
        Stream.of(e.why(), e.evidence(), e.output())
            .filter(text -> !text.isBlank())
            .collect(Collectors.joining("\n"));
    return Plain.lines(all, LONGEST_EVIDENCE);
  }

  /**
   * One event for pollers.
   *
   * @param id ask for what comes after it
   * @param kind closed set, for programs
   * @param word for people
   */
  public record Event(
      long id,
      String at,
      Long incident,
      String kind,
      String word,
      String host,
      String alert,
      String text) {}

  public static Event event(HealingEvent e) {
    return new Event(
        e.id(),
        e.at().toString(),
        e.incident().isPresent() ? e.incident().getAsLong() : null,
        e.kind().name().toLowerCase(Locale.ROOT),
        word(e.kind()),
        e.host(),
        e.alert(),
        e.text());
  }

  private static String word(EventKind kind) {
    return switch (kind) {
      case NOTIFICATION -> "notified";
      case OPENED -> "webhook";
      case GUARD -> "guard";
      case APPROVAL_ASKED -> "proposed";
      case APPROVAL -> "answered";
      case ACTION_STARTED -> "action";
      case ACTION_GOES_ON -> "acting";
      case ACTION_FINISHED -> "acted";
      case VERIFICATION -> "verified";
      case HEALED -> "healed";
      case ESCALATED -> "escalated";
      case RESOLVED -> "resolved";
      case PAUSE -> "pause";
      case CALLED -> "called";
      case TAKEN -> "taken";
      case UNKNOWN -> "unknown";
    };
  }
}
