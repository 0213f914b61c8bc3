package org.bbbfleet.alerts.intake;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bbbfleet.alerts.audit.Plain;
import org.bbbfleet.alerts.guard.Silences.Matcher;
import org.bbbfleet.alerts.guard.Silences.Silence;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/** Silences in the form of Alertmanager's API, version 2. */
final class SilenceReader {
  private static final int LONGEST = 200;

  private final String name;

  /**
   * @param name who answered, for messages
   */
  SilenceReader(String name) {
    this.name = name;
  }

  /** Those that are active now. */
  List<Silence> active(JsonNode answer) {
    if (!answer.isArray()) {
      throw failed("answered no list of silences");
    }
    List<Silence> active = new ArrayList<>();
    for (JsonNode silence : answer) {
      if (silence.path("status").path("state").asText().equals("active")) {
        active.add(one(silence));
      }
    }
    return List.copyOf(active);
  }

  private Silence one(JsonNode silence) {
    List<Matcher> matchers = new ArrayList<>();
    for (JsonNode matcher : silence.path("matchers")) {
      matchers.add(
          new Matcher(
              matcher.path("name").asText(),
              matcher.path("value").asText(),
              matcher.path("isRegex").asBoolean() ? Matcher.Kind.PATTERN : Matcher.Kind.TEXT,
              // Absent before 0.22: then every matcher wants its label to fit.
              matcher.path("isEqual").asBoolean(true)
                  ? Matcher.Sense.FITS
                  : Matcher.Sense.FITS_NOT));
    }
    try {
      return new Silence(
          Plain.line(silence.path("id").asText(), LONGEST),
          Plain.line(silence.path("createdBy").asText(), LONGEST),
          Plain.line(silence.path("comment").asText(), LONGEST),
          Instant.parse(silence.path("endsAt").asText()),
          matchers);
    } catch (DateTimeException e) {
      throw failed("has a silence without end: " + silence.path("id").asText());
    }
  }

  private FleetException failed(String what) {
    return new FleetException(ErrorCategory.PROTOCOL, name + " " + what);
  }
}
