package org.bbbfleet.provisioning.run;

import static java.util.Objects.requireNonNull;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.bbbfleet.core.config.Suggestion;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.shell.Shell;
import org.bbbfleet.core.shell.Shells;
import org.bbbfleet.core.store.Leases;
import org.bbbfleet.provisioning.facts.Layout;
import org.bbbfleet.provisioning.role.Fleet;
import org.bbbfleet.provisioning.role.Role;
import org.bbbfleet.provisioning.role.Watched;
import org.bbbfleet.provisioning.role.prometheus.PrometheusRole;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings hosts to what their roles declare. Hosts are worked on in parallel and fail alone: what
 * happens on one never stops another, unless batches or a number of failures were asked for. Blocks
 * its caller; says everything to its listener and prints nothing.
 */
public final class Provisioner {
  private static final Logger LOG = LoggerFactory.getLogger(Provisioner.class);
  private static final DateTimeFormatter ID =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private final Shells shells;
  private final Leases leases;
  private final OnceSteps once;
  private final Clock clock;
  private final Layout layout;
  private final String prometheusMark;

  /** One that marks what happens once in the fleet for as long as it lives. */
  public Provisioner(Shells shells, Leases leases, Clock clock) {
    this(shells, leases, OnceMarks.inMemory(), clock);
  }

  /**
   * A provisioner.
   *
   * @param marks where it is marked what has happened once in the fleet
   */
  public Provisioner(Shells shells, Leases leases, OnceMarks marks, Clock clock) {
    this(shells, leases, marks, clock, Layout.STANDARD);
  }

  Provisioner(Shells shells, Leases leases, Clock clock, Layout layout) {
    this(shells, leases, OnceMarks.inMemory(), clock, layout);
  }

  /** One for hosts on which the engine's own things are elsewhere. */
  public Provisioner(Shells shells, Leases leases, OnceMarks marks, Clock clock, Layout layout) {
    this(shells, leases, marks, clock, layout, PrometheusRole.TARGETS);
  }

  /** One for which a Prometheus has been set up where this path is. */
  Provisioner(
      Shells shells,
      Leases leases,
      OnceMarks marks,
      Clock clock,
      Layout layout,
      String prometheusMark) {
    this.shells = requireNonNull(shells, "shells is null");
    this.leases = requireNonNull(leases, "leases is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.once = new OnceSteps(marks, leases, clock, OnceSteps.LONGEST_WAIT);
    this.layout = requireNonNull(layout, "layout is null");
    this.prometheusMark = requireNonNull(prometheusMark, "prometheusMark is null");
  }

  /** Says what would be done. Changes nothing and takes no lease. */
  public RunReport plan(Fleet fleet, List<Host> hosts, RunOptions options, RunListener listener) {
    return run(RunReport.Kind.PLAN, fleet, hosts, options, listener, new RunControl());
  }

  /** Does it, then reads the signals of the hosts' roles. */
  public RunReport apply(Fleet fleet, List<Host> hosts, RunOptions options, RunListener listener) {
    return run(RunReport.Kind.APPLY, fleet, hosts, options, listener, new RunControl());
  }

  /**
   * Either of them.
   *
   * @param control by what it is stopped from outside
   * @throws FleetException (INPUT) when a role is named that there is not, or that no host carries;
   *     nothing was contacted then
   */
  public RunReport run(
      RunReport.Kind kind,
      Fleet fleet,
      List<Host> hosts,
      RunOptions options,
      RunListener listener,
      RunControl control) {
    List<Host> chosen = choose(fleet, hosts, options);
    Instant startedAt = clock.instant();
    RunRequest request =
        new RunRequest(
            newId(startedAt),
            kind,
            options.who(),
            options.command(),
            options.limit(),
            options.roles(),
            startedAt,
            chosen.stream().map(Host::name).toList());
    RunListener safe = new HidingListener(RunListener.all(listener), fleet.inventory().hidden());
    safe.begun(request);
    List<HostReport> reports;
    Failures failures = new Failures(options.tolerated(chosen.size()));
    List<List<Host>> batches = options.serial().batches(chosen);
    try (Workers workers = new Workers(Math.min(options.forks(), chosen.size()), control);
        RuleReading reading = new RuleReading(prometheus(fleet), batches, clock)) {
      HostTurn turn =
          new HostTurn(
              shells, leases, once, layout, fleet, request, options, safe, control, reading);
      reports = new ArrayList<>();
      for (List<Host> batch : batches) {
        if (fleet.hostsOf("serve").stream().anyMatch(batch::contains)) {
          learnHostKeys(
              workers, () -> control.stopped().orElse(failures.why()).isEmpty(), fleet, chosen);
        }
        List<HostTurn.Taken> taken =
            workers.each(
                batch,
                host -> {
                  HostTurn.Taken one =
                      workers.interruptible(
                          () -> failures.orElse(control, host, () -> turn.take(host)));
                  if (one.later().isEmpty()) {
                    reading.ended(one.report());
                    safe.finished(one.report());
                  }
                  return one;
                },
                () -> turn.prepare(batch.subList(0, Math.min(options.forks(), batch.size()))));
        reports.addAll(
            workers.each(
                batch,
                host -> {
                  HostTurn.Taken one = taken.get(batch.indexOf(host));
                  if (one.later().isEmpty()) {
                    return one.report();
                  }
                  HostReport report =
                      workers.interruptible(
                          () -> turn.afterBatch(host, one.report(), one.later().get()));
                  failures.count(report);
                  reading.ended(report);
                  safe.finished(report);
                  return report;
                }));
      }
    }
    RunReport report =
        RunReport.of(
            request,
            control.stopped().orElse(failures.why()),
            Duration.between(startedAt, clock.instant()),
            reports);
    safe.ended(report);
    return report;
  }

  private Optional<FleetPrometheus> prometheus(Fleet fleet) {
    int port =
        fleet.roles().stream()
            .filter(role -> role.name().equals(PrometheusRole.NAME))
            .flatMap(role -> role.jobs().stream())
            .mapToInt(Watched.Job::port)
            .findFirst()
            .orElse(PrometheusRole.PORT);
    return fleet.hostsOf(PrometheusRole.NAME).stream()
        .findFirst()
        .map(there -> new FleetPrometheus(there, shells, layout, port, prometheusMark));
  }

  private static String newId(Instant at) {
    return ID.format(at) + "-" + "%06x".formatted(new SecureRandom().nextInt(1 << 24));
  }

  private static List<Host> choose(Fleet fleet, List<Host> hosts, RunOptions options) {
    List<String> known = fleet.roles().stream().map(Role::name).toList();
    for (String role : options.roles()) {
      if (!known.contains(role)) {
        throw new FleetException(
            ErrorCategory.INPUT,
            "there is no role " + role + "." + Suggestion.sentence(role, known));
      }
    }
    List<Host> chosen =
        hosts.stream()
            .filter(
                host ->
                    options.roles().isEmpty()
                        || fleet.rolesOf(host).stream()
                            .anyMatch(role -> options.roles().contains(role.name())))
            .filter(
                host ->
                    options.approved().map(plan -> plan.host(host.name()).isPresent()).orElse(true))
            .toList();
    if (chosen.isEmpty() && !hosts.isEmpty() && !options.roles().isEmpty()) {
      throw new FleetException(
          ErrorCategory.INPUT,
          "no chosen host carries " + String.join(" or ", options.roles()) + ".");
    }
    return chosen;
  }

  // The service's host is told the keys of all hosts: meet the new ones before planning it, those
  // of later batches, too. Its batch may be a late one; until then nobody else is met.
  private void learnHostKeys(
      Workers workers, BooleanSupplier goesOn, Fleet fleet, List<Host> hosts) {
    List<Host> strangers =
        hosts.stream().filter(h -> !h.local() && fleet.hostKeys().of(h).isEmpty()).toList();
    workers.each(
        strangers,
        host ->
            workers.interruptible(
                () -> {
                  if (goesOn.getAsBoolean()) {
                    meet(host);
                  }
                  return host;
                }));
  }

  private void meet(Host host) {
    // A thread that waits for it can be interrupted; one that connects can't.
    try (Connecting connecting = Connecting.to(host, shells);
        Shell shell = connecting.shell()) {
      LOG.debug("met {}", shell.host());
    } catch (FleetException e) {
      // Its own turn comes, and reports it.
      LOG.debug("could not meet {}: {}", host.name(), e.getMessage());
    }
  }
}
