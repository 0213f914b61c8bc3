package org.bbbfleet.app.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code fleet start}: ends {@code fleet stop}. */
@Command(
    name = "start",
    mixinStandardHelpOptions = true,
    description = "Lets the healer act again after fleet stop.")
public final class StartCommand implements Callable<Integer> {
  @Mixin private ServeClient serve;

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "Why; kept in the audit trail.")
  private String reason;

  @Option(names = "--json", description = "The same as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    Scoped.print(
        serve.post("/api/v1/stop/end", Map.of("who", Operator.name(), "reason", reason)), json);
    return 0;
  }
}
