package org.bbbfleet.app.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A person's answer to the step that an incident proposes. */
abstract class AnswerCommand implements Callable<Integer> {
  private final String answer;

  @Mixin private ServeClient serve;

  @Parameters(paramLabel = "ID", description = "The incident's number.")
  private long id;

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "Why; kept in the audit trail.")
  private String reason;

  /**
   * An answer.
   *
   * @param answer the API's word for it
   */
  AnswerCommand(String answer) {
    this.answer = answer;
  }

  @Override
  public final Integer call() {
    Terminal.standard()
        .line(
            serve
                .post(
                    "/api/v1/incidents/" + id + "/" + answer,
                    Map.of("who", Operator.name(), "reason", reason))
                .path("said")
                .asText());
    return 0;
  }
}
