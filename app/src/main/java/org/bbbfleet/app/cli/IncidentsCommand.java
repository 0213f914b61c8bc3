package org.bbbfleet.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fleet incidents}: what broke and what was done. */
@Command(
    name = "incidents",
    aliases = "show",
    mixinStandardHelpOptions = true,
    description = "Lists incidents, or tells the story of one.")
public final class IncidentsCommand implements Callable<Integer> {
  @Mixin private ServeClient serve;

  @Parameters(arity = "0..1", paramLabel = "ID", description = "Tell this incident's story.")
  private Long id;

  @Option(names = "--json", description = "The same as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.standard();
    JsonNode answer = serve.get(id == null ? "/api/v1/incidents" : "/api/v1/incidents/" + id);
    if (json) {
      terminal.line(answer.toPrettyString());
    } else if (id == null) {
      Table table = new Table("ID", "OPENED", "HOST", "ALERT", "STATE", "REASON");
      for (JsonNode incident : answer.path("incidents")) {
        table.row(
            incident.path("id").asText(),
            incident.path("opened").asText(),
            incident.path("host").asText(),
            incident.path("alert").asText(),
            incident.path("state").asText(),
            incident.path("reason").asText());
      }
      table.lines().forEach(terminal::line);
    } else {
      terminal.line(
          "incident "
              + id
              + "  "
              + answer.path("alert").asText()
              + " on "
              + answer.path("host").asText()
              + ": "
              + answer.path("state").asText()
              + "  "
              + answer.path("reason").asText());
      for (JsonNode event : answer.path("story")) {
        terminal.line(
            String.format(
                "%s  %-12s %s",
                event.path("at").asText(),
                event.path("what").asText(),
                event.path("text").asText()));
      }
    }
    return 0;
  }
}
