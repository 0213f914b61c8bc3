package org.bbbfleet.exporters.units;

import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.core.shell.Quote;
import org.bbbfleet.core.shell.Shell;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.units.UnitStatus.State;

/** Asks systemd once for all units. */
final class UnitsCollector implements Collector {
  private final CollectorContext context;
  private final UnitsOptions options;
  private final Shell shell;

  UnitsCollector(CollectorContext context, UnitsOptions options, Shell shell) {
    this.context = context;
    this.options = options;
    this.shell = shell;
  }

  @Override
  public Future<Samples> collect() {
    return context.vertx().executeBlocking(this::measure);
  }

  private Samples measure() {
    Shell.Result result = shell.command(commandLine(), options.timeout());
    if (!result.ok()) {
      throw new FleetException(
          ErrorCategory.REMOTE,
          options.systemctl()
              + " ended with status "
              + result.exitStatus()
              + ": "
              + result.err().lines().findFirst().orElse(""));
    }
    OptionalDouble boot = boot();
    Samples samples = new Samples();
    for (UnitStatus unit : UnitStatus.parse(result.out())) {
      if (unit.loaded() && options.expects(unit)) {
        write(unit, boot, samples);
      }
    }
    return samples;
  }

  private String commandLine() {
    return "LC_ALL=C exec "
        + Quote.sh(options.systemctl())
        + " show --no-pager --property="
        + UnitStatus.PROPERTIES
        + " -- "
        + options.patterns().stream().map(Quote::sh).collect(Collectors.joining(" "));
  }

  private static void write(UnitStatus unit, OptionalDouble boot, Samples samples) {
    samples.put(UnitsMetrics.ACTIVE, unit.state() == State.ACTIVE ? 1 : 0, unit.id());
    for (State state : State.values()) {
      samples.put(UnitsMetrics.STATE, unit.state() == state ? 1 : 0, unit.id(), state.label());
    }
    samples.put(UnitsMetrics.ENABLED, unit.enabled() ? 1 : 0, unit.id());
    unit.restarts().ifPresent(n -> samples.put(UnitsMetrics.RESTARTS, n, unit.id()));
    long micros = unit.changedMicros().orElse(0);
    if (micros > 0 && boot.isPresent()) {
      samples.put(
          UnitsMetrics.STATE_SINCE, Math.round(boot.getAsDouble() + micros / 1e6), unit.id());
    }
  }

  /** When the host booted, for systemd's monotonic times: its others depend on the locale. */
  private OptionalDouble boot() {
    Path file = context.root().resolve("proc/uptime");
    try {
      String uptime = Files.readString(file).split(" ", 2)[0];
      return OptionalDouble.of(
          context.clock().millis() / 1000.0 - Double.parseDouble(uptime.strip()));
    } catch (IOException | NumberFormatException e) {
      // Without it only that one metric is absent.
      return OptionalDouble.empty();
    }
  }

  @Override
  public void close() {
    shell.close();
  }
}
