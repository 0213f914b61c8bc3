package org.bbbfleet.app.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code fleet resume}: ends a pause. */
@Command(
    name = "resume",
    mixinStandardHelpOptions = true,
    description = "Lets the healer act again on one host, or on the whole fleet.")
public final class ResumeCommand implements Callable<Integer> {
  @Mixin private ServeClient serve;

  @Parameters(
      arity = "0..1",
      paramLabel = "HOST",
      defaultValue = "",
      description = "The host; without one, the whole fleet.")
  private String host;

  @Override
  public Integer call() {
    Terminal.standard()
        .line(
            serve
                .post("/api/v1/pauses/end", Map.of("host", host, "who", Operator.name()))
                .path("said")
                .asText());
    return 0;
  }
}
