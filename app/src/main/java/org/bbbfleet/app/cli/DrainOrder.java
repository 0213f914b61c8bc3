package org.bbbfleet.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code fleet drain} and {@code fleet undrain} have in common: an order and its story. */
public final class DrainOrder {
  private static final Duration EVERY = Duration.ofSeconds(2);

  /** Longer than a drain may take. */
  private static final int MOST_LOOKS = 27 * 1800;

  @Mixin private ServeClient serve;

  @Parameters(paramLabel = "HOST", description = "The BigBlueButton server, by its inventory name.")
  private String host;

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

  @Option(
      names = "--no-wait",
      description = "Return at once: it goes on in the service; look with fleet incidents.")
  private boolean noWait;

  @Option(names = "--json", description = "The end of it as JSON.")
  private boolean json;

  /** Orders it and follows it to its end: the command's exit status. */
  int carryOut(String path, Map<String, Object> what) throws InterruptedException {
    Map<String, Object> body = new TreeMap<>(what);
    body.put("host", host);
    body.put("who", Operator.name());
    body.put("reason", reason);
    body.put("dry_run", dryRun);
    body.put("force", force);
    JsonNode report = serve.postAny(path, body);
    Terminal terminal = Terminal.standard();
    if (!json) {
      report.path("guards").forEach(guard -> terminal.line(ExplainView.guard(guard)));
    }
    long id = report.path("incident").asLong();
    if (dryRun || noWait) {
      terminal.line(json ? report.toPrettyString() : said(report));
      return 0;
    }
    JsonNode incident = followed(id, terminal);
    String ended = incident.path("reason").asText();
    terminal.line(json ? incident.toPrettyString() : "incident " + id + ": " + ended);
    return ended.endsWith(": done") || ended.endsWith(": nothing to do") ? 0 : 1;
  }

  private static String said(JsonNode report) {
    return report.path("action").asText()
        + ": "
        + report.path("outcome").asText()
        + "\n"
        + report.path("output").asText();
  }

  /** Prints where it stands whenever that changes. Interrupting this does not interrupt it. */
  private JsonNode followed(long id, Terminal terminal) throws InterruptedException {
    String last = "";
    for (int look = 0; look < MOST_LOOKS; look++) {
      JsonNode incident = serve.get("/api/v1/incidents/" + id);
      if (incident.path("state").asText().equalsIgnoreCase("resolved")) {
        return incident;
      }
      String now = incident.path("reason").asText();
      if (!json && !now.equals(last)) {
        terminal.line(now);
        last = now;
      }
      Thread.sleep(EVERY.toMillis());
    }
    throw new FleetException(
        ErrorCategory.TIMEOUT, "it still runs; look again: fleet incidents " + id);
  }
}
