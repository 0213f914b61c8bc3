package org.bbbfleet.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.bbbfleet.app.cli.JsonHttp;
import org.bbbfleet.core.error.FleetException;

/**
 * Watches from outside, as a person would: alerts as Prometheus shows them, healing as the
 * service's API tells it.
 */
final class Observer {
  private final JsonHttp http = new JsonHttp(Duration.ofSeconds(5));
  private final Stage.Addresses at;
  private final Timeline timeline;
  private final Map<String, String> states = new HashMap<>();
  private final Set<String> healed = new HashSet<>();
  private final Set<String> escalated = new HashSet<>();
  private final Set<String> resolved = new HashSet<>();
  private long lastEvent;

  Observer(Stage.Addresses at, Timeline timeline) {
    this.at = at;
    this.timeline = timeline;
  }

  /** Skips what the service has told before the first fault. */
  void skipPast() {
    for (JsonNode event : events()) {
      lastEvent = Math.max(lastEvent, event.path("id").asLong());
    }
  }

  /** Takes one look and prints what is new. */
  void look() {
    try {
      alerts();
      for (JsonNode event : events()) {
        lastEvent = Math.max(lastEvent, event.path("id").asLong());
        tell(event);
      }
    } catch (FleetException e) {
      // A look that fails is repeated; the demo's deadline ends it when nothing answers for good.
      timeline.say("", "waiting", e.getMessage());
    }
  }

  boolean healed(Stage.Fault fault) {
    return healed.contains(key(fault.host(), fault.alert()));
  }

  boolean escalated(Stage.Fault fault) {
    return escalated.contains(key(fault.host(), fault.alert()));
  }

  /** Whether the service was told that it is over, and Prometheus no longer shows the alert. */
  boolean resolved(Stage.Fault fault) {
    String key = key(fault.host(), fault.alert());
    return resolved.contains(key) && !states.containsKey(key);
  }

  /** The alerts that are pending or firing now. */
  Set<String> active() {
    return Set.copyOf(states.keySet());
  }

  private void alerts() {
    Map<String, String> now = new HashMap<>();
    JsonNode answer = http.get(at.prometheus().resolve("/api/v1/alerts")).body();
    for (JsonNode alert : answer.path("data").path("alerts")) {
      JsonNode labels = alert.path("labels");
      now.merge(
          key(labels.path("host").asText(), labels.path("alertname").asText()),
          alert.path("state").asText(),
          (a, b) -> a.equals("firing") ? a : b);
    }
    now.forEach(
        (key, state) -> {
          if (!state.equals(states.put(key, state))) {
            String[] part = key.split("/", 2);
            timeline.say(part[0], state, part[1]);
          }
        });
    states.keySet().removeIf(key -> !now.containsKey(key));
  }

  private JsonNode events() {
    URI uri = at.console().resolve("/api/v1/events?after=" + lastEvent);
    return http.get(uri).body().path("events");
  }

  private void tell(JsonNode event) {
    String key = key(event.path("host").asText(), event.path("alert").asText());
    String kind = event.path("kind").asText();
    switch (kind) {
      case "healed" -> healed.add(key);
      case "escalated" -> escalated.add(key);
      case "resolved" -> resolved.add(key);
      default -> {}
    }
    timeline.say(
        event.path("host").asText(), event.path("word").asText(), event.path("text").asText());
  }

  private static String key(String host, String alert) {
    return host + "/" + alert;
  }
}
