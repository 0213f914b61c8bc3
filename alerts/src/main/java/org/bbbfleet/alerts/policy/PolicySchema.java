package org.bbbfleet.alerts.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bbbfleet.alerts.action.Action;
import org.bbbfleet.alerts.action.Parameter;

/** The JSON schema of the files that {@link PolicyReader} reads, for editors. */
public final class PolicySchema {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
  private static final Map<String, Object> DURATION =
      Map.of("type", "string", "pattern", "^[0-9]{1,9}(ms|s|m|h|d)$");

  private PolicySchema() {}

  /** The schema for these alerts and actions. */
  public static String write(Collection<String> alerts, Collection<Action> actions) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "Policies of BBB Fleet");
    schema.put("type", "object");
    schema.put("additionalProperties", false);
    Map<String, Object> keys = scope(alerts, actions);
    Map<String, Object> scope = object(keys);
    Map<String, Object> all = new TreeMap<>(keys);
    all.put("groups", Map.of("type", "object", "additionalProperties", scope));
    all.put("hosts", Map.of("type", "object", "additionalProperties", scope));
    all.put("healer_mode", modes());
    all.put(
        "budget",
        object(
            Map.of("hosts", whole(), "percent", whole(), "least", whole(), "window", DURATION)));
    all.put(
        "storm",
        object(
            Map.of(
                "hosts", whole(),
                "percent", whole(),
                "least", whole(),
                "window", DURATION,
                "cooldown", DURATION)));
    all.put("maintenance", Map.of("type", "array", "items", window()));
    schema.put("properties", all);
    try {
      return JSON.writeValueAsString(schema) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, Object> scope(
      Collection<String> alerts, Collection<Action> actions) {
    Map<String, Object> byAlert = new TreeMap<>();
    Map<String, Object> policy = policy(actions);
    alerts.forEach(alert -> byAlert.put(alert, Map.of("$ref", "#/properties/alerts/$defs/policy")));
    Map<String, Object> alertsSchema = new TreeMap<>(object(byAlert));
    alertsSchema.put("$defs", Map.of("policy", policy));
    Map<String, Object> byAction = new TreeMap<>();
    actions.forEach(action -> byAction.put(action.name(), modes()));
    return Map.of("alerts", alertsSchema, "actions", object(byAction));
  }

  private static Map<String, Object> policy(Collection<Action> actions) {
    Map<String, Object> parameters = new TreeMap<>();
    for (Action action : actions) {
      for (Parameter parameter : action.parameters()) {
        parameters.put(
            parameter.name(),
            Map.of("type", List.of("string", "integer"), "description", parameter.meaning()));
      }
    }
    Map<String, Object> step =
        new TreeMap<>(
            object(
                Map.of(
                    "action", Map.of("enum", actions.stream().map(Action::name).sorted().toList()),
                    "with", object(parameters),
                    "mode", modes(),
                    "verify_within", DURATION)));
    step.put("required", List.of("action"));
    return object(
        Map.of(
            "cooldown", DURATION,
            "attempts_per_hour", whole(),
            "attempts_per_day", whole(),
            "only_a_person", Map.of("type", "string", "minLength", 1),
            "steps", Map.of("type", "array", "minItems", 1, "items", step)));
  }

  private static Map<String, Object> window() {
    Map<String, Object> time = Map.of("type", "string", "pattern", "^[0-2][0-9]:[0-5][0-9]$");
    Map<String, Object> texts = Map.of("type", "array", "items", Map.of("type", "string"));
    Map<String, Object> window =
        new TreeMap<>(
            object(
                Map.of(
                    "name", Map.of("type", "string"),
                    "kind", Map.of("enum", List.of("hands-off", "only-then")),
                    "days", texts,
                    "from", time,
                    "to", time,
                    "time_zone", Map.of("type", "string"),
                    "on", texts,
                    "impact", Map.of("enum", List.of("harmless", "disruptive", "destructive")))));
    window.put("required", List.of("name", "from", "to", "time_zone"));
    return window;
  }

  private static Map<String, Object> modes() {
    return Map.of("enum", Mode.labels());
  }

  private static Map<String, Object> whole() {
    return Map.of("type", "integer", "minimum", 1);
  }

  private static Map<String, Object> object(Map<String, ?> properties) {
    Map<String, Object> object = new TreeMap<>();
    object.put("type", "object");
    object.put("properties", new TreeMap<>(properties));
    object.put("additionalProperties", false);
    return object;
  }
}
