package org.bbbfleet.app.service.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.Clock;
import org.bbbfleet.alerts.FleetView;
import org.bbbfleet.alerts.incident.Healer;
import org.bbbfleet.app.service.live.Streams;
import org.bbbfleet.app.service.runs.ServiceRuns;
import org.bbbfleet.app.service.status.FleetStatus;
import org.bbbfleet.core.store.Leases;
import org.bbbfleet.core.store.Store;

/**
 * What operations work with: the running service.
 *
 * @param version of this program
 */
public record ApiContext(
    Vertx vertx,
    Clock clock,
    String version,
    FleetView fleet,
    Store store,
    Leases leases,
    Healer healer,
    FleetStatus status,
    Streams streams,
    ServiceRuns runs,
    MeterRegistry meters) {}
