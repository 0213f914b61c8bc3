package org.bbbfleet.exporters.pacemaker;

import io.vertx.core.Future;
import java.util.Optional;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.core.shell.Shell;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.command.Tool;

/** Runs the cluster's own tools, which only look. */
final class PacemakerCollector implements Collector {
  private final CollectorContext context;
  private final Tool tool;

  PacemakerCollector(CollectorContext context, Tool tool) {
    this.context = context;
    this.tool = tool;
  }

  @Override
  public Future<Samples> collect() {
    return context.vertx().executeBlocking(this::measure);
  }

  private Samples measure() {
    Samples samples = new Samples();
    Optional<Samples> state =
        state("crm_mon", "--one-shot", "--inactive", "--output-as=xml", "--include=all")
            .or(() -> state("crm_mon", "--as-xml", "--inactive", "-A", "-f"));
    samples.put(PacemakerMetrics.UP, state.isPresent() ? 1 : 0);
    state.ifPresent(samples::putAll);
    // Without the quorum this tool ends with status 2, and says so all the same.
    Optional<Samples> votes =
        tool.run("corosync-quorumtool", "-p", "-s").map(Shell.Result::out).flatMap(Quorum::votes);
    samples.put(PacemakerMetrics.COROSYNC_UP, votes.isPresent() ? 1 : 0);
    votes.ifPresent(samples::putAll);
    tool.run("corosync-cfgtool", "-s")
        .filter(Shell.Result::ok)
        .ifPresent(rings -> samples.put(PacemakerMetrics.RING_ERRORS, Quorum.faults(rings.out())));
    return samples;
  }

  private Optional<Samples> state(String... words) {
    return tool.ask(words).map(Shell.Result::out).flatMap(ClusterState::read);
  }

  @Override
  public void close() {
    tool.close();
  }
}
