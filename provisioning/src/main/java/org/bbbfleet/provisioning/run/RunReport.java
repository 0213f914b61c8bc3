package org.bbbfleet.provisioning.run;

import java.time.Duration;
import java.util.List;

/**
 * What a run did, host by host; holds no secret and may be written as JSON.
 *
 * @param request what was asked for
 * @param state how it ended
 * @param stopped why it ended before all hosts were done; empty when it did not
 * @param took how long it took
 * @param hosts one report for each host, in the order of the run
 */
public record RunReport(
    RunRequest request, RunState state, String stopped, Duration took, List<HostReport> hosts) {

  /** What was asked for. */
  public enum Kind {
    PLAN,
    APPLY
  }

  public RunReport {
    hosts = List.copyOf(hosts);
  }

  static RunReport of(RunRequest request, String stopped, Duration took, List<HostReport> hosts) {
    boolean left =
        hosts.stream()
            .anyMatch(
                h ->
                    h.state() == HostReport.State.NOT_STARTED
                        || h.state() == HostReport.State.STOPPED);
    boolean failed = hosts.stream().anyMatch(h -> h.state() == HostReport.State.FAILED);
    RunState state = left ? RunState.STOPPED : failed ? RunState.FAILED : RunState.OK;
    return new RunReport(request, state, left ? stopped : "", took, hosts);
  }

  /** Whether changes were to be made. */
  public Kind kind() {
    return request.kind();
  }

  /** The run's id. */
  public String id() {
    return request.id();
  }

  /** Changes that were planned or made on all hosts. */
  public int changes() {
    return hosts.stream().mapToInt(HostReport::changed).sum();
  }

  /** Hosts that failed. */
  public List<HostReport> failed() {
    return in(HostReport.State.FAILED);
  }

  /** Hosts that ended so. */
  public List<HostReport> in(HostReport.State state) {
    return hosts.stream().filter(host -> host.state() == state).toList();
  }

  /** Handlers that will run, or have run: each host's once. */
  public int handlers() {
    return hosts.stream()
        .mapToInt(
            h -> (int) h.changes().stream().flatMap(c -> c.then().stream()).distinct().count())
        .sum();
  }
}
