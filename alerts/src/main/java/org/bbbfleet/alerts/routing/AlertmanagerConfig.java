package org.bbbfleet.alerts.routing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bbbfleet.alerts.escalation.Escalation;
import org.bbbfleet.core.promql.PromQl;

/**
 * Alertmanager's configuration: every alert goes to the service that heals. Each alert is its own
 * group, so that one never waits for another. What the service can't heal it sends back as an alert
 * of its own, which goes to people and never to the service.
 *
 * @see <a href="https://prometheus.io/docs/alerting/latest/configuration/">Alertmanager's
 *     configuration</a>
 */
public final class AlertmanagerConfig {
  private static final String PEOPLE = "people";
  private static final Duration PEOPLE_WAIT = Duration.ofSeconds(10);

  private AlertmanagerConfig() {}

  /**
   * The configuration as YAML.
   *
   * @param webhook where the service takes notifications
   * @param tokenFile the file on Alertmanager's host that holds the bearer token
   * @param groupWait how long a new alert waits before it is sent
   * @param groupInterval how soon a changed group is sent again; also the longest that Alertmanager
   *     waits for an answer, which it raises to 10 s
   * @param repeatInterval how soon an unchanged group is sent again
   */
  public static String render(
      URI webhook,
      String tokenFile,
      Duration groupWait,
      Duration groupInterval,
      Duration repeatInterval) {
    return render(webhook, tokenFile, groupWait, groupInterval, repeatInterval, People.nobody());
  }

  /**
   * The same, with people who are called.
   *
   * @param people whom the service's escalations go to
   */
  public static String render(
      URI webhook,
      String tokenFile,
      Duration groupWait,
      Duration groupInterval,
      Duration repeatInterval,
      People people) {
    Map<String, Object> route = new LinkedHashMap<>();
    route.put("receiver", "fleet");
    route.put("group_by", List.of("..."));
    route.put("group_wait", PromQl.format(groupWait));
    route.put("group_interval", PromQl.format(groupInterval));
    route.put("repeat_interval", PromQl.format(repeatInterval));
    Map<String, Object> escalated = new LinkedHashMap<>();
    escalated.put("receiver", PEOPLE);
    escalated.put("matchers", List.of("alertname=" + PromQl.quote(Escalation.ALERT)));
    // A storm is one message for each alert's name, not one for each host.
    escalated.put("group_by", List.of("alert"));
    escalated.put("group_wait", PromQl.format(PEOPLE_WAIT));
    escalated.put("group_interval", "1m");
    escalated.put("repeat_interval", "4h");
    route.put("routes", List.of(escalated));
    Map<String, Object> hook = new LinkedHashMap<>();
    hook.put("url", webhook.toString());
    hook.put("send_resolved", true);
    hook.put(
        "http_config",
        Map.of("authorization", new LinkedHashMap<>(Map.of("credentials_file", tokenFile))));
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("route", route);
    Map<String, Object> receiver = new LinkedHashMap<>();
    receiver.put("name", "fleet");
    receiver.put("webhook_configs", List.of(hook));
    document.put("receivers", List.of(receiver, people.receiver(PEOPLE)));
    ObjectMapper mapper =
        new ObjectMapper(
            YAMLFactory.builder().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER).build());
    try {
      return mapper.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
