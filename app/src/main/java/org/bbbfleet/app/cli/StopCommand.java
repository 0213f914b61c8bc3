package org.bbbfleet.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code fleet stop}: no healing anywhere, until {@code fleet start}. */
@Command(
    name = "stop",
    mixinStandardHelpOptions = true,
    description = {
      "Stops all healing, at once, until fleet start.",
      "What runs already is not interrupted. If the service does not answer: touch"
          + " /var/lib/bbb-fleet/STOP where it runs, or /etc/bbb-fleet/STOP on a host."
    })
public final class StopCommand implements Callable<Integer> {
  @Mixin private ServeClient serve;

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "Why; whoever finds it stopped reads it.")
  private String reason;

  @Option(names = "--json", description = "The same as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    JsonNode answer = serve.post("/api/v1/stop", Map.of("who", Operator.name(), "reason", reason));
    Terminal.standard()
        .line(
            json
                ? answer.toPrettyString()
                : "all healing is stopped by "
                    + answer.path("owner").asText()
                    + ": "
                    + answer.path("reason").asText()
                    + ". It goes on with: fleet start --reason …");
    return 0;
  }
}
