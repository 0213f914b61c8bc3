package org.bbbfleet.app.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code fleet undrain}: a drained server serves again. */
@Command(
    name = "undrain",
    mixinStandardHelpOptions = true,
    description = {
      "Creates and ends a meeting on a drained server; when that is well, gives it back to Scalelite.",
      "A drain that runs is called off, unless it has restarted the server already."
    })
public final class UndrainCommand implements Callable<Integer> {
  @Mixin private Order order;

  @Parameters(paramLabel = "HOST", description = "The BigBlueButton server, by its inventory name.")
  private String host;

  @Override
  public Integer call() throws InterruptedException {
    return order.carryOut("/api/v1/undrain", "undrain", host, Map.of(), "");
  }
}
