package org.bbbfleet.alerts.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/**
 * What Prometheus answers to an instant query, however it was asked.
 *
 * @see <a href="https://prometheus.io/docs/prometheus/latest/querying/api/">HTTP API</a>
 */
public final class QueryAnswer {
  private static final ObjectMapper JSON = new ObjectMapper();

  private QueryAnswer() {}

  /**
   * The samples of an answer.
   *
   * @param who who answered, for messages: {@code Prometheus at http://mon-1:9090}
   * @param json the body
   * @throws FleetException (PROTOCOL) when the query was refused or this is no answer to one
   */
  public static List<Sample> samples(String who, byte[] json) {
    JsonNode answer;
    try {
      answer = JSON.readTree(json);
    } catch (IOException e) {
      throw protocol(who, "did not answer JSON");
    }
    if (!answer.path("status").asText().equals("success")) {
      throw protocol(who, "refused the query: " + answer.path("error").asText("no reason given"));
    }
    JsonNode data = answer.path("data");
    if (!data.path("resultType").asText().equals("vector") || !data.path("result").isArray()) {
      throw protocol(who, "answered no vector");
    }
    List<Sample> samples = new ArrayList<>();
    for (JsonNode series : data.path("result")) {
      Map<String, String> labels = new LinkedHashMap<>();
      series
          .path("metric")
          .properties()
          .forEach(l -> labels.put(l.getKey(), l.getValue().asText()));
      JsonNode value = series.path("value");
      if (!value.path(0).isNumber() || !value.path(1).isTextual()) {
        throw protocol(who, "answered a sample without value");
      }
      Instant at = Instant.ofEpochMilli(Math.round(value.path(0).asDouble() * 1000));
      samples.add(new Sample(labels, at, number(who, value.path(1).asText())));
    }
    return samples;
  }

  private static double number(String who, String text) {
    try {
      return switch (text) {
        case "+Inf" -> Double.POSITIVE_INFINITY;
        case "-Inf" -> Double.NEGATIVE_INFINITY;
        default -> Double.parseDouble(text);
      };
    } catch (NumberFormatException e) {
      throw protocol(who, "answered a value that is no number");
    }
  }

  private static FleetException protocol(String who, String what) {
    return new FleetException(ErrorCategory.PROTOCOL, who + " " + what);
  }
}
