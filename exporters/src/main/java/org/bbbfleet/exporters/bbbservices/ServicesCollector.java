package org.bbbfleet.exporters.bbbservices;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.core.shell.Shell;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.units.BootTime;
import org.bbbfleet.exporters.units.Systemctl;
import org.bbbfleet.exporters.units.UnitStatus;
import org.bbbfleet.exporters.units.UnitStatus.State;

/** Looks at BigBlueButton's services, packages and SFU; the check runs beside it. */
final class ServicesCollector implements Collector {
  private static final Duration KURENTO_TIMEOUT = Duration.ofSeconds(2);
  private static final int MOST_SERVICES = 100;
  private static final String SUFFIX = ".service";

  private final CollectorContext context;
  private final Systemctl systemctl;
  private final Check check;
  private final DpkgStatus packages;
  private final Sfu sfu;
  private final Kurento kurento;

  ServicesCollector(CollectorContext context, ServicesOptions options, Shell units, Shell checks) {
    this.context = context;
    this.systemctl = new Systemctl(units, options.systemctl(), options.timeout());
    this.check = new Check(context, options, checks, System::nanoTime);
    this.packages = new DpkgStatus(context.root());
    this.sfu = new Sfu(context.vertx(), new SfuConfig(context.root()), options.timeout());
    this.kurento =
        new Kurento(context.vertx(), context.clock(), options.kurento(), KURENTO_TIMEOUT);
  }

  @Override
  public Future<Samples> collect() {
    Future<Samples> units =
        context.vertx().executeBlocking(this::look, false).compose(this::withKurento);
    return Future.join(units, sfu.collect())
        .map(both -> both.<Samples>resultAt(0).putAll(both.resultAt(1)));
  }

  /** Only where its service counts: on releases without it, nobody is to hear that it is down. */
  private Future<Samples> withKurento(Samples samples) {
    boolean there = !samples.series(ServicesMetrics.PEER_UP.get(Kurento.SERVICE)).isEmpty();
    return there ? kurento.collect().map(samples::putAll) : Future.succeededFuture(samples);
  }

  private Samples look() {
    long began = System.nanoTime();
    OptionalDouble boot = BootTime.of(context.root(), context.clock());
    Samples samples = new Samples();
    int services = 0;
    for (UnitStatus unit : systemctl.show(patterns())) {
      if (counts(unit) && services < MOST_SERVICES) {
        write(unit, boot, samples);
        services++;
      }
    }
    packages.versions().forEach((p, v) -> samples.put(ServicesMetrics.PACKAGE, 1, p, v));
    samples.putAll(check.samples());
    samples.put(ServicesMetrics.LAST_RUN, context.clock().instant().getEpochSecond());
    samples.put(ServicesMetrics.LAST_DURATION, (System.nanoTime() - began) / 1_000_000);
    return samples;
  }

  /** All by name, because a glob finds only what systemd has in memory. */
  private static List<String> patterns() {
    List<String> patterns = new ArrayList<>();
    ServicesMetrics.PEER_UP.keySet().forEach(service -> patterns.add(service + SUFFIX));
    patterns.add("bbb-*" + SUFFIX);
    return patterns;
  }

  /**
   * Whether somebody counts on it: it runs, it failed, or it starts with the host. What is not
   * installed, masked or switched off is not down.
   */
  private static boolean counts(UnitStatus unit) {
    if (!unit.loaded() || !unit.id().endsWith(SUFFIX)) {
      return false;
    }
    return unit.state() != State.INACTIVE || unit.enabled() && !unit.oneshot();
  }

  private static void write(UnitStatus unit, OptionalDouble boot, Samples samples) {
    String service = unit.id().substring(0, unit.id().length() - SUFFIX.length());
    double up = unit.state() == State.ACTIVE ? 1 : 0;
    for (State state : State.values()) {
      samples.put(ServicesMetrics.STATE, unit.state() == state ? 1 : 0, service, state.label());
    }
    unit.changedAt(boot).ifPresent(at -> samples.put(ServicesMetrics.STATE_SINCE, at, service));
    unit.restarts().ifPresent(n -> samples.put(ServicesMetrics.RESTARTS, n, service));
    unit.memoryBytes().ifPresent(n -> samples.put(ServicesMetrics.MEMORY, n, service));
    if (unit.oneshot() && unit.state() != State.ACTIVE && unit.state() != State.FAILED) {
      // It is at its work, which systemd calls activating: neither up nor down.
      return;
    }
    // A peer's name may be an alias today, as redis-server is of redis elsewhere.
    for (String name : unit.names()) {
      Metric peer = ServicesMetrics.PEER_UP.get(name.replace(SUFFIX, ""));
      if (peer != null) {
        samples.put(peer, up);
      }
    }
    samples.put(ServicesMetrics.UP, up, service);
  }

  @Override
  public void close() {
    systemctl.close();
    check.close();
    sfu.close();
    kurento.close();
  }
}
