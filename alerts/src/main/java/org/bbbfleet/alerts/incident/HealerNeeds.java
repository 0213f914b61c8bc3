package org.bbbfleet.alerts.incident;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.bbbfleet.alerts.FleetView;
import org.bbbfleet.alerts.verify.SignalSource;
import org.bbbfleet.core.shell.Shells;
import org.bbbfleet.core.store.Store;

/**
 * What a healer works with.
 *
 * @param config how it behaves
 * @param store all that it knows
 * @param safety policies and what else holds it back
 * @param fleet the hosts
 * @param shells opens hosts with the healer's key, which is bound to {@code fleet-heal}
 * @param signals what tells whether something is well
 * @param clock the wall's
 * @param registry where it counts
 * @param outside who knows alerts, and who calls people
 */
public record HealerNeeds(
    HealerConfig config,
    Store store,
    Safety safety,
    FleetView fleet,
    Shells shells,
    SignalSource signals,
    Clock clock,
    MeterRegistry registry,
    Outside outside) {
  public HealerNeeds {
    requireNonNull(config, "config is null");
    requireNonNull(store, "store is null");
    requireNonNull(safety, "safety is null");
    requireNonNull(fleet, "fleet is null");
    requireNonNull(shells, "shells is null");
    requireNonNull(signals, "signals is null");
    requireNonNull(clock, "clock is null");
    requireNonNull(registry, "registry is null");
    requireNonNull(outside, "outside is null");
  }
}
