package org.bbbfleet.provisioning.run;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.bbbfleet.core.inventory.Host;

/** Counts the hosts that fail, and begins no other once they are too many. */
final class Failures {
  private final int tolerated;
  private final AtomicInteger failed = new AtomicInteger();

  Failures(int tolerated) {
    this.tolerated = tolerated;
  }

  /** Begins the host, or says that its turn does not come. */
  HostReport orElse(RunControl control, Host host, Supplier<HostReport> turn) {
    String why = control.stopped().orElse(why());
    if (!why.isEmpty()) {
      return HostReport.notStarted(host.name(), why);
    }
    HostReport report = turn.get();
    if (report.state() == HostReport.State.FAILED) {
      failed.incrementAndGet();
    }
    return report;
  }

  /** Why no other host is begun; empty as long as one may be. */
  String why() {
    int count = failed.get();
    if (count <= tolerated) {
      return "";
    }
    return count == 1 ? "a host failed" : count + " hosts failed";
  }
}
