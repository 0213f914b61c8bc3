package org.bbbfleet.app.service.status;

import java.util.ArrayList;
import java.util.List;
import org.bbbfleet.alerts.incident.Healer;

/** What is wrong with the service's own ways, for the console and {@code fleet status}. */
public final class Warnings {
  /** Said at the start, too. */
  public static final String NOBODY_IS_CALLED =
      "Nobody is called when healing is at its end: there is no way to a person. Set"
          + " alertmanager_notify_smtp_address and alertmanager_smtp_server,"
          + " alertmanager_notify_slack_address or alertmanager_notify_webhooks in the inventory"
          + " and provision; or escalation in serve.yaml.";

  private Warnings() {}

  /** Those that hold now. */
  static List<String> of(Healer healer) {
    List<String> warnings = new ArrayList<>();
    if (healer.waysToPeople() == 0) {
      warnings.add(NOBODY_IS_CALLED);
    }
    healer.stopped().ifPresent(stop -> warnings.add(sentence(stop.text())));
    healer
        .clockHold()
        .ifPresent(
            hold ->
                warnings.add(
                    sentence(hold.text() + "; nothing is done by itself until " + hold.until())));
    return warnings;
  }

  private static String sentence(String text) {
    return text.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + text.substring(1) + ".";
  }
}
