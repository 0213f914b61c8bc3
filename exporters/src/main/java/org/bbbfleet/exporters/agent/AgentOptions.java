package org.bbbfleet.exporters.agent;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.bbbfleet.core.config.ListenAddress;

/**
 * How an agent is started.
 *
 * @param config reads the configuration anew at each call; throws {@code ProblemsException}
 * @param only the exporters to run, whatever the configuration says; empty: those that suit
 * @param listen where to listen; empty: where the configuration says
 * @param web the file of TLS and passwords; empty: plain HTTP for everybody
 * @param lifecycle whether {@code POST /-/reload} is served
 * @param mostScrapes how many scrapes are answered at once; more get status 503
 * @param watch how often to look whether a file or the host has changed
 */
public record AgentOptions(
    Supplier<AgentConfig> config,
    Set<String> only,
    List<ListenAddress> listen,
    Optional<Path> web,
    boolean lifecycle,
    int mostScrapes,
    Duration watch) {

  /** As node_exporter has it: enough for several Prometheus servers and people. */
  public static final int MOST_SCRAPES = 40;

  private static final Duration WATCH = Duration.ofSeconds(30);

  public AgentOptions {
    requireNonNull(config, "config is null");
    only = Set.copyOf(only);
    listen = List.copyOf(listen);
  }

  /** The usual options. */
  public static AgentOptions of(Supplier<AgentConfig> config) {
    return new AgentOptions(
        config, Set.of(), List.of(), Optional.empty(), false, MOST_SCRAPES, WATCH);
  }

  public AgentOptions withOnly(Set<String> names) {
    return new AgentOptions(config, names, listen, web, lifecycle, mostScrapes, watch);
  }

  public AgentOptions withListen(List<ListenAddress> addresses) {
    return new AgentOptions(config, only, addresses, web, lifecycle, mostScrapes, watch);
  }

  public AgentOptions withWeb(Optional<Path> file) {
    return new AgentOptions(config, only, listen, file, lifecycle, mostScrapes, watch);
  }

  public AgentOptions withLifecycle() {
    return new AgentOptions(config, only, listen, web, true, mostScrapes, watch);
  }

  public AgentOptions withMostScrapes(int most) {
    return new AgentOptions(config, only, listen, web, lifecycle, most, watch);
  }

  public AgentOptions withWatch(Duration interval) {
    return new AgentOptions(config, only, listen, web, lifecycle, mostScrapes, interval);
  }
}
