package org.bbbfleet.app.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fleet approve}. */
@Command(
    name = "approve",
    mixinStandardHelpOptions = true,
    description = "Approves the action that an incident proposes.")
public final class ApproveCommand implements Callable<Integer> {
  @Mixin private ServeClient serve;

  @Parameters(paramLabel = "ID", description = "The incident's number.")
  private long id;

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "Why; kept in the audit trail.")
  private String reason;

  @Override
  public Integer call() {
    Terminal.standard()
        .line(
            serve
                .post(
                    "/api/v1/incidents/" + id + "/approve",
                    Map.of("who", Operator.name(), "reason", reason))
                .path("said")
                .asText());
    return 0;
  }
}
