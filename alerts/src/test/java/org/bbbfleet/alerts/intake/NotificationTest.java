package org.bbbfleet.alerts.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.bbbfleet.alerts.intake.Alert.Status;
import org.bbbfleet.core.error.FleetException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotificationTest {
  @Test
  void readsWhatAlertmanagerSends() {
    Notification notification =
        Notification.parse(
            """
            {"receiver":"web\\\\.hook","status":"firing","alerts":[
               {"status":"resolved","labels":{"alertname":"A","host":"bbb-1"},"annotations":{"summary":"s"},
                "startsAt":"2018-08-03T09:52:26.739266876+02:00","endsAt":"2018-08-03T10:00:00Z",
                "generatorURL":"http://p","fingerprint":"0f5c"}],
             "groupLabels":{},"commonLabels":{},"commonAnnotations":{},"externalURL":"http://a","version":"4",
             "groupKey":"{}/{}:{}","truncatedAlerts":3,"notification_reason":"first notification",
             "routeLabels":{}}
            """);
    assertThat(notification.truncated()).isEqualTo(3);
    Alert alert = notification.alerts().get(0);
    assertThat(alert.fingerprint()).isEqualTo("0f5c");
    assertThat(alert.status()).isEqualTo(Status.RESOLVED);
    assertThat(alert.startsAt()).isEqualTo(Instant.parse("2018-08-03T07:52:26.739Z"));
    assertThat(alert.name()).isEqualTo("A");
    assertThat(alert.host()).isEqualTo("bbb-1");
  }

  @Test
  void everythingButTheAlertsMayBeMissing() {
    Notification notification = Notification.parse("{\"alerts\":[{\"labels\":{\"a\":\"b\"}},{}]}");
    assertThat(notification.truncated()).isZero();
    assertThat(notification.alerts())
        .allSatisfy(alert -> assertThat(alert.status()).isEqualTo(Status.FIRING));
    assertThat(notification.alerts().get(0).fingerprint())
        .isNotEqualTo(notification.alerts().get(1).fingerprint())
        .matches("[0-9a-f]{16}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"alerts\":{}}",
        "{\"alerts\":[1]}",
        "{\"alerts\":[{\"status\":\"perhaps\"}]}",
        "{\"alerts\":[{\"labels\":[]}]}",
        "{\"alerts\":[{\"startsAt\":\"yesterday\"}]}",
        "{\"alerts\":[",
        "<alerts/>"
      })
  void refusesWhatIsNoNotification(String body) {
    assertThatThrownBy(() -> Notification.parse(body)).isInstanceOf(FleetException.class);
  }

  @Test
  void refusesWhatIsNestedTooDeep() {
    String body = "{\"alerts\":[],\"x\":" + "[".repeat(5000) + "]".repeat(5000) + "}";
    assertThatThrownBy(() -> Notification.parse(body)).isInstanceOf(FleetException.class);
  }
}
