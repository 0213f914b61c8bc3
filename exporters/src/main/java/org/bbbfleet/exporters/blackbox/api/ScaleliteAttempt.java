package org.bbbfleet.exporters.blackbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.exporters.bbb.Endpoint;
import org.bbbfleet.exporters.blackbox.BlackboxMetrics;
import org.bbbfleet.exporters.blackbox.Probe.Request;

/** One look at Scalelite. */
final class ScaleliteAttempt extends ApiAttempt {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> STATES = List.of("enabled", "cordoned", "disabled");

  ScaleliteAttempt(Vertx vertx, ApiModule module, ApiCalls calls, Request request) {
    super(vertx, module, calls, "scalelite", false, request);
  }

  @Override
  protected void ask() {
    long began = System.nanoTime();
    then(
        calls
            .get(server.at("/health_check").toString(), left())
            .onComplete(e -> took("health_check", began)),
        "health_check",
        reply -> {
          String body = reply.body().toString(StandardCharsets.UTF_8).strip();
          if (reply.status() != 200) {
            failed("health_check", "http", "HTTP status " + reply.status());
          } else if (!body.equals("success")) {
            failed("health_check", "api", body.lines().findFirst().orElse("an empty answer"));
          } else {
            samples.put(BlackboxMetrics.BBB_FAILED, 0, "health_check", "");
            root();
          }
        });
  }

  /** The API's root needs no checksum; signing it does no harm. */
  private void root() {
    call(
        "",
        "",
        answer -> {
          if (server.secret().isEmpty()) {
            end(true, "");
          } else {
            servers(server.secret().get());
          }
        });
  }

  private void servers(Secret secret) {
    Endpoint admin = new Endpoint(server.at("/scalelite/api/"), secret);
    long began = System.nanoTime();
    then(
        signed(admin, "getServers", "", left()).onComplete(e -> took("getServers", began)),
        "getServers",
        reply -> {
          if (reply.status() == 404) {
            trace("This Scalelite has no admin API");
            end(true, "");
          } else if (reply.status() == 401 || reply.status() == 403) {
            failed("getServers", "checksum", "HTTP status " + reply.status());
          } else if (reply.status() != 200) {
            failed("getServers", "http", "HTTP status " + reply.status());
          } else {
            count(reply.body());
          }
        });
  }

  private void count(Buffer body) {
    JsonNode servers;
    try {
      JsonNode root = JSON.readTree(body.getBytes());
      servers = root.isArray() ? root : root.path("servers");
    } catch (IOException e) {
      failed("getServers", "malformed", "not JSON");
      return;
    }
    if (!servers.isArray()) {
      failed("getServers", "malformed", "not a list of servers");
      return;
    }
    Map<List<String>, Integer> counts =
        new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
    for (JsonNode one : servers) {
      String state = one.path("state").asText();
      String online = one.path("online").asText();
      counts.merge(
          List.of(
              STATES.contains(state) ? state : "other",
              List.of("true", "1", "yes").contains(online) ? "true" : "false"),
          1,
          Integer::sum);
    }
    counts.forEach(
        (labels, n) ->
            samples.put(BlackboxMetrics.SCALELITE_SERVERS, n, labels.get(0), labels.get(1)));
    samples.put(BlackboxMetrics.BBB_FAILED, 0, "getServers", "");
    end(true, "");
  }
}
