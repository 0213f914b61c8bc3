package org.bbbfleet.exporters.agent;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.bbbfleet.core.config.ListenAddress;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.exporters.Exporter;

/**
 * The agent's configuration file.
 *
 * <pre>
 * listen: 0.0.0.0:9688
 * exporters:
 *   bbb:
 *     enabled: true     # without it, the exporter looks whether the host has what it watches
 *     interval: 10s
 *     deadline: 12s
 *     url: https://…    # the exporter's own options
 * modules:              # probe modules beside the built-in ones
 *   http_private:
 *     prober: http
 * </pre>
 */
public final class AgentConfig {
  /** Where the agent listens unless told otherwise. */
  public static final String DEFAULT_LISTEN = "0.0.0.0:9688";

  private static final Duration SHORTEST = Duration.ofMillis(10);
  private static final Duration LONGEST = Duration.ofDays(1);

  private final Section root;
  private final List<Settings> exporters = new ArrayList<>();
  private final ListenAddress listen;

  private AgentConfig(Section root, Collection<? extends Exporter> found) {
    this.root = root;
    this.listen = ListenAddress.read(root, "listen", DEFAULT_LISTEN);
    Section all = root.section("exporters");
    found.stream()
        .sorted(Comparator.comparing(Exporter::name))
        .forEach(exporter -> exporters.add(settings(exporter, all.section(exporter.name()))));
  }

  /** Reads a file; its problems are reported by {@link #finish}. */
  public static AgentConfig load(Path file) {
    return of(Section.load(file));
  }

  /** The configuration of an agent without a file. */
  public static AgentConfig defaults() {
    return of(Section.of("agent.yaml", Map.of()));
  }

  /** Reads a section, with the exporters that the class path has. */
  public static AgentConfig of(Section root) {
    return of(root, ServiceLoader.load(Exporter.class).stream().map(p -> p.get()).toList());
  }

  /** Reads a section, with these exporters. */
  public static AgentConfig of(Section root, Collection<? extends Exporter> exporters) {
    return new AgentConfig(root, exporters);
  }

  /** The address to listen on; port 0 is any free one. */
  public ListenAddress listen() {
    return listen;
  }

  /** Every exporter that there is, by name. */
  public List<Settings> exporters() {
    return List.copyOf(exporters);
  }

  /** The user's own probe modules, by name. */
  public Section modules() {
    return root.section("modules");
  }

  /**
   * Ends the reading, after each exporter has read its options.
   *
   * @throws org.bbbfleet.core.error.ProblemsException with every problem of the file
   */
  public void finish() {
    root.finish();
  }

  private static Settings settings(Exporter exporter, Section options) {
    Optional<Boolean> enabled =
        options.keys().contains("enabled")
            ? Optional.of(options.flag("enabled", true))
            : Optional.empty();
    return new Settings(
        exporter,
        enabled,
        bounded(options, "interval", exporter.interval()),
        bounded(options, "deadline", exporter.deadline()),
        options);
  }

  private static Duration bounded(Section options, String key, Duration fallback) {
    Duration value = options.duration(key, fallback);
    if (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
      options.problem(key, "must be from 10ms to 1d");
      return fallback;
    }
    return value;
  }

  /**
   * What the file says of one exporter.
   *
   * @param enabled whether it is switched on or off by the file; empty leaves it to its presence
   * @param interval how often it collects
   * @param deadline how long one collection may take
   * @param options the section from which the exporter reads its own options
   */
  public record Settings(
      Exporter exporter,
      Optional<Boolean> enabled,
      Duration interval,
      Duration deadline,
      Section options) {}
}
