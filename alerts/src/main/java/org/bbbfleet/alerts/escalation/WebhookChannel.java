package org.bbbfleet.alerts.escalation;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bbbfleet.alerts.intake.JsonApi;

/** Posts JSON to a chat, a pager or whatever takes it. */
public final class WebhookChannel implements Channel {
  private final JsonApi api;

  public WebhookChannel(JsonApi api) {
    this.api = api;
  }

  @Override
  public String name() {
    return api.name();
  }

  @Override
  public void send(Call call) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("status", call.status());
    document.put("subject", call.subject());
    // What Slack, Mattermost and Rocket.Chat show.
    document.put("text", call.text());
    document.put("incidents", call.escalations().stream().map(WebhookChannel::incident).toList());
    api.post("", document);
  }

  private static Map<String, Object> incident(Escalation escalation) {
    Map<String, Object> incident = new LinkedHashMap<>();
    incident.put("id", escalation.incident());
    incident.put("alert", escalation.alert());
    incident.put("host", escalation.host());
    incident.put("reason", escalation.reason());
    incident.put("since", escalation.since().toString());
    incident.put("console", escalation.console().toString());
    incident.put("runbook", escalation.runbook().toString());
    return incident;
  }

  @Override
  public void close() {
    api.close();
  }
}
