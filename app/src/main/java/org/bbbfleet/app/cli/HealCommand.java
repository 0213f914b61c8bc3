package org.bbbfleet.app.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fleet heal}: an action of the catalogue, ordered by a person. */
@Command(
    name = "heal",
    mixinStandardHelpOptions = true,
    description = {
      "Takes one action of the catalogue on one host, through the healer's key.",
      "It obeys the host's lease, the fleet's budget, pauses and stops unless forced."
    })
public final class HealCommand implements Callable<Integer> {
  @Mixin private Order order;

  @Parameters(paramLabel = "ACTION", description = "A name of the catalogue: docs/healing.md.")
  private String action;

  @Option(names = "--host", required = true, paramLabel = "HOST", description = "The host.")
  private String host;

  @Option(
      names = "--param",
      paramLabel = "NAME=VALUE",
      description = "A parameter of the action: unit=nginx.service.")
  private List<String> parameters = List.of();

  @Override
  public Integer call() throws InterruptedException {
    return order.carryOut(
        "/api/v1/heal", action, host, Map.of("action", action, "params", parameters), "");
  }
}
