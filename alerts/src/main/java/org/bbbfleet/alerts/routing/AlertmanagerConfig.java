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
import org.bbbfleet.core.promql.PromQl;

/**
 * Alertmanager's configuration: every alert goes to the service that heals. Each alert is its own
 * group, so that one never waits for another.
 *
 * @see <a href="https://prometheus.io/docs/alerting/latest/configuration/">Alertmanager's
 *     configuration</a>
 */
public final class AlertmanagerConfig {
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
    Map<String, Object> route = new LinkedHashMap<>();
    route.put("receiver", "fleet");
    route.put("group_by", List.of("..."));
    route.put("group_wait", PromQl.format(groupWait));
    route.put("group_interval", PromQl.format(groupInterval));
    route.put("repeat_interval", PromQl.format(repeatInterval));
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
    document.put("receivers", List.of(receiver));
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
