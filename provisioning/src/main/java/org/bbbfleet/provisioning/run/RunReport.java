package org.bbbfleet.provisioning.run;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a run did, host by host; holds no secret and may be written as JSON.
 *
 * @param id unique
 * @param kind what was asked for
 * @param who who asked
 * @param startedAt when it began
 * @param took how long it took
 * @param hosts one report for each host, in the order of the inventory
 */
public record RunReport(
    String id, Kind kind, String who, Instant startedAt, Duration took, List<HostReport> hosts) {

  /** What was asked for. */
  public enum Kind {
    PLAN,
    APPLY
  }

  public RunReport {
    hosts = List.copyOf(hosts);
  }

  /** Changes that were planned or made on all hosts. */
  public int changes() {
    return hosts.stream().mapToInt(HostReport::changed).sum();
  }

  /** Hosts that failed. */
  public List<HostReport> failed() {
    return hosts.stream().filter(host -> host.state() == HostReport.State.FAILED).toList();
  }
}
