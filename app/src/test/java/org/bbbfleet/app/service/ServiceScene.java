package org.bbbfleet.app.service;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.bbbfleet.alerts.rules.livestream.LivestreamRules;
import org.bbbfleet.app.JsonFormat;
import org.bbbfleet.app.service.api.Access;
import org.bbbfleet.app.service.api.Caller;
import org.bbbfleet.app.service.api.Tokens;
import org.bbbfleet.app.service.api.TokensFile;
import org.bbbfleet.app.service.runs.InventoryWorker;
import org.bbbfleet.app.service.runs.RunWorker;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.MeterRegistryMetrics;
import org.bbbfleet.core.web.WebConfig;

/**
 * A whole service on a free port, of a fleet with one local host, whose Prometheus is a stand-in:
 * it says that a livestream worker goes on although its meeting is over, for which a person is
 * asked.
 */
public final class ServiceScene implements AutoCloseable {
  static final String ALERT = LivestreamRules.MEETING_OVER.alert();
  static final String HOST = "bbb-1";
  public static final Map<String, String> TOKENS =
      Map.of(
          "vera", "viewer-" + "v".repeat(30),
          "olaf", "operator-" + "o".repeat(30),
          "anna", "approver-" + "a".repeat(30));
  private static final String WEBHOOK = "w".repeat(32);
  private static final String API = "s".repeat(32);

  private final Path directory;
  private final Map<String, Object> more = new LinkedHashMap<>();
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final HttpServer prometheus;
  private WebConfig web = WebConfig.open();
  private MeterRegistryMetrics meters;
  private FleetService.Workers workers = (config, leases, marks, clock) -> null;
  private FleetService service;
  private int port;

  public ServiceScene(Path directory) throws Exception {
    this.directory = directory;
    this.prometheus =
        vertx
            .createHttpServer()
            .requestHandler(
                request ->
                    request.body().onSuccess(b -> request.response().end(answer(b.toString()))))
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, SECONDS);
    write(
        "fleet.json",
        JsonFormat.mapper()
            .writeValueAsString(
                Map.of(
                    "hosts",
                    List.of(
                        Map.of(
                            "name",
                            HOST,
                            "address",
                            "127.0.0.1",
                            "port",
                            22,
                            "user",
                            "root",
                            "local",
                            true,
                            "groups",
                            List.of("bbb", "livestream"),
                            "roles",
                            List.of("bigbluebutton", "livestream"))))));
    Path program = write("forced-command", "#!/bin/sh\necho \"$SSH_ORIGINAL_COMMAND\"\n");
    if (!program.toFile().setExecutable(true)) {
      throw new IOException(program + " can't be made executable");
    }
    write(
        "tokens.yaml",
        TokensFile.write(
            List.of(
                token("vera", Access.VIEWER),
                token("olaf", Access.OPERATOR),
                token("anna", Access.APPROVER))));
  }

  private static Tokens.Token token(String name, Access access) {
    return new Tokens.Token(name, access, Caller.Identity.KNOWN, Tokens.hash(TOKENS.get(name)));
  }

  /** One more key of its configuration. */
  ServiceScene with(String key, Object value) {
    more.put(key, value);
    return this;
  }

  /**
   * Its host is a Scalelite's as well, which sends it meetings; two run. To be said before it
   * starts.
   */
  ServiceScene behindScalelite() throws IOException {
    Path hosts = directory.resolve("fleet.json");
    write(
        "fleet.json",
        Files.readString(hosts).replace("\"bigbluebutton\"", "\"bigbluebutton\",\"scalelite\""));
    write(
        "forced-command",
        """
        #!/bin/sh
        case $SSH_ORIGINAL_COMMAND in
          bbb-about) printf 'name bbb-1.example.org\\nboot b1\\nweb w1\\n' ;;
          bbb-meetings) echo 'meetings 2' ;;
          scalelite-server*) printf 'state %s\\n' "$(cat "$0.state" 2>/dev/null || echo enabled)" ;;
          scalelite-cordon*) echo cordoned >"$0.state" ;;
          *) echo "$SSH_ORIGINAL_COMMAND" ;;
        esac
        """);
    return this;
  }

  /** Runs are carried out by this. */
  ServiceScene provisioning(RunWorker runs, String approval) {
    workers = (config, leases, marks, clock) -> runs;
    return with(
        "provision",
        Map.of(
            "inventory", directory.resolve("hosts").toString(),
            "private_key", directory.resolve("none").toString(),
            "known_hosts", directory.resolve("none").toString(),
            "approval", approval));
  }

  /** Runs are real ones: from this inventory, with this key. */
  public ServiceScene provisioningFrom(Path inventory, Path key, Path knownHosts, Path artifacts) {
    workers = InventoryWorker::new;
    return with(
        "provision",
        Map.of(
            "inventory", inventory.toString(),
            "private_key", key.toString(),
            "known_hosts", knownHosts.toString(),
            "artifacts", artifacts.toString(),
            "approval", "another"));
  }

  /** Who may connect, and how. */
  ServiceScene behind(WebConfig config) {
    web = config;
    return this;
  }

  /** Starts it; a second time on the same port and store. */
  public ServiceScene start() throws Exception {
    Map<String, Object> values = new TreeMap<>();
    values.put("listen", "127.0.0.1:" + port);
    values.put("store", directory.resolve("fleet.db").toString());
    values.put("fleet", directory.resolve("fleet.json").toString());
    values.put("webhook_token", WEBHOOK);
    values.put("api_token", API);
    values.put("tokens_file", directory.resolve("tokens.yaml").toString());
    values.put("prometheus", "http://127.0.0.1:" + prometheus.actualPort());
    values.put("poll", "200ms");
    values.put(
        "healer",
        Map.of(
            "key", directory.resolve("none").toString(),
            "known_hosts", directory.resolve("none").toString(),
            "local_program", directory.resolve("forced-command").toString()));
    values.putAll(more);
    meters = MeterRegistryMetrics.withJvm();
    service =
        FleetService.start(
                vertx,
                ServeConfig.read(Section.of("serve.yaml", values)),
                web,
                meters,
                "1.2.3",
                workers)
            .toCompletionStage()
            .toCompletableFuture()
            .get(30, SECONDS);
    port = service.port();
    return this;
  }

  /** Ends the service; the fleet goes on. */
  void stop() throws Exception {
    service.stop(vertx).toCompletionStage().toCompletableFuture().get(30, SECONDS);
    service = null;
  }

  public URI url(String path) {
    return URI.create("http://127.0.0.1:" + port).resolve(path);
  }

  /** What Alertmanager sends. */
  void notify(String alert, Map<String, String> labels) throws Exception {
    Map<String, String> all = new TreeMap<>(labels);
    all.put("alertname", alert);
    JsonObject one =
        new JsonObject()
            .put("status", "firing")
            .put("labels", new JsonObject(new TreeMap<>(all)))
            .put("annotations", new JsonObject())
            .put("startsAt", Instant.now().toString())
            .put("endsAt", "0001-01-01T00:00:00Z")
            .put("fingerprint", Integer.toHexString(all.hashCode()));
    JsonObject notification =
        new JsonObject()
            .put("version", "4")
            .put("groupKey", "{}")
            .put("truncatedAlerts", 0)
            .put("status", "firing")
            .put("receiver", "fleet")
            .put("groupLabels", new JsonObject())
            .put("commonLabels", new JsonObject())
            .put("commonAnnotations", new JsonObject())
            .put("externalURL", "http://127.0.0.1")
            .put("alerts", new JsonArray().add(one));
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(url("/api/v1/alertmanager"))
                .POST(HttpRequest.BodyPublishers.ofString(notification.encode())),
            WEBHOOK);
    if (answer.statusCode() / 100 != 2) {
      throw new IllegalStateException(answer.statusCode() + " " + answer.body());
    }
  }

  /** A worker of this name streams though its meeting is over. */
  void meetingOver(String worker) throws Exception {
    notify(ALERT, Map.of("host", HOST, "worker", worker, "severity", "warning"));
  }

  public HttpResponse<String> get(String path, String token) throws Exception {
    return send(HttpRequest.newBuilder(url(path)).GET(), token);
  }

  public HttpResponse<String> post(String path, String token, Object body) throws Exception {
    return send(
        HttpRequest.newBuilder(url(path))
            .POST(
                HttpRequest.BodyPublishers.ofString(JsonFormat.mapper().writeValueAsString(body))),
        token);
  }

  JsonNode json(String path) throws Exception {
    return JsonFormat.mapper().readTree(get(path, TOKENS.get("vera")).body());
  }

  /** Waits until what a path answers is so. */
  public JsonNode await(String path, Predicate<JsonNode> condition) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    JsonNode last = json(path);
    while (!condition.test(last)) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException(path + " stays " + last.toPrettyString());
      }
      Thread.onSpinWait();
      last = json(path);
    }
    return last;
  }

  /** Has a person order an action. */
  HttpResponse<String> heal(String action, List<String> params, String how) throws Exception {
    Map<String, Object> order = new TreeMap<>();
    order.put("action", action);
    order.put("host", HOST);
    order.put("params", params);
    order.put("reason", "it drifted");
    if (!how.isEmpty()) {
      order.put(how, true);
    }
    return post("/api/v1/heal", TOKENS.get("anna"), order);
  }

  /** Waits until an order is carried out; what its incident tells. */
  String healed(HttpResponse<String> answer) throws Exception {
    String id = JsonFormat.mapper().readTree(answer.body()).path("incident").asText();
    return await(
            "/api/v1/incidents/" + id,
            incident -> incident.findValuesAsText("what").contains("resolved"))
        .path("story")
        .toString();
  }

  /** Waits for an incident that is in a state, and gives its id. */
  long incident(String state) throws Exception {
    JsonNode all =
        await("/api/v1/incidents", list -> list.findValuesAsText("state").contains(state));
    for (JsonNode incident : all.path("incidents")) {
      if (incident.path("state").asText().equals(state)) {
        return incident.path("id").asLong();
      }
    }
    throw new IllegalStateException("no incident");
  }

  public HttpResponse<String> send(HttpRequest.Builder request, String token) throws Exception {
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return client.send(
        request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpClient client() {
    return client;
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private static String answer(String question) {
    String query =
        URLDecoder.decode(
            question.replaceFirst(".*query=", "").replaceFirst("&.*", ""), StandardCharsets.UTF_8);
    JsonArray result = new JsonArray();
    if (query.startsWith(LivestreamRules.MEETING_OVER.broken().promql())) {
      for (String worker : List.of("one", "two", "<img src=x onerror=window.hacked=1>")) {
        result.add(sample(Map.of("host", HOST, "worker", worker), "1"));
      }
    } else if (query.startsWith("up{host!")) {
      result.add(sample(Map.of("host", HOST, "job", "agent"), "1"));
    } else if (query.contains("fleet_collector") && !query.contains("time()")) {
      result.add(sample(Map.of("host", HOST, "collector", "bbb"), "1"));
    } else if (query.startsWith("bbb_meetings{") || query.equals("bbb_meetings")) {
      result.add(sample(Map.of("host", HOST), "11"));
    }
    return new JsonObject()
        .put("status", "success")
        .put("data", new JsonObject().put("resultType", "vector").put("result", result))
        .encode();
  }

  private static JsonObject sample(Map<String, String> labels, String value) {
    return new JsonObject()
        .put("metric", new JsonObject(new TreeMap<>(labels)))
        .put("value", new JsonArray().add(System.currentTimeMillis() / 1000.0).add(value));
  }

  @Override
  public void close() throws Exception {
    if (service != null) {
      stop();
    }
    vertx.close().toCompletionStage().toCompletableFuture().get(10, SECONDS);
  }
}
