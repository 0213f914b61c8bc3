package org.bbbfleet.alerts.incident;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bbbfleet.alerts.escalation.Channel;
import org.bbbfleet.alerts.intake.Alert;
import org.bbbfleet.alerts.intake.AlertList;
import org.bbbfleet.alerts.intake.AlertSink;
import org.bbbfleet.alerts.intake.KnownAlert;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/** An Alertmanager or Prometheus, or a way to people, that does what the test says. */
final class FakeAlerts implements AlertList, AlertSink, Channel {
  private final String name;
  final List<KnownAlert> alerts = new CopyOnWriteArrayList<>();
  final List<Sent> sent = new ArrayList<>();
  final List<Call> calls = new ArrayList<>();
  boolean answers = true;

  /** What happens while an answer is under way. */
  Runnable whenAsked = () -> {};

  Duration uptime = Duration.ofDays(1);

  FakeAlerts(String name) {
    this.name = name;
  }

  /** The alert as {@link Scene#notification} tells of it. */
  void lists(String host, KnownAlert.State state) {
    alerts.add(new KnownAlert(alert(host), state));
  }

  static Alert alert(String host) {
    Map<String, String> labels = new TreeMap<>(Map.of("alertname", "SofficeDefunct", "host", host));
    return new Alert(
        String.format("%x", labels.toString().hashCode()),
        Instant.parse("2026-05-04T07:59:00Z"),
        Alert.Status.FIRING,
        labels);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<KnownAlert> alerts() {
    check();
    List<KnownAlert> answer = List.copyOf(alerts);
    whenAsked.run();
    return answer;
  }

  @Override
  public Duration uptime() {
    check();
    return uptime;
  }

  @Override
  public void send(List<Sent> some) {
    check();
    sent.addAll(some);
  }

  @Override
  public void send(Call call) {
    check();
    calls.add(call);
  }

  private void check() {
    if (!answers) {
      throw new FleetException(ErrorCategory.UNREACHABLE, name + " is away");
    }
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
