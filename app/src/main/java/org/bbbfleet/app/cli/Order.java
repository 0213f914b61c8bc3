package org.bbbfleet.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a person orders of the healer by hand, and how it is told: heal, drain and undrain. */
public final class Order {
  /** To describe something asks hosts, which may be slow to answer. */
  private static final Duration DESCRIBES = Duration.ofSeconds(90);

  @Mixin private ServeClient serve;

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
      description = "Return at once: it goes on in the service; look with fleet show ID.")
  private boolean noWait;

  @Option(names = "--json", description = "The end of it as JSON.")
  private boolean json;

  /**
   * Orders it and follows it to its end: the command's exit status.
   *
   * @param what its name for people, as {@code drain}
   * @param howToStop what calls it off; empty when nothing does
   */
  int carryOut(String path, String what, String host, Map<String, ?> more, String howToStop)
      throws InterruptedException {
    Map<String, Object> body = new TreeMap<>(more);
    body.put("host", host);
    body.put("who", Operator.name());
    body.put("reason", reason);
    body.put("dry_run", dryRun);
    body.put("force", force);
    Terminal terminal = Terminal.standard();
    JsonNode report = dryRun ? serve.postWithin(DESCRIBES, path, body) : serve.postAny(path, body);
    if (!json) {
      ExplainView.guards(report.path("guards")).forEach(terminal::line);
    }
    String subject = what + " on " + host;
    long id = report.path("incident").asLong();
    if (dryRun || noWait) {
      said(report, subject, howToStop).forEach(terminal::line);
      return 0;
    }
    Following.End end = new Following(serve, terminal, json).toItsEnd(id, howToStop);
    if (json) {
      terminal.line(end.incident().toPrettyString());
    } else {
      String outcome = end.outcome().isEmpty() ? "not done" : end.outcome();
      terminal.line(
          "incident "
              + id
              + ": "
              + subject
              + ": "
              + (end.well() ? terminal.good(outcome) : terminal.bad(outcome)));
      end.output().forEach(line -> terminal.line("  " + line));
    }
    return end.well() ? 0 : 1;
  }

  private List<String> said(JsonNode report, String subject, String howToStop) {
    if (json) {
      return List.of(report.toPrettyString());
    }
    if (!dryRun) {
      String id = report.path("incident").asText();
      return List.of(
          "incident "
              + id
              + ": "
              + subject
              + " goes on in the service. Look: fleet show "
              + id
              + (howToStop.isEmpty() ? "" : "   Call it off: " + howToStop));
    }
    List<String> lines = new ArrayList<>();
    lines.add(subject + ": " + report.path("outcome").asText());
    report.path("output").asText().lines().map(line -> "  " + line).forEach(lines::add);
    return lines;
  }
}
