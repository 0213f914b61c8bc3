package org.bbbfleet.provisioning.run;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.shell.Shell;
import org.bbbfleet.core.shell.Shells;
import org.bbbfleet.core.store.Leases;
import org.bbbfleet.provisioning.apply.Applier;
import org.bbbfleet.provisioning.apply.OnceGate;
import org.bbbfleet.provisioning.facts.Layout;
import org.bbbfleet.provisioning.role.Fleet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One host's turn in a run: its lease, its connection, and a report whatever happens. */
final class HostTurn {
  private static final Logger LOG = LoggerFactory.getLogger(HostTurn.class);

  private final Shells shells;
  private final Leases leases;
  private final OnceSteps once;
  private final Layout layout;
  private final Fleet fleet;
  private final RunRequest request;
  private final RunOptions options;
  private final RunListener listener;
  private final RunControl control;
  private final RuleReading reading;
  private final Map<Host, FutureTask<Wanted>> wanted = new ConcurrentHashMap<>();

  HostTurn(
      Shells shells,
      Leases leases,
      OnceSteps once,
      Layout layout,
      Fleet fleet,
      RunRequest request,
      RunOptions options,
      RunListener listener,
      RunControl control,
      RuleReading reading) {
    this.shells = shells;
    this.leases = leases;
    this.once = once;
    this.layout = layout;
    this.fleet = fleet;
    this.request = request;
    this.options = options;
    this.listener = listener;
    this.control = control;
    this.reading = reading;
  }

  /**
   * What became of a host.
   *
   * @param later what must be read before that can be told, once its batch is done
   */
  record Taken(HostReport report, Optional<Verification.Later> later) {}

  /** The run was stopped while this host was at work. */
  static final class Stopped extends FleetException {
    private static final long serialVersionUID = 1L;

    Stopped(String host, String why) {
      super(ErrorCategory.BUSY, host + ": stopped: " + why + ".");
    }
  }

  static void checkNotStopped(RunControl control, String host) {
    control
        .stopped()
        .ifPresent(
            why -> {
              throw new Stopped(host, why);
            });
  }

  private HeldLease lease(Host host) {
    String purpose = "provision by " + request.who();
    return control.isWatched()
        ? HeldLease.await(
            leases,
            host.name(),
            request.id(),
            purpose,
            text -> listener.warned(host, text),
            () -> checkNotStopped(control, host.name()))
        : HeldLease.take(leases, host.name(), request.id(), purpose);
  }

  Taken take(Host host) {
    long began = System.nanoTime();
    Optional<HostRun> run = Optional.empty();
    Verification.Verified verified = new Verification.Verified(List.of(), Optional.empty());
    String failure = "";
    String advice = "";
    boolean stopped = false;
    boolean applies = request.kind() == RunReport.Kind.APPLY;
    listener.started(host);
    try (Connecting connecting = Connecting.to(host, shells);
        AutoCloseable lease = applies ? lease(host) : () -> {};
        Shell shell = connecting.shell()) {
      OnceGate gate = once.gate(request.id(), host.name(), request.who(), control);
      HostRun current =
          new HostRun(host, fleet, wanted(host), shell, layout, options, listener, control, gate);
      run = Optional.of(current);
      current.plan();
      options.approved().ifPresent(current::compare);
      if (applies) {
        Runnable checkpoint = lease instanceof HeldLease held ? held::check : () -> {};
        current.apply(
            new Applier(layout, new SecureRandom(), gate, () -> shells.open(host)), checkpoint);
        verified = current.verify(reading);
      }
    } catch (Stopped e) {
      stopped = true;
      failure = e.getMessage();
    } catch (FleetException e) {
      // What is ended on the host because the run is to end at once looks like any other failure.
      stopped = control.stopped().isPresent() && Thread.currentThread().isInterrupted();
      failure = e.getMessage();
    } catch (Exception e) {
      LOG.error("{}: a fault of this program", host.name(), e);
      failure = host.name() + ": a fault of this program: " + e;
      advice = "Please report it with the log.";
    }
    if (!failure.isEmpty() && advice.isEmpty()) {
      advice = again(host);
    }
    HostReport report =
        new HostReport(
            host.name(),
            run.map(HostRun::roles).orElse(List.of()),
            stopped ? HostReport.State.STOPPED : state(run, failure, applies),
            run.map(r -> r.changes(request.kind())).orElse(List.of()),
            run.map(HostRun::waiting).orElse(List.of()),
            verified.well(),
            fleet.inventory().hidden().mask(failure),
            advice,
            Duration.ofNanos(System.nanoTime() - began));
    return new Taken(report, verified.later());
  }

  /** Works out what is wanted of these hosts, while they are still being connected to. */
  void prepare(List<Host> hosts) {
    hosts.forEach(host -> wanted.put(host, new FutureTask<>(() -> wantedNow(host))));
    hosts.forEach(host -> wanted.get(host).run());
  }

  private Wanted wantedNow(Host host) {
    return Wanted.of(host, fleet, options);
  }

  private Wanted wanted(Host host) throws Exception {
    FutureTask<Wanted> prepared = wanted.get(host);
    if (prepared == null) {
      return wantedNow(host);
    }
    // By whoever comes first: this thread, or the one that prepares.
    prepared.run();
    try {
      return prepared.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception failure ? failure : e;
    }
  }

  /** Reads what could not be read before, and says what became of the host. */
  HostReport afterBatch(Host host, HostReport report, Verification.Later later) {
    long began = System.nanoTime();
    HostReport.State state = report.state();
    List<String> well = new ArrayList<>(report.signalsWell());
    String failure = "";
    try {
      well.addAll(later.read());
    } catch (Stopped e) {
      state = HostReport.State.STOPPED;
      failure = e.getMessage();
    } catch (FleetException e) {
      state = HostReport.State.FAILED;
      failure = e.getMessage();
    } catch (RuntimeException e) {
      LOG.error("{}: a fault of this program", host.name(), e);
      state = HostReport.State.FAILED;
      failure = host.name() + ": a fault of this program: " + e;
    }
    return new HostReport(
        report.host(),
        report.roles(),
        state,
        report.changes(),
        report.waiting(),
        well,
        fleet.inventory().hidden().mask(failure),
        failure.isEmpty() ? "" : again(host),
        report.took().plus(Duration.ofNanos(System.nanoTime() - began)));
  }

  private String again(Host host) {
    String only =
        (options.roles().isEmpty() ? "" : "--roles " + String.join(",", options.roles()) + " ")
            + "--limit "
            + host.name();
    if (request.kind() == RunReport.Kind.PLAN) {
      return request.again() + " " + only + " looks again.";
    }
    return options.approved().isPresent()
        ? "fleet plan " + only + " plans it anew."
        : "fleet provision " + only + " continues here.";
  }

  private static HostReport.State state(Optional<HostRun> run, String failure, boolean applies) {
    if (!failure.isEmpty()) {
      return HostReport.State.FAILED;
    }
    if (!run.map(HostRun::hasChanges).orElse(false)) {
      return HostReport.State.OK;
    }
    return applies ? HostReport.State.CHANGED : HostReport.State.PLANNED;
  }
}
