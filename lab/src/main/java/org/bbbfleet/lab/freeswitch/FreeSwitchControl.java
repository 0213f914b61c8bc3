package org.bbbfleet.lab.freeswitch;

import io.vertx.core.Future;
import java.util.Map;
import org.bbbfleet.lab.faults.Control;

/**
 * Steers a {@link FreeSwitchSimulator} by words: {@code fault} (kind and its parameters), {@code
 * clear}, {@code scenario} (name), {@code call} (somebody joins and leaves), {@code shutdown},
 * {@code reload}, {@code elegant-shutdown}, {@code last-call-ends}, {@code refuse-call}, {@code
 * status}.
 */
final class FreeSwitchControl implements Control.Steered {
  private final FreeSwitchSimulator simulator;

  FreeSwitchControl(FreeSwitchSimulator simulator) {
    this.simulator = simulator;
  }

  @Override
  public Future<String> steer(String word, Map<String, String> parameters) {
    return act(word, parameters).map(done -> status());
  }

  private Future<Void> act(String word, Map<String, String> parameters) {
    return switch (word) {
      case "fault" ->
          simulator.fault(FreeSwitchFault.parse(parameters.getOrDefault("kind", ""), parameters));
      case "clear" -> simulator.clear();
      case "scenario" -> {
        simulator.scenario(Scenario.of(parameters.getOrDefault("name", "")));
        yield Future.succeededFuture();
      }
      case "call" -> simulator.call();
      case "shutdown" -> simulator.shutdown();
      case "reload" -> simulator.reload();
      case "elegant-shutdown" -> {
        simulator.shutDownElegantly();
        yield Future.succeededFuture();
      }
      case "last-call-ends" -> simulator.lastCallEnds();
      case "refuse-call" -> simulator.refuseCall();
      case "status" -> Future.succeededFuture();
      default -> throw new IllegalArgumentException("there is no word \"" + word + "\"");
    };
  }

  private String status() {
    return "scenario "
        + simulator.scenario().word()
        + ", "
        + simulator.connections()
        + " connections, "
        + simulator.fault().map(Object::toString).orElse("no fault");
  }
}
