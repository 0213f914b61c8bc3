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
import org.bbbfleet.alerts.intake.Alert.Status;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/**
 * The alerts that a Prometheus evaluates. They lack its external labels, so that they have other
 * fingerprints than Alertmanager's.
 *
 * @see <a href="https://prometheus.io/docs/prometheus/latest/querying/api/#alerts">Alerts</a>
 */
public final class PrometheusAlerts implements AlertList, AutoCloseable {
  /** What the fingerprints of these alerts begin with, so that they are told from others. */
  public static final String PREFIX = "prometheus-";

  private final JsonApi api;
  private final Clock clock;

  public PrometheusAlerts(JsonApi api, Clock clock) {
    this.api = api;
    this.clock = clock;
  }

  @Override
  public String name() {
    return api.name();
  }

  @Override
  public List<KnownAlert> alerts() {
    JsonNode listed = data("/api/v1/alerts").path("alerts");
    if (!listed.isArray()) {
      throw new FleetException(ErrorCategory.PROTOCOL, name() + " answered no list of alerts");
    }
    List<KnownAlert> alerts = new ArrayList<>();
    for (JsonNode node : listed) {
      Map<String, String> labels = new TreeMap<>();
      node.path("labels")
          .properties()
          .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
      boolean fires = node.path("state").asText().equals("firing");
      alerts.add(
          new KnownAlert(
              new Alert(
                  PREFIX + Fingerprint.of(labels),
                  time(node.path("activeAt")),
                  Status.FIRING,
                  labels),
              fires ? KnownAlert.State.ACTIVE : KnownAlert.State.PENDING));
    }
    return alerts;
  }

  @Override
  public Duration uptime() {
    return Duration.between(
        time(data("/api/v1/status/runtimeinfo").path("startTime")), clock.instant());
  }

  private JsonNode data(String path) {
    JsonNode answer = api.get(path);
    if (!answer.path("status").asText().equals("success")) {
      throw new FleetException(ErrorCategory.PROTOCOL, name() + " refused " + path);
    }
    return answer.path("data");
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
