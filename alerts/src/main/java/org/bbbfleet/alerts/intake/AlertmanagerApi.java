package org.bbbfleet.alerts.intake;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bbbfleet.alerts.guard.Silences.Silence;
import org.bbbfleet.alerts.intake.Alert.Status;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/**
 * Alertmanager's API, version 2.
 *
 * @see <a
 *     href="https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml">openapi.yaml</a>
 */
public final class AlertmanagerApi implements AlertList, AlertSink, AutoCloseable {
  private final JsonApi api;
  private final Clock clock;

  public AlertmanagerApi(JsonApi api, Clock clock) {
    this.api = api;
    this.clock = clock;
  }

  @Override
  public String name() {
    return api.name();
  }

  @Override
  public List<KnownAlert> alerts() {
    JsonNode answer = api.get("/api/v2/alerts?active=true&silenced=true&inhibited=true");
    if (!answer.isArray()) {
      throw new FleetException(ErrorCategory.PROTOCOL, name() + " answered no list of alerts");
    }
    List<KnownAlert> alerts = new ArrayList<>();
    for (JsonNode node : answer) {
      alerts.add(known(node));
    }
    return alerts;
  }

  @Override
  public Duration uptime() {
    return Duration.between(time(api.get("/api/v2/status").path("uptime")), clock.instant());
  }

  @Override
  public void send(List<Sent> alerts) {
    api.post(
        "/api/v2/alerts",
        alerts.stream()
            .map(
                alert ->
                    Map.of(
                        "labels", alert.labels(),
                        "annotations", alert.annotations(),
                        "startsAt", alert.startsAt().toString(),
                        "endsAt", alert.endsAt().toString(),
                        "generatorURL", alert.link()))
            .toList());
  }

  /**
   * The silences that are active now.
   *
   * @throws FleetException when it does not say
   */
  public List<Silence> silences() {
    return new SilenceReader(name()).active(api.get("/api/v2/silences"));
  }

  private KnownAlert known(JsonNode node) {
    Map<String, String> labels = new TreeMap<>();
    node.path("labels")
        .properties()
        .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
    String fingerprint = node.path("fingerprint").asText("");
    KnownAlert.State state =
        switch (node.path("status").path("state").asText()) {
          case "active" -> KnownAlert.State.ACTIVE;
          case "suppressed" -> KnownAlert.State.SUPPRESSED;
          default -> KnownAlert.State.PENDING;
        };
    return new KnownAlert(
        new Alert(
            fingerprint.isBlank() ? Fingerprint.of(labels) : fingerprint,
            time(node.path("startsAt")),
            Status.FIRING,
            labels),
        state);
  }

  private Instant time(JsonNode node) {
    try {
      return OffsetDateTime.parse(node.asText()).toInstant().truncatedTo(ChronoUnit.MILLIS);
    } catch (DateTimeException e) {
      throw new FleetException(ErrorCategory.PROTOCOL, name() + " answered no time", e);
    }
  }

  @Override
  public void close() {
    api.close();
  }
}
