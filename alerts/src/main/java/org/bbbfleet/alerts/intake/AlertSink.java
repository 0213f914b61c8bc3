package org.bbbfleet.alerts.intake;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A system that takes alerts and tells people of them. Blocks: not for the event loop. */
public interface AlertSink {

  /** Its name and place, for people. */
  String name();

  /**
   * Sends alerts; what was sent before with the same labels is replaced.
   *
   * @throws org.bbbfleet.core.error.FleetException when it does not take them
   */
  void send(List<Sent> alerts);

  /**
   * An alert that is sent.
   *
   * @param endsAt until when it fires, unless it is sent again
   * @param link where to read more
   */
  record Sent(
      Map<String, String> labels,
      Map<String, String> annotations,
      Instant startsAt,
      Instant endsAt,
      String link) {
    public Sent {
      labels = Map.copyOf(labels);
      annotations = Map.copyOf(annotations);
      requireNonNull(startsAt, "startsAt is null");
      requireNonNull(endsAt, "endsAt is null");
    }
  }
}
