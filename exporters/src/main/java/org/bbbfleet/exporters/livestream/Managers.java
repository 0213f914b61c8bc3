package org.bbbfleet.exporters.livestream;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.shell.Quote;
import org.bbbfleet.core.shell.Shell;
import org.bbbfleet.exporters.docker.Container;
import org.bbbfleet.exporters.docker.DockerGate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks what keeps the workers' processes, systemd and (through the gate) Docker: they alone know
 * how a process ended and whether it will be started again. Each is optional; what fails is told
 * and its answers are absent.
 */
final class Managers implements AutoCloseable {
  static final String SYSTEMD = "systemd";
  static final String DOCKER = "docker";

  private static final Logger log = LoggerFactory.getLogger(Managers.class);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Path root;
  private final LivestreamOptions options;
  private final Shell shell;
  private final LongSupplier nanos;
  private final DockerGate gate;
  private final Map<String, Boolean> successes = new TreeMap<>();
  private Map<String, UnitReport> units = Map.of();
  private List<Container> containers = List.of();
  private Optional<Long> dockerAsked = Optional.empty();

  Managers(Path root, LivestreamOptions options, Shell shell, LongSupplier nanos) {
    this.root = root;
    this.options = options;
    this.shell = shell;
    this.nanos = nanos;
    this.gate = new DockerGate(options.dockerSocket(), PATIENCE);
  }

  /**
   * Asks both; blocks.
   *
   * @param known workers whose units may be asked for by name
   */
  void ask(Set<String> known) {
    if (!options.processes().isEmpty()) {
      return;
    }
    if (options.systemctl().isPresent() || Files.isDirectory(root.resolve("run/systemd/system"))) {
      units = Map.of();
      attempt(SYSTEMD, () -> units = systemd(known));
    }
    if (!Files.exists(options.dockerSocket())) {
      successes.remove(DOCKER);
      containers = List.of();
    } else if (dockerAsked.isEmpty()
        || nanos.getAsLong() - dockerAsked.get() >= options.dockerEvery().toNanos()) {
      dockerAsked = Optional.of(nanos.getAsLong());
      containers = List.of();
      attempt(DOCKER, () -> containers = gate.containers());
    }
  }

  private void attempt(String source, Runnable question) {
    boolean well = true;
    try {
      question.run();
    } catch (FleetException e) {
      well = false;
      if (successes.getOrDefault(source, true)) {
        log.warn("{}", e.getMessage());
      }
    }
    successes.put(source, well);
  }

  private Map<String, UnitReport> systemd(Set<String> known) {
    Set<String> names = new TreeSet<>();
    names.add(options.unitPrefix() + "*.service");
    // Units that don't run are not loaded, and a pattern finds only what is.
    known.stream()
        .map(worker -> options.unitPrefix() + worker + ".service")
        .filter(unit -> unit.matches("[A-Za-z0-9:_.@\\\\-]{1,255}"))
        .forEach(names::add);
    Shell.Result result =
        shell.command(
            "LC_ALL=C exec "
                + Quote.sh(options.systemctl().orElse("systemctl"))
                + " show --no-pager --property="
                + UnitReport.PROPERTIES
                + " -- "
                + names.stream().map(Quote::sh).collect(Collectors.joining(" ")),
            PATIENCE);
    if (!result.ok()) {
      throw new FleetException(
          ErrorCategory.REMOTE, "systemctl ended with status " + result.exitStatus());
    }
    Map<String, UnitReport> reports = new HashMap<>();
    UnitReport.parse(result.out()).forEach(report -> reports.put(report.name(), report));
    return reports;
  }

  /** Whether each of the sources that were asked answered the last time. */
  Map<String, Boolean> successes() {
    return successes;
  }

  Optional<UnitReport> unit(String worker) {
    return Optional.ofNullable(units.get(options.unitPrefix() + worker + ".service"));
  }

  /** All containers that Docker told of. */
  List<Container> containers() {
    return new ArrayList<>(containers);
  }

  @Override
  public void close() {
    shell.close();
  }
}
