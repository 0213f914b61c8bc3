package org.bbbfleet.exporters;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Metric;

/**
 * Something that the agent can watch. Implementations carry {@code @AutoService(Exporter.class)}
 * and a public constructor without arguments: adding one is adding one file.
 */
public interface Exporter {

  /** The name that {@code --only} takes and that the collector's own metrics carry as a label. */
  String name();

  /** Every metric that its collector may give. */
  List<Metric> metrics();

  /**
   * Whether the host has what this exporter watches, and why. Cheap: looks at files only, never at
   * the network.
   *
   * @param root the root of the host's file system, or a test's directory
   * @param options its section of the agent's configuration
   */
  Presence presenceBelow(Path root, Section options);

  /** How often it collects unless the configuration says otherwise. */
  default Duration interval() {
    return Duration.ofSeconds(5);
  }

  /** How long one collection may take before it counts as failed. */
  default Duration deadline() {
    return Duration.ofSeconds(5);
  }

  /**
   * Makes the collector. Reads all its options from the section; problems are left in the section
   * for {@link Section#finish}, so that all of a file are reported at once. Must not contact
   * anything yet.
   */
  Collector open(Section options, CollectorContext context);

  /**
   * Whether an exporter suits this host.
   *
   * @param on whether it is switched on by itself
   * @param why one line for the operator
   */
  record Presence(boolean on, String why) {
    public static Presence on(String why) {
      return new Presence(true, why);
    }

    public static Presence off(String why) {
      return new Presence(false, why);
    }
  }
}
