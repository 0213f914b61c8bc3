package org.bbbfleet.app.cli;

import java.time.Clock;
import java.util.Optional;
import org.bbbfleet.core.store.Leases;
import org.bbbfleet.core.store.Store;
import org.bbbfleet.provisioning.role.Fleet;
import org.bbbfleet.provisioning.role.serve.ServeRole;
import org.bbbfleet.provisioning.run.OnceMarks;

/** What the runs of all operators share: by the fleet's service, if it has one. */
final class Shared {
  private final Optional<OwnService> serve;
  private final Store store;
  private final Clock clock;

  /**
   * @param store beside the inventory: what only its own runs share
   */
  Shared(Fleet fleet, Store store, Clock clock) {
    this.serve =
        fleet.hostsOf("serve").isEmpty()
            ? Optional.empty()
            : Optional.of(
                new OwnService(ServeRole.webhook(fleet).resolve("/"), fleet.secrets().apiToken()));
    this.store = store;
    this.clock = clock;
  }

  Leases leases() {
    Leases own = Leases.in(store, clock);
    return serve.<Leases>map(service -> new SharedLeases(service, own)).orElse(own);
  }

  OnceMarks marks() {
    OnceMarks own = OnceMarks.in(store);
    return serve.<OnceMarks>map(service -> new SharedMarks(service, own)).orElse(own);
  }
}
