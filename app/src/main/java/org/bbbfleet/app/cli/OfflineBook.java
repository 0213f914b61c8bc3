package org.bbbfleet.app.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bbbfleet.alerts.policy.PolicyBook;
import org.bbbfleet.alerts.policy.Step;
import org.bbbfleet.core.inventory.Inventory;
import org.bbbfleet.core.inventory.InventoryReader;
import org.bbbfleet.provisioning.role.serve.FleetFile;

/** The policies as the files alone have them: what is measured is not known here, and said so. */
final class OfflineBook {
  private OfflineBook() {}

  static PolicyBook of(Path inventoryPath) {
    Inventory inventory = InventoryReader.read(inventoryPath);
    return FleetFile.of(FleetOptions.lookedAt(inventoryPath, inventory)).book();
  }

  /** One step as JSON. */
  record Rung(String action, String mode, String heldBy) {}

  /** What is known. */
  record Answer(
      String alert,
      String host,
      String role,
      String onlyAPersonBecause,
      List<Rung> steps,
      Map<String, String> origins,
      String file,
      String unknown) {}

  static Answer answer(PolicyBook.Chosen chosen, String host) {
    return new Answer(
        chosen.policy().rule().alert(),
        host,
        chosen.role(),
        chosen.policy().onlyAPersonBecause(),
        chosen.policy().steps().stream()
            .map(step -> new Rung(step.call().action(), step.mode().label(), step.heldBy()))
            .toList(),
        chosen.origins(),
        chosen.file(),
        unknown());
  }

  static List<String> lines(PolicyBook.Chosen chosen, String host) {
    List<String> lines = new ArrayList<>();
    lines.add(
        chosen.policy().rule().alert()
            + " on "
            + host
            + " → policy "
            + chosen.role()
            + " ("
            + chosen.origins().get("steps")
            + ")");
    if (chosen.policy().steps().isEmpty()) {
      lines.add("  only a person may act: " + chosen.policy().onlyAPersonBecause());
    }
    int number = 1;
    for (Step step : chosen.policy().steps()) {
      lines.add(
          String.format(
                  "  %d %-32s %-18s %s",
                  number++,
                  step.call().action(),
                  step.mode().label().toUpperCase(Locale.ROOT),
                  step.heldBy())
              .stripTrailing());
    }
    lines.add("  " + unknown());
    lines.add("  override: " + chosen.file());
    return lines;
  }

  private static String unknown() {
    return "unknown without the service: the signal, meetings, leases, pauses, silences, budget,"
        + " attempts. Leave out --inventory to ask it.";
  }
}
