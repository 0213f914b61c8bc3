package org.bbbfleet.lab.scalelite;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bbbfleet.lab.bbb.ChecksumAlgorithm;
import org.bbbfleet.lab.bbb.Checksums;

/**
 * Scalelite's front as its clients see it: a health check that says 200 also when it fails, a list
 * of servers with their secrets in it, getMeetings that fails whole when one server does, and
 * updateServer, which may forget what it was told ({@link #forgetsCordons}).
 */
public final class ScaleliteSimulator {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final String address;
  private final Checksums checksums;
  private final HttpServer server;
  private volatile List<Backend> backends = List.of();
  private volatile String health = "success";
  private volatile boolean forgetful;
  private volatile int broken;
  private volatile int updates;

  private ScaleliteSimulator(
      Vertx vertx, String address, String secret, Set<ChecksumAlgorithm> accepted) {
    this.address = address;
    this.checksums = new Checksums(secret, accepted);
    this.server = vertx.createHttpServer().requestHandler(this::handle);
  }

  /** Starts one on loopback that takes these algorithms. */
  public static Future<ScaleliteSimulator> start(
      Vertx vertx, String secret, Set<ChecksumAlgorithm> accepted) {
    return start(vertx, "127.0.0.1", secret, accepted);
  }

  /** The same at another of this machine's addresses. */
  public static Future<ScaleliteSimulator> start(
      Vertx vertx, String address, String secret, Set<ChecksumAlgorithm> accepted) {
    ScaleliteSimulator simulator = new ScaleliteSimulator(vertx, address, secret, accepted);
    return simulator.server.listen(0, address).map(simulator);
  }

  /** Its address, without a path. */
  public URI url() {
    return URI.create("http://" + address + ":" + server.actualPort());
  }

  /** Replaces the servers that it knows. */
  public void servers(Backend... some) {
    backends = List.of(some);
  }

  /** What its health check says: {@code success}, or after {@code Health Check Failure: } why. */
  public void health(String text) {
    health = text;
  }

  /** The servers as it knows them now. */
  public List<Backend> servers() {
    return backends;
  }

  /** From now on its API answers with this HTTP status and nginx's page; 0 for none of that. */
  public void breaks(int status) {
    broken = status;
  }

  /** From now on it says yes to a cordon and keeps the server enabled, as after a lost write. */
  public void forgetsCordons(boolean does) {
    forgetful = does;
  }

  /** How often updateServer was asked for, and accepted. */
  public int updates() {
    return updates;
  }

  /** One round of its poller: a cordoned server without meetings becomes a disabled one. */
  public synchronized void poll() {
    backends =
        backends.stream()
            .map(b -> b.state().equals("cordoned") && b.meetings() == 0 ? b.in("disabled") : b)
            .toList();
  }

  public Future<Void> stop() {
    return server.close();
  }

  private void handle(HttpServerRequest request) {
    String query = request.query() == null ? "" : request.query();
    if (broken != 0 && request.path().startsWith("/scalelite/api/")) {
      answer(request, broken, "text/html", "<html><h1>" + broken + "</h1></html>");
      return;
    }
    switch (request.path()) {
      case "/health_check" -> answer(request, 200, "text/plain", health);
      case "/bigbluebutton/api", "/bigbluebutton/api/" ->
          xml(request, "<returncode>SUCCESS</returncode><version>2.0</version>");
      case "/bigbluebutton/api/getMeetings" -> {
        if (!checksums.verify("getMeetings", query)) {
          failed(request, "checksumError");
        } else if (backends.stream().anyMatch(b -> b.online() && !b.reachable())) {
          // One server that does not answer spoils the answer of all.
          failed(request, "internalError");
        } else {
          xml(request, "<returncode>SUCCESS</returncode><meetings/>");
        }
      }
      case "/scalelite/api/getServers" -> {
        if (checksums.verify("getServers", query)) {
          servers(request);
        } else {
          failed(request, "checksumError");
        }
      }
      case "/scalelite/api/updateServer" -> {
        if (!checksums.verify("updateServer", query)) {
          failed(request, "checksumError");
        } else if (!"POST".equals(request.method().name())
            || !"application/json".equals(request.getHeader("Content-Type"))) {
          failed(request, "unsupportedContentType");
        } else {
          request.bodyHandler(body -> update(request, body.toString()));
        }
      }
      default -> failed(request, "unsupportedRequest");
    }
  }

  private void servers(HttpServerRequest request) {
    if (backends.isEmpty()) {
      answer(request, 404, "application/json", "{\"error\":\"No servers are configured\"}");
      return;
    }
    List<Map<String, Object>> list = new ArrayList<>();
    backends.forEach(b -> list.add(json(b)));
    try {
      answer(request, 200, "application/json", MAPPER.writeValueAsString(list));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private synchronized void update(HttpServerRequest request, String body) {
    try {
      JsonNode wanted = MAPPER.readTree(body);
      String id = wanted.path("id").asText();
      String state =
          switch (wanted.path("server").path("state").asText()) {
            case "enable" -> "enabled";
            case "cordon" -> "cordoned";
            case "disable" -> "disabled";
            default -> "";
          };
      Optional<Backend> known = backends.stream().filter(b -> b.id().equals(id)).findFirst();
      if (known.isEmpty()) {
        answer(
            request,
            404,
            "application/json",
            "{\"error\":\"Couldn't find server with id=" + id + "\"}");
        return;
      }
      if (state.isEmpty()) {
        answer(request, 400, "application/json", "{\"error\":\"Invalid state\"}");
        return;
      }
      updates++;
      Backend changed = known.get().in(state);
      if (!(forgetful && state.equals("cordoned"))) {
        backends = backends.stream().map(b -> b.id().equals(id) ? changed : b).toList();
      }
      answer(request, 200, "application/json", MAPPER.writeValueAsString(json(changed)));
    } catch (JsonProcessingException e) {
      answer(request, 400, "application/json", "{\"error\":\"bad request\"}");
    }
  }

  private static Map<String, Object> json(Backend b) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("id", b.id());
    one.put("url", b.url());
    one.put("secret", b.secret());
    one.put("tag", b.tag());
    one.put("bbb_version", b.version());
    one.put("state", b.state());
    one.put("load", b.load().isEmpty() ? "unavailable" : b.load());
    one.put("load_multiplier", "1.0");
    one.put("online", b.online() ? "online" : "offline");
    return one;
  }

  private static void failed(HttpServerRequest request, String key) {
    xml(
        request,
        "<returncode>FAILED</returncode><messageKey>"
            + key
            + "</messageKey><message>Unable to access server.</message>");
  }

  private static void xml(HttpServerRequest request, String content) {
    answer(request, 200, "text/xml", "<response>" + content + "</response>");
  }

  private static void answer(HttpServerRequest request, int status, String type, String body) {
    request.response().setStatusCode(status).putHeader("Content-Type", type).end(body);
  }
}
