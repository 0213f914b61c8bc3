package org.bbbfleet.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fleet heal}: an action of the catalogue, ordered by a person. */
@Command(
    name = "heal",
    mixinStandardHelpOptions = true,
    description = {
      "Takes one action of the catalogue on one host, through the healer's key.",
      "It obeys the host's lease, the fleet's budget, pauses and stops unless forced."
    })
public final class HealCommand implements Callable<Integer> {
  private static final Duration EVERY = Duration.ofSeconds(1);

  /** Longer than any action may take. */
  private static final int MOST_LOOKS = 900;

  @Mixin private ServeClient serve;

  @Parameters(paramLabel = "ACTION", description = "A name of the catalogue: docs/healing.md.")
  private String action;

  @Option(names = "--host", required = true, paramLabel = "HOST", description = "The host.")
  private String host;

  @Option(
      names = "--param",
      paramLabel = "NAME=VALUE",
      description = "A parameter of the action: unit=nginx.service.")
  private List<String> parameters = List.of();

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "Why; kept in the audit trail.")
  private String reason;

  @Option(names = "--dry-run", description = "Only say what would be done, and what holds it back.")
  private boolean dryRun;

  @Option(names = "--force", description = "Past the guards; only the host's own stop still holds.")
  private boolean force;

  @Option(names = "--json", description = "The same as JSON.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("action", action);
    body.put("host", host);
    body.put("params", parameters);
    body.put("who", Operator.name());
    body.put("reason", reason);
    body.put("dry_run", dryRun);
    body.put("force", force);
    JsonNode report = serve.postAny("/api/v1/heal", body);
    Terminal terminal = Terminal.standard();
    if (!json) {
      report.path("guards").forEach(guard -> terminal.line(ExplainView.guard(guard)));
    }
    if (dryRun) {
      terminal.line(
          json
              ? report.toPrettyString()
              : report.path("action").asText()
                  + " on "
                  + host
                  + ": "
                  + report.path("outcome").asText()
                  + "\n"
                  + report.path("output").asText());
      return 0;
    }
    JsonNode incident = ended(report.path("incident").asLong());
    terminal.line(
        json
            ? incident.toPrettyString()
            : "incident "
                + report.path("incident").asText()
                + ": "
                + report.path("action").asText()
                + " on "
                + host
                + ": "
                + incident.path("reason").asText());
    String outcome = incident.path("reason").asText();
    return outcome.endsWith(": done") || outcome.endsWith(": nothing to do") ? 0 : 1;
  }

  private JsonNode ended(long id) throws InterruptedException {
    for (int look = 0; look < MOST_LOOKS; look++) {
      JsonNode incident = serve.get("/api/v1/incidents/" + id);
      if (incident.path("state").asText().equalsIgnoreCase("resolved")) {
        return incident;
      }
      Thread.sleep(EVERY.toMillis());
    }
    throw new FleetException(
        ErrorCategory.TIMEOUT, "it still runs; look again: fleet incidents " + id);
  }
}
