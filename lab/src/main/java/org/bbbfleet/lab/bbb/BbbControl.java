package org.bbbfleet.lab.bbb;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Map;
import org.bbbfleet.lab.faults.Control;

/**
 * Steers a {@link BbbSimulator} by words: {@code fault} (kind, its parameters, {@code call} or
 * {@code times}), {@code clear}, {@code load} (meetings, attendees, seed), {@code end} (id), {@code
 * restart} (forgets the meetings, as bbb-web does), {@code status}.
 */
final class BbbControl implements Control.Steered {
  private final BbbSimulator simulator;

  BbbControl(BbbSimulator simulator) {
    this.simulator = simulator;
  }

  @Override
  public Future<String> steer(String word, Map<String, String> parameters) {
    switch (word) {
      case "fault" -> fault(parameters);
      case "clear" -> simulator.faults().clear();
      case "load" -> load(parameters);
      case "end" -> simulator.meetings().remove(parameters.getOrDefault("id", ""));
      case "restart" -> simulator.meetings().clear();
      case "status" -> {}
      default -> throw new IllegalArgumentException("there is no word \"" + word + "\"");
    }
    return Future.succeededFuture(
        simulator.meetings().all().size()
            + " meetings, "
            + simulator.faults().current().map(Object::toString).orElse("no fault"));
  }

  private void fault(Map<String, String> parameters) {
    BbbFault fault = BbbFault.parse(parameters.getOrDefault("kind", ""), parameters);
    if (parameters.containsKey("call")) {
      simulator.faults().set(fault, parameters.get("call"));
    } else if (parameters.containsKey("times")) {
      simulator.faults().setFor(Integer.parseInt(parameters.get("times")), fault);
    } else {
      simulator.faults().set(fault);
    }
  }

  private void load(Map<String, String> parameters) {
    simulator.load(
        new Load(
            Integer.parseInt(parameters.getOrDefault("meetings", "10")),
            Integer.parseInt(parameters.getOrDefault("attendees", "20")),
            Long.parseLong(parameters.getOrDefault("seed", "1")),
            InstantSource.system().instant()));
  }
}
