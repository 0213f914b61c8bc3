package org.bbbfleet.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code fleet status}: hosts, what disturbs them and what is being done about it. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Shows the hosts, their alerts and what is being done.")
public final class StatusCommand implements Callable<Integer> {
  @Mixin private ServeClient serve;

  @Option(names = "--json", description = "The same as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    JsonNode status = serve.get("/api/v1/status");
    Terminal terminal = Terminal.standard();
    if (json) {
      terminal.line(status.toPrettyString());
      return 0;
    }
    Table table = new Table("HOST", "ROLES", "STATE", "MEETINGS", "ALERTS");
    for (JsonNode host : status.path("hosts")) {
      List<String> roles = new ArrayList<>();
      host.path("roles").forEach(role -> roles.add(role.asText()));
      List<String> alerts = new ArrayList<>();
      for (JsonNode alert : status.path("alerts")) {
        if (alert.path("host").asText().equals(host.path("name").asText())) {
          alerts.add(alert.path("alert").asText() + " (" + alert.path("state").asText() + ")");
        }
      }
      table.row(
          host.path("name").asText(),
          String.join(" ", roles),
          state(host, status.path("drains")),
          host.path("meetings").asText(),
          alerts.isEmpty() ? "–" : String.join(", ", alerts));
    }
    table.lines().forEach(terminal::line);
    terminal.line(status.path("headline").asText() + " " + status.path("doing").asText());
    status.path("warnings").forEach(warning -> terminal.line(terminal.bad(warning.asText())));
    JsonNode age = status.path("measuredAgo");
    terminal.line(
        age.isNumber()
            ? "measured " + Math.round(age.asDouble()) + " s ago"
            : terminal.bad("Prometheus does not answer: nothing above is measured"));
    return 0;
  }

  /** How a host is, and that it is being drained or serves nobody. */
  static String state(JsonNode host, JsonNode drains) {
    for (JsonNode drain : drains) {
      if (drain.path("host").asText().equals(host.path("name").asText())) {
        return host.path("state").asText()
            + (drain.path("running").asBoolean() ? ", draining" : ", drained");
      }
    }
    return host.path("state").asText();
  }
}
