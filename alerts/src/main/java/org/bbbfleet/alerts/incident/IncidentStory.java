package org.bbbfleet.alerts.incident;

import java.util.List;
import org.bbbfleet.alerts.audit.HealingEvent;

/**
 * An incident with all that was done and decided.
 *
 * @param events oldest first
 */
public record IncidentStory(
    IncidentView incident, List<Attempt> attempts, List<HealingEvent> events) {
  public IncidentStory {
    attempts = List.copyOf(attempts);
    events = List.copyOf(events);
  }
}
