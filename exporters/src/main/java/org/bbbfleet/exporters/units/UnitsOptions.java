package org.bbbfleet.exporters.units;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bbbfleet.core.config.Section;

/**
 * The options of the exporter {@code units}.
 *
 * @param patterns the units to ask for: names, or globs of names ({@code units})
 * @param named those that are expected to run whether or not they are enabled
 * @param systemctl the program ({@code systemctl})
 * @param timeout the longest that it may take
 */
record UnitsOptions(List<String> patterns, Set<String> named, String systemctl, Duration timeout) {

  /** BigBlueButton's units in all releases that are in use, and those around it. */
  private static final List<String> USUAL =
      List.of(
          "nginx.service",
          "freeswitch.service",
          "redis-server.service",
          "mongod.service",
          "postgresql.service",
          "coturn.service",
          "etherpad.service",
          "haproxy.service",
          "kurento-media-server.service",
          "convert.service",
          "bbb-*.service");

  private static final String ALLOWED =
      "[A-Za-z0-9:_.@*?\\[\\]\\\\][A-Za-z0-9:_.@*?\\[\\]\\\\-]{0,254}";
  private static final String SUFFIX =
      ".*\\.(service|socket|target|timer|mount|automount|path|slice|scope|swap|device)";
  private static final Duration RESERVE = Duration.ofMillis(500);

  static UnitsOptions read(Section options, Duration usualDeadline) {
    List<String> given = options.strings("units", List.of());
    Set<String> patterns = new TreeSet<>();
    Set<String> named = new TreeSet<>();
    for (String unit : given) {
      if (!unit.matches(ALLOWED)) {
        options.problem("units", "holds what is no name of a unit: " + unit);
        continue;
      }
      String full = unit.matches(SUFFIX) ? unit : unit + ".service";
      patterns.add(full);
      if (!full.matches(".*[*?\\[].*")) {
        named.add(full);
      }
    }
    Duration most = options.duration("deadline", usualDeadline).minus(RESERVE);
    return new UnitsOptions(
        given.isEmpty() ? USUAL : List.copyOf(patterns),
        Set.copyOf(named),
        options.string("systemctl", "systemctl"),
        most.compareTo(RESERVE) < 0 ? RESERVE : most);
  }

  /** Whether somebody counts on the unit, so that its end is worth an alert. */
  boolean expects(UnitStatus unit) {
    return unit.names().stream().anyMatch(named::contains) || unit.enabled() && !unit.oneshot();
  }
}
