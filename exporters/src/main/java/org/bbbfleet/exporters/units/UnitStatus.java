package org.bbbfleet.exporters.units;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One unit as {@code systemctl show} prints it.
 *
 * @param id its own name
 * @param names its name and its aliases
 * @param loaded whether it is installed and readable
 * @param state its state
 * @param fileState whether it is enabled, in systemd's words; empty when it has no file
 * @param oneshot whether it does one thing and ends, so that inactive is its usual state
 * @param restarts how often systemd restarted it; empty for what is not a service
 * @param changedMicros when its state last changed, in microseconds since the boot; empty for never
 * @param memoryBytes what its processes use by the kernel's account; empty when nobody counts
 */
public record UnitStatus(
    String id,
    Set<String> names,
    boolean loaded,
    State state,
    String fileState,
    boolean oneshot,
    OptionalLong restarts,
    OptionalLong changedMicros,
    OptionalLong memoryBytes) {

  /** The properties that {@link #parse} reads. */
  static final String PROPERTIES =
      "Id,Names,LoadState,ActiveState,UnitFileState,Type,NRestarts,StateChangeTimestampMonotonic,"
          + "MemoryCurrent";

  private static final int MOST_UNITS = 1000;

  /** What a unit does; the less usual words of systemd are folded into these. */
  public enum State {
    ACTIVE,
    ACTIVATING,
    DEACTIVATING,
    INACTIVE,
    FAILED;

    /** The value of the label {@code state}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    static State of(String word) {
      return switch (word) {
        case "active", "reloading", "refreshing" -> ACTIVE;
        case "activating" -> ACTIVATING;
        case "deactivating" -> DEACTIVATING;
        case "failed", "maintenance" -> FAILED;
        default -> INACTIVE;
      };
    }
  }

  /** Whether it starts with the host. */
  public boolean enabled() {
    return fileState.equals("enabled") || fileState.equals("enabled-runtime");
  }

  /**
   * When its state last changed, in seconds since the epoch; empty when nobody knows.
   *
   * @param boot when the host booted
   */
  public OptionalDouble changedAt(OptionalDouble boot) {
    long micros = changedMicros.orElse(0);
    return micros > 0 && boot.isPresent()
        ? OptionalDouble.of(Math.round(boot.getAsDouble() + micros / 1e6))
        : OptionalDouble.empty();
  }

  /** Reads blocks of {@code Key=value} lines with an empty line between two units. */
  public static List<UnitStatus> parse(String output) {
    List<UnitStatus> units = new ArrayList<>();
    Map<String, String> block = new LinkedHashMap<>();
    for (String line : (output + "\n\n").split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        block.putIfAbsent(line.substring(0, equals), line.substring(equals + 1).strip());
      } else if (line.isBlank() && !block.isEmpty()) {
        if (block.containsKey("Id") && units.size() < MOST_UNITS) {
          units.add(of(block));
        }
        block.clear();
      }
    }
    return units;
  }

  private static UnitStatus of(Map<String, String> block) {
    String id = block.get("Id");
    return new UnitStatus(
        id,
        Set.copyOf(Arrays.asList((id + " " + block.getOrDefault("Names", "")).split("\\s+"))),
        block.getOrDefault("LoadState", "").equals("loaded"),
        State.of(block.getOrDefault("ActiveState", "")),
        block.getOrDefault("UnitFileState", ""),
        block.getOrDefault("Type", "").equals("oneshot"),
        number(block.get("NRestarts")),
        number(block.get("StateChangeTimestampMonotonic")),
        number(block.get("MemoryCurrent")));
  }

  private static OptionalLong number(String text) {
    return text != null && text.matches("\\d{1,18}")
        ? OptionalLong.of(Long.parseLong(text))
        : OptionalLong.empty();
  }
}
