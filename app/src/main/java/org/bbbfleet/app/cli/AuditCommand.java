package org.bbbfleet.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.bbbfleet.alerts.audit.AuditHead;
import org.bbbfleet.alerts.audit.AuditReport;
import org.bbbfleet.alerts.audit.AuditTrail;
import org.bbbfleet.app.AuditVerdict;
import org.bbbfleet.app.JsonFormat;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.store.Store;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fleet audit}: the record of everything that was decided and done. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = "Shows the audit trail, and checks that nobody changed it.",
    subcommands = {
      AuditCommand.ListCommand.class,
      AuditCommand.ShowCommand.class,
      AuditCommand.VerifyCommand.class
    })
public final class AuditCommand {

  /** {@code fleet audit list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists what was decided and done, the newest first.")
  static final class ListCommand implements Callable<Integer> {
    @Mixin private ServeClient serve;

    @Option(names = "--host", paramLabel = "HOST", description = "Only of this host.")
    private String host;

    @Option(names = "--before", paramLabel = "ROW", description = "Only rows before this one.")
    private Long before;

    @Option(
        names = "--limit",
        defaultValue = "50",
        description = "How many, at most 500 (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--json", description = "The same as JSON.")
    private boolean json;

    @Override
    public Integer call() {
      String query =
          "?limit="
              + limit
              + (before == null ? "" : "&before=" + before)
              + (host == null ? "" : "&host=" + URLEncoder.encode(host, StandardCharsets.UTF_8));
      JsonNode answer = serve.get("/api/v1/audit" + query);
      Terminal terminal = Terminal.standard();
      if (json) {
        terminal.line(answer.toPrettyString());
        return 0;
      }
      Table table = new Table("ROW", "AT", "WHO", "HOST", "INCIDENT", "KIND", "WHAT");
      for (JsonNode row : answer.path("rows")) {
        table.row(
            row.path("id").asText(),
            row.path("at").asText(),
            row.path("who").asText(),
            row.path("host").asText(),
            row.path("incident").asText("–"),
            row.path("kind").asText(),
            row.path("text").asText());
      }
      table.lines().forEach(terminal::line);
      return 0;
    }
  }

  /** {@code fleet audit show}. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows one row with its evidence, output and hash.")
  static final class ShowCommand implements Callable<Integer> {
    private static final List<String> PARTS =
        List.of(
            "at",
            "who",
            "kind",
            "host",
            "alert",
            "incident",
            "text",
            "why",
            "took",
            "evidence",
            "output",
            "hash");

    @Mixin private ServeClient serve;

    @Parameters(paramLabel = "ROW", description = "The row's number.")
    private long row;

    @Option(names = "--json", description = "The same as JSON.")
    private boolean json;

    @Override
    public Integer call() {
      JsonNode answer = serve.get("/api/v1/audit/" + row);
      Terminal terminal = Terminal.standard();
      if (json) {
        terminal.line(answer.toPrettyString());
        return 0;
      }
      for (String part : PARTS) {
        String text = answer.path(part).asText("");
        if (!text.isEmpty() && !text.equals("null")) {
          terminal.line(String.format("%-9s ", part) + text.replace("\n", "\n          "));
        }
      }
      return 0;
    }
  }

  /** {@code fleet audit verify}. */
  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = {
        "Checks that no row was changed, removed, put in or cut off.",
        "Who can write the store could make the whole trail anew: so give a head that was noted"
            + " elsewhere, in the service's log (audit head), in Prometheus"
            + " (fleet_audit_head_info) or in an escalation's annotation (audit_head).",
        "Exits 1 when something is wrong."
      })
  static final class VerifyCommand implements Callable<Integer> {
    @Mixin private ServeClient serve;

    @Option(
        names = "--head",
        paramLabel = "ROW:HASH",
        description = "A head that was noted elsewhere; may be given several times.")
    private List<String> heads = new ArrayList<>();

    @Option(
        names = "--store",
        paramLabel = "FILE",
        description = "Read this store itself, or a copy of it, instead of asking the service.")
    private Path store;

    @Option(names = "--json", description = "The same as JSON.")
    private boolean json;

    @Override
    public Integer call() {
      List<AuditHead> known = heads.stream().map(AuditHead::parse).toList();
      JsonNode answer =
          store == null
              ? serve.get(
                  "/api/v1/audit/verify"
                      + (known.isEmpty()
                          ? ""
                          : "?heads="
                              + URLEncoder.encode(
                                  String.join(
                                      ",", known.stream().map(AuditHead::toString).toList()),
                                  StandardCharsets.UTF_8)))
              : JsonFormat.mapper().<JsonNode>valueToTree(read(known));
      Terminal terminal = Terminal.standard();
      boolean intact = answer.path("intact").asBoolean(false);
      if (json) {
        terminal.line(answer.toPrettyString());
      } else if (intact) {
        terminal.line(
            answer.path("rows").asText()
                + " rows, all as they were written. Head: "
                + answer.path("head").asText());
      } else {
        terminal.line(
            "row "
                + answer.path("row").asText()
                + "  "
                + answer.path("kind").asText()
                + "  "
                + answer.path("text").asText()
                + ". The "
                + answer.path("rows").asText()
                + " rows before are as they were written.");
      }
      return intact ? 0 : 1;
    }

    private AuditVerdict read(List<AuditHead> known) {
      if (!Files.isReadable(store)) {
        throw new FleetException(ErrorCategory.INPUT, store + " can't be read");
      }
      try (Store opened = Store.open(store)) {
        AuditReport report = new AuditTrail(opened, Clock.systemUTC()).verify(known);
        return AuditVerdict.of(report);
      }
    }
  }
}
