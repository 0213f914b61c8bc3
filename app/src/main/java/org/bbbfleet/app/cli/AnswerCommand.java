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

  @Option(names = "--json", description = "The same as JSON.")
  private boolean json;

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
    Scoped.print(
        serve.post(
            "/api/v1/incidents/" + id + "/" + answer,
            Map.of("who", Operator.name(), "reason", reason)),
        json);
    return 0;
  }
}
