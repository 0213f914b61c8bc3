package org.bbbfleet.exporters.units;

import io.vertx.core.Future;
import java.util.OptionalDouble;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.core.shell.Shell;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.units.UnitStatus.State;

/** Asks systemd once for all units. */
final class UnitsCollector implements Collector {
  private final CollectorContext context;
  private final UnitsOptions options;
  private final Systemctl systemctl;

  UnitsCollector(CollectorContext context, UnitsOptions options, Shell shell) {
    this.context = context;
    this.options = options;
    this.systemctl = new Systemctl(shell, options.systemctl(), options.timeout());
  }

  @Override
  public Future<Samples> collect() {
    return context.vertx().executeBlocking(this::measure);
  }

  private Samples measure() {
    OptionalDouble boot = BootTime.of(context.root(), context.clock());
    Samples samples = new Samples();
    for (UnitStatus unit : systemctl.show(options.patterns())) {
      if (unit.loaded() && options.expects(unit)) {
        write(unit, boot, samples);
      }
    }
    return samples;
  }

  private static void write(UnitStatus unit, OptionalDouble boot, Samples samples) {
    samples.put(UnitsMetrics.ACTIVE, unit.state() == State.ACTIVE ? 1 : 0, unit.id());
    for (State state : State.values()) {
      samples.put(UnitsMetrics.STATE, unit.state() == state ? 1 : 0, unit.id(), state.label());
    }
    samples.put(UnitsMetrics.ENABLED, unit.enabled() ? 1 : 0, unit.id());
    unit.restarts().ifPresent(n -> samples.put(UnitsMetrics.RESTARTS, n, unit.id()));
    unit.changedAt(boot).ifPresent(at -> samples.put(UnitsMetrics.STATE_SINCE, at, unit.id()));
    unit.memoryBytes().ifPresent(n -> samples.put(UnitsMetrics.MEMORY, n, unit.id()));
  }

  @Override
  public void close() {
    systemctl.close();
  }
}
