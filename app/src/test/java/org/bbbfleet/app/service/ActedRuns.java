package org.bbbfleet.app.service;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.bbbfleet.app.service.runs.RunWorker;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.inventory.InventoryReader;
import org.bbbfleet.core.vault.Vault;
import org.bbbfleet.provisioning.role.Artifacts;
import org.bbbfleet.provisioning.role.Fleet;
import org.bbbfleet.provisioning.role.FleetSecrets;
import org.bbbfleet.provisioning.run.ChangeReport;
import org.bbbfleet.provisioning.run.HostReport;
import org.bbbfleet.provisioning.run.RunControl;
import org.bbbfleet.provisioning.run.RunJson;
import org.bbbfleet.provisioning.run.RunListener;
import org.bbbfleet.provisioning.run.RunOptions;
import org.bbbfleet.provisioning.run.RunReport;
import org.bbbfleet.provisioning.run.RunRequest;
import org.bbbfleet.provisioning.run.RunState;

/**
 * Runs of two hosts that happen nowhere: one change each. An apply stands at its second step until
 * it is let go or stopped.
 */
public final class ActedRuns implements RunWorker {
  public final List<RunOptions> asked = new CopyOnWriteArrayList<>();

  /** The hosts of runs of one host, each with who holds it. */
  public final List<String> holders = new CopyOnWriteArrayList<>();

  /** Runs that change something begin when this is open. */
  public volatile CountDownLatch mayBegin = new CountDownLatch(0);

  public final CountDownLatch go = new CountDownLatch(1);
  private final AtomicInteger number = new AtomicInteger();
  private final String restarts;
  private final Fleet fleet;

  public ActedRuns(Path directory) throws Exception {
    this(directory, "[bbb]\nbbb-1\nbbb-2\n", "");
  }

  /**
   * @param restarts the unit that each change restarts; may be empty
   */
  public ActedRuns(Path directory, String hosts, String restarts) throws Exception {
    this.restarts = restarts;
    Path inventory = Files.writeString(directory.resolve("hosts"), hosts);
    // Never unpacked: nothing is carried out.
    Files.writeString(directory.resolve("fleet-0.tar.gz"), "");
    fleet =
        new Fleet(
            InventoryReader.read(inventory, Vault.closed()),
            Fleet.allRoles(),
            new FleetSecrets(directory),
            Artifacts.in(directory),
            host -> List.of());
  }

  @Override
  public Fleet fleet() {
    return fleet;
  }

  @Override
  public RunWorker only(String host, String holder) {
    return new RunWorker() {
      @Override
      public Fleet fleet() {
        return fleet;
      }

      @Override
      public RunReport run(
          RunReport.Kind kind,
          Fleet of,
          RunOptions options,
          RunListener listener,
          RunControl control) {
        holders.add(host + " " + holder);
        List<Host> alone =
            of.inventory().hosts().stream().filter(one -> one.name().equals(host)).toList();
        return act(kind, alone, options, listener, control);
      }

      @Override
      public RunWorker only(String other, String another) {
        throw new AssertionError("narrowed twice");
      }
    };
  }

  @Override
  public RunReport run(
      RunReport.Kind kind, Fleet of, RunOptions options, RunListener listener, RunControl control) {
    return act(kind, of.inventory().hosts(), options, listener, control);
  }

  private RunReport act(
      RunReport.Kind kind,
      List<Host> hosts,
      RunOptions options,
      RunListener listener,
      RunControl control) {
    asked.add(options);
    if (kind == RunReport.Kind.APPLY) {
      await(mayBegin);
    }
    RunRequest request =
        new RunRequest(
            "20260101-1200-" + number.incrementAndGet(),
            kind,
            options.who(),
            options.command(),
            options.limit(),
            options.roles(),
            Instant.now(),
            hosts.stream().map(Host::name).toList());
    listener.begun(request);
    List<HostReport> reports = new ArrayList<>();
    for (Host host : hosts) {
      listener.started(host);
      listener.planned(host, 1);
      if (kind == RunReport.Kind.APPLY) {
        listener.step(host, 1, 2, "file /etc/motd");
        listener.step(host, 2, 2, "<b>restart</b> nginx");
        hold(control);
      }
      boolean stopped = control.stopped().isPresent();
      HostReport report =
          new HostReport(
              host.name(),
              List.of("bigbluebutton"),
              stopped
                  ? HostReport.State.STOPPED
                  : kind == RunReport.Kind.PLAN
                      ? HostReport.State.PLANNED
                      : HostReport.State.CHANGED,
              List.of(
                  change(
                      kind == RunReport.Kind.PLAN
                          ? ChangeReport.Outcome.PLANNED
                          : ChangeReport.Outcome.DONE)),
              List.of(),
              kind == RunReport.Kind.PLAN || stopped ? List.of() : List.of("agent"),
              "",
              "",
              Duration.ofSeconds(1));
      listener.finished(report);
      reports.add(report);
    }
    RunReport report =
        new RunReport(
            request,
            control.stopped().isPresent() ? RunState.STOPPED : RunState.OK,
            control.stopped().orElse(""),
            Duration.ofSeconds(2),
            reports);
    listener.ended(report);
    return report;
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(40, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody let the run begin");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void hold(RunControl control) {
    long deadline = System.nanoTime() + Duration.ofSeconds(40).toNanos();
    try {
      while (control.stopped().isEmpty()
          && !go.await(10, TimeUnit.MILLISECONDS)
          && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private ChangeReport change(ChangeReport.Outcome outcome) {
    return RunJson.read(
        """
        {"role": "agent", "sign": "~", "kind": "file", "name": "/etc/motd", "detail": "<i>one line</i>",
         "diff": "-old\\n+new", "then": [%s], "outcome": "%s", "digest": "digest"}
        """
            .formatted(restarts.isEmpty() ? "" : "\"restart " + restarts + "\"", outcome),
        ChangeReport.class);
  }
}
