package org.bbbfleet.provisioning.run;

import static java.util.Objects.requireNonNull;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.shell.Shell;
import org.bbbfleet.core.shell.Shells;
import org.bbbfleet.core.store.Leases;
import org.bbbfleet.provisioning.apply.Applier;
import org.bbbfleet.provisioning.facts.Layout;
import org.bbbfleet.provisioning.role.Fleet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings hosts to what their roles declare. Hosts are worked on in parallel and fail alone: what
 * happens on one never stops another.
 */
public final class Provisioner {
  private static final Logger LOG = LoggerFactory.getLogger(Provisioner.class);

  private final Shells shells;
  private final Leases leases;
  private final Clock clock;
  private final Layout layout;

  public Provisioner(Shells shells, Leases leases, Clock clock) {
    this(shells, leases, clock, Layout.STANDARD);
  }

  Provisioner(Shells shells, Leases leases, Clock clock, Layout layout) {
    this.shells = requireNonNull(shells, "shells is null");
    this.leases = requireNonNull(leases, "leases is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.layout = requireNonNull(layout, "layout is null");
  }

  /** Says what would be done. Changes nothing and takes no lease. */
  public RunReport plan(Fleet fleet, List<Host> hosts, RunOptions options, RunListener listener) {
    return run(RunReport.Kind.PLAN, fleet, hosts, options, listener);
  }

  /** Does it, then reads the signals of the hosts' roles. */
  public RunReport apply(Fleet fleet, List<Host> hosts, RunOptions options, RunListener listener) {
    return run(RunReport.Kind.APPLY, fleet, hosts, options, listener);
  }

  private RunReport run(
      RunReport.Kind kind,
      Fleet fleet,
      List<Host> hosts,
      RunOptions options,
      RunListener listener) {
    Instant startedAt = clock.instant();
    String id = UUID.randomUUID().toString();
    ExecutorService pool =
        Executors.newFixedThreadPool(
            Math.max(1, Math.min(options.forks(), hosts.size())),
            work -> {
              Thread thread = new Thread(work, "provision");
              thread.setDaemon(true);
              return thread;
            });
    try {
      learnHostKeys(pool, fleet, hosts);
      List<HostReport> reports =
          parallel(
              pool,
              hosts,
              host -> {
                HostReport report = host(kind, id, fleet, host, options, listener);
                listener.finished(report);
                return report;
              });
      return new RunReport(
          id,
          kind,
          options.who(),
          startedAt,
          Duration.between(startedAt, clock.instant()),
          reports);
    } finally {
      pool.shutdownNow();
    }
  }

  // The service's host is told the keys of all hosts: meet the new ones before planning it.
  private void learnHostKeys(ExecutorService pool, Fleet fleet, List<Host> hosts) {
    if (fleet.hostsOf("serve").stream().noneMatch(hosts::contains)) {
      return;
    }
    List<Host> strangers =
        hosts.stream().filter(h -> !h.local() && fleet.hostKeys().of(h).isEmpty()).toList();
    parallel(
        pool,
        strangers,
        host -> {
          try (Shell shell = shells.open(host)) {
            LOG.debug("met {}", shell.host());
          } catch (FleetException e) {
            // Its own turn comes, and reports it.
            LOG.debug("could not meet {}: {}", host.name(), e.getMessage());
          }
          return host;
        });
  }

  private static <T> List<T> parallel(
      ExecutorService pool, List<Host> hosts, Function<Host, T> work) {
    List<Future<T>> futures = hosts.stream().map(h -> pool.submit(() -> work.apply(h))).toList();
    List<T> results = new ArrayList<>();
    for (Future<T> future : futures) {
      try {
        // Every wait below has a limit of its own: connecting, logging in, each script.
        results.add(future.get());
      } catch (ExecutionException e) {
        throw new FleetException(
            ErrorCategory.INTERNAL, "a fault of this program: " + e.getCause(), e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new FleetException(ErrorCategory.INTERNAL, "the run was interrupted", e);
      }
    }
    return results;
  }

  private HostReport host(
      RunReport.Kind kind,
      String id,
      Fleet fleet,
      Host host,
      RunOptions options,
      RunListener listener) {
    long began = System.nanoTime();
    Optional<HostRun> run = Optional.empty();
    List<String> well = List.of();
    String failure = "";
    String advice = "";
    listener.started(host);
    try (AutoCloseable lease =
            kind == RunReport.Kind.APPLY
                ? HeldLease.take(leases, host.name(), id, "provision by " + options.who())
                : () -> {};
        Shell shell = shells.open(host)) {
      HostRun current = new HostRun(host, fleet, shell, layout, options, listener);
      run = Optional.of(current);
      current.plan();
      if (kind == RunReport.Kind.APPLY) {
        Runnable checkpoint = lease instanceof HeldLease held ? held::check : () -> {};
        current.apply(new Applier(layout, new SecureRandom()), checkpoint);
        well = current.verify();
      }
    } catch (FleetException e) {
      failure = e.getMessage();
      advice = "fleet provision --limit " + host.name() + " continues here.";
    } catch (Exception e) {
      LOG.error("{}: a fault of this program", host.name(), e);
      failure = host.name() + ": a fault of this program: " + e;
      advice = "Please report it with the log.";
    }
    HostReport.State state =
        !failure.isEmpty()
            ? HostReport.State.FAILED
            : !run.map(HostRun::hasChanges).orElse(false)
                ? HostReport.State.OK
                : kind == RunReport.Kind.PLAN ? HostReport.State.PLANNED : HostReport.State.CHANGED;
    return new HostReport(
        host.name(),
        run.map(HostRun::roles).orElse(List.of()),
        state,
        run.map(r -> r.changes(kind)).orElse(List.of()),
        well,
        failure,
        advice,
        Duration.ofNanos(System.nanoTime() - began));
  }
}
