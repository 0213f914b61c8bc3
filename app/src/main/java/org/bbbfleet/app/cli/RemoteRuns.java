package org.bbbfleet.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bbbfleet.app.JsonFormat;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.provisioning.run.HostReport;
import org.bbbfleet.provisioning.run.RunEvent;
import org.bbbfleet.provisioning.run.RunJson;
import org.bbbfleet.provisioning.run.RunListener;
import org.bbbfleet.provisioning.run.RunOptions;
import org.bbbfleet.provisioning.run.RunReport;
import org.bbbfleet.provisioning.run.RunRequest;

/** Plans and runs that a {@code fleet serve} carries out, told as those of this process are. */
final class RemoteRuns {
  private static final Duration BEGIN = Duration.ofSeconds(45);
  private static final int MOST_RETURNS = 30;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** The service says something every fifteen seconds, if only that it is there. */
  private static final Duration SILENCE = Duration.ofSeconds(60);

  private final URI server;
  private final String token;
  private final JsonHttp http = new JsonHttp(BEGIN);
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  RemoteRuns(URI server, Path tokenFile) {
    this.server = server;
    try {
      this.token = Files.readString(tokenFile).strip();
    } catch (IOException e) {
      throw new FleetException(
          ErrorCategory.INPUT,
          "the token can't be read from " + tokenFile + ". Name its file with --token-file.",
          e);
    }
  }

  /** Plans; the id of the run is the report's. */
  RunReport plan(RunOptions how, RunListener listener) {
    Map<String, Object> order = new TreeMap<>();
    order.put("who", Operator.name());
    order.put("roles", how.roles());
    if (!how.limit().isEmpty()) {
      order.put("limit", how.limit());
    }
    if (how.forks() != RunOptions.USUAL_FORKS) {
      order.put("forks", how.forks());
    }
    if (!how.serial().sizes().isEmpty()) {
      order.put("serial", how.serial().toString());
    }
    how.maxFail().ifPresent(most -> order.put("max_fail", most.toString()));
    return follow(post("/api/v1/runs/plan", order), listener);
  }

  /** Approves a plan and follows the run that carries it out. */
  RunReport approve(String plan, String reason, RunListener listener) {
    return follow(
        post("/api/v1/runs/" + plan + "/approve", Map.of("reason", reason, "who", Operator.name())),
        listener);
  }

  private String post(String path, Map<String, Object> body) {
    JsonHttp.Answer answer;
    try {
      answer =
          http.send(
              authorized(path)
                  .header("Content-Type", "application/json")
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          JsonFormat.mapper().writeValueAsString(body))));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    JsonNode said = answer.body();
    if (!answer.ok()) {
      throw new FleetException(
          answer.status() == 401 || answer.status() == 403
              ? ErrorCategory.AUTHENTICATION
              : ErrorCategory.INPUT,
          server + " answered " + answer.status() + ": " + said.path("error").asText());
    }
    return said.path("id").asText();
  }

  private HttpRequest.Builder authorized(String path) {
    return HttpRequest.newBuilder(server.resolve(path)).header("Authorization", "Bearer " + token);
  }

  /** What has been heard of a run so far. */
  private static final class Heard {
    private final List<HostReport> hosts = new ArrayList<>();
    private RunRequest request;
    private RunReport report;
    private String last = "0";

    void take(RunEvent event, RunListener listener) {
      if (event instanceof RunEvent.Started started) {
        request = started.request();
        listener.begun(request);
      } else if (event instanceof RunEvent.HostStarted host) {
        listener.started(host(host.host()));
      } else if (event instanceof RunEvent.HostPlanned host) {
        listener.planned(host(host.host()), host.changes());
      } else if (event instanceof RunEvent.Step step) {
        listener.step(host(step.host()), step.number(), step.of(), step.what());
      } else if (event instanceof RunEvent.Verifying host) {
        listener.verifying(host(host.host()));
      } else if (event instanceof RunEvent.HostDone done) {
        hosts.add(done.report());
        listener.finished(done.report());
      } else if (event instanceof RunEvent.Done done && request != null) {
        report =
            new RunReport(
                request,
                done.state(),
                done.stopped(),
                Duration.between(request.startedAt(), done.at()),
                hosts);
        listener.ended(report);
      }
    }

    private static Host host(String name) {
      return new Host(name, List.of(), Map.of());
    }
  }

  private RunReport follow(String id, RunListener listener) {
    Heard heard = new Heard();
    // A connection may break, and the service ends it when it is restarted; the run is then over.
    for (int i = 0; i < MOST_RETURNS && heard.report == null; i++) {
      if (read(id, heard, listener)) {
        break;
      }
      if (heard.report == null) {
        pause();
      }
    }
    if (heard.report == null) {
      throw new FleetException(
          ErrorCategory.UNREACHABLE,
          server
              + " no longer tells of run "
              + id
              + ". Its record: "
              + server.resolve("/runs/" + id));
    }
    return heard.report;
  }

  // What is away for a moment, as a network or a proxy that is restarted, is waited for.
  private static void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FleetException(ErrorCategory.TIMEOUT, "interrupted; the run goes on there", e);
    }
  }

  /** Reads one stream: true when the run is over. */
  private boolean read(String id, Heard heard, RunListener listener) {
    HttpRequest request =
        authorized("/api/v1/runs/" + id + "/events")
            .header("Last-Event-ID", heard.last)
            .timeout(BEGIN)
            .build();
    try {
      HttpResponse<InputStream> answer =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (EventLines lines = new EventLines(answer.body(), SILENCE)) {
        if (answer.statusCode() != 200) {
          throw new FleetException(
              ErrorCategory.PROTOCOL, server + " answered " + answer.statusCode());
        }
        String event = "";
        for (String line = lines.next(); line != null; line = lines.next()) {
          if (line.startsWith("id: ")) {
            heard.last = line.substring("id: ".length());
          } else if (line.startsWith("event: ")) {
            event = line.substring("event: ".length());
          } else if (line.startsWith("data: ") && event.equals("run")) {
            heard.take(RunJson.read(line.substring("data: ".length()), RunEvent.class), listener);
          } else if (line.startsWith("data: ") && event.equals("end")) {
            return true;
          }
        }
      }
      return false;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FleetException(ErrorCategory.TIMEOUT, "interrupted; the run goes on there", e);
    }
  }
}
