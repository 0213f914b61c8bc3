package org.bbbfleet.exporters.livestream;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What systemd says of a worker's unit.
 *
 * @param name the unit
 * @param restarting whether systemd is about to start it again
 * @param switchedOff whether an admin disabled or masked it and it does not run
 * @param exitCode how its main process ended; 128 and the signal's number for one that was killed
 */
record UnitReport(String name, boolean restarting, boolean switchedOff, OptionalInt exitCode) {
  /** The properties that {@link #parse} reads. */
  static final String PROPERTIES =
      "Id,ActiveState,SubState,UnitFileState,ExecMainCode,ExecMainStatus";

  private static final int MOST = 400;
  private static final String EXITED = "1";
  private static final int SIGNALLED = 128;

  /** Reads what {@code systemctl show} prints: blocks of lines with an empty line between. */
  static List<UnitReport> parse(String output) {
    List<UnitReport> reports = new ArrayList<>();
    Map<String, String> block = new LinkedHashMap<>();
    for (String line : (output + "\n\n").split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        block.putIfAbsent(line.substring(0, equals), line.substring(equals + 1).strip());
      } else if (line.isBlank() && !block.isEmpty()) {
        if (block.containsKey("Id") && reports.size() < MOST) {
          reports.add(of(block));
        }
        block.clear();
      }
    }
    return reports;
  }

  private static UnitReport of(Map<String, String> block) {
    String active = block.getOrDefault("ActiveState", "");
    String file = block.getOrDefault("UnitFileState", "");
    boolean stopped = active.equals("inactive") || active.equals("failed");
    return new UnitReport(
        block.get("Id"),
        block.getOrDefault("SubState", "").startsWith("auto-restart"),
        stopped && (file.equals("disabled") || file.startsWith("masked")),
        stopped ? exitCode(block) : OptionalInt.empty());
  }

  private static OptionalInt exitCode(Map<String, String> block) {
    String code = block.getOrDefault("ExecMainCode", "");
    String status = block.getOrDefault("ExecMainStatus", "");
    if (!status.matches("\\d{1,3}") || code.isEmpty() || code.equals("0")) {
      return OptionalInt.empty();
    }
    int number = Integer.parseInt(status);
    return OptionalInt.of(code.equals(EXITED) ? number : SIGNALLED + number);
  }
}
