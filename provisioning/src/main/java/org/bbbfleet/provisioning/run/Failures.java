package org.bbbfleet.provisioning.run;

import java.util.Optional;
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
  HostTurn.Taken orElse(RunControl control, Host host, Supplier<HostTurn.Taken> turn) {
    String why = control.stopped().orElse(why());
    if (!why.isEmpty()) {
      return new HostTurn.Taken(HostReport.notStarted(host.name(), why), Optional.empty());
    }
    HostTurn.Taken taken = turn.get();
    count(taken.report());
    return taken;
  }

  /** Counts it if it failed. */
  void count(HostReport report) {
    if (report.state() == HostReport.State.FAILED) {
      failed.incrementAndGet();
    }
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
