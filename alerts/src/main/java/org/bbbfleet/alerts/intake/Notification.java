package org.bbbfleet.alerts.intake;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.DateTimeException;
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
 * What Alertmanager's webhook sends, version 4. Read liberally: unknown fields are ignored, and
 * everything but {@code alerts} may be missing.
 *
 * @param alerts the alerts of the group
 * @param truncated how many more there were, cut off by the receiver's {@code max_alerts}
 * @see <a
 *     href="https://prometheus.io/docs/alerting/latest/configuration/#webhook_config">Webhook</a>
 */
public record Notification(List<Alert> alerts, long truncated) {
  private static final ObjectMapper JSON =
      JsonMapper.builder(
              com.fasterxml.jackson.core.JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(20).build())
                  .build())
          .build();

  public Notification {
    alerts = List.copyOf(alerts);
  }

  /**
   * Reads a notification.
   *
   * @throws FleetException (PROTOCOL) when it is not one
   */
  public static Notification parse(String body) {
    JsonNode root;
    try {
      root = JSON.readTree(body);
    } catch (IOException e) {
      throw new FleetException(ErrorCategory.PROTOCOL, "the notification is not JSON", e);
    }
    if (root == null || !root.path("alerts").isArray()) {
      throw malformed("it has no list of alerts");
    }
    String whole = root.path("status").asText("firing");
    List<Alert> alerts = new ArrayList<>();
    for (JsonNode alert : root.path("alerts")) {
      alerts.add(alert(alert, whole));
    }
    return new Notification(alerts, Math.max(0, root.path("truncatedAlerts").asLong(0)));
  }

  private static Alert alert(JsonNode node, String whole) {
    if (!node.isObject()) {
      throw malformed("an alert is not an object");
    }
    JsonNode labelled = node.path("labels");
    if (!labelled.isMissingNode() && !labelled.isNull() && !labelled.isObject()) {
      throw malformed("an alert's labels are not an object");
    }
    Map<String, String> labels = new TreeMap<>();
    labelled.properties().forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
    Status status =
        switch (node.path("status").asText(whole)) {
          case "firing" -> Status.FIRING;
          case "resolved" -> Status.RESOLVED;
          default -> throw malformed("an alert neither fires nor is resolved");
        };
    String fingerprint = node.path("fingerprint").asText("");
    return new Alert(
        fingerprint.isBlank() ? Fingerprint.of(labels) : fingerprint,
        time(node.path("startsAt")),
        status,
        labels);
  }

  private static Instant time(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return Instant.EPOCH;
    }
    try {
      // Its API gives the same times in milliseconds.
      return OffsetDateTime.parse(node.asText()).toInstant().truncatedTo(ChronoUnit.MILLIS);
    } catch (DateTimeException e) {
      throw new FleetException(
          ErrorCategory.PROTOCOL, "the notification is malformed: startsAt is not a time", e);
    }
  }

  private static FleetException malformed(String why) {
    return new FleetException(ErrorCategory.PROTOCOL, "the notification is malformed: " + why);
  }
}
