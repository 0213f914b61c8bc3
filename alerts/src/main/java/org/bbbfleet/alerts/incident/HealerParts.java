package org.bbbfleet.alerts.incident;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bbbfleet.alerts.action.Catalogue;
import org.bbbfleet.alerts.action.HostActions;
import org.bbbfleet.alerts.audit.AuditBeacon;
import org.bbbfleet.alerts.audit.AuditTrail;
import org.bbbfleet.alerts.audit.AuditTrail.Subject;
import org.bbbfleet.alerts.audit.EventKind;
import org.bbbfleet.alerts.escalation.Caller;
import org.bbbfleet.alerts.escalation.Escalations;
import org.bbbfleet.alerts.escalation.Escalator;
import org.bbbfleet.alerts.guard.ClockWatch;
import org.bbbfleet.alerts.guard.Guard;
import org.bbbfleet.alerts.guard.Guards;
import org.bbbfleet.alerts.guard.HostLeases;
import org.bbbfleet.alerts.guard.Pauses;
import org.bbbfleet.alerts.guard.StopSwitch;
import org.bbbfleet.alerts.intake.Journal;
import org.bbbfleet.alerts.policy.PolicyBook;
import org.bbbfleet.alerts.verify.MeetingsCheck;
import org.bbbfleet.alerts.verify.SignalCheck;
import org.bbbfleet.alerts.verify.SignalSource;
import org.bbbfleet.core.store.Leases;
import org.bbbfleet.core.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a healer is made of, put together; nothing runs before {@link #begin}. */
final class HealerParts {
  private static final Logger log = LoggerFactory.getLogger(HealerParts.class);
  private static final int YOUNG_PASSES = 10;
  private static final Duration FORGET_EVERY = Duration.ofHours(1);

  final HealerConfig config;
  private final Scheduler scheduler;
  private final EarlyEnds earlyEnds;
  private final StandingMeters standing;
  private final Turns turns;
  private final Calling calling;
  private final Escalator escalator;
  final ClockJumps clockJumps;
  final Casebook casebook;
  final Journal journal;
  final Reception reception;
  final Reconciling reconciling;
  final People people;
  final Caller caller;
  final Explainer explainer;
  final ByHand byHand;
  final LongActions longActions;
  final Drains drains;

  /**
   * @param pipeline for tests that take a guard away and see what it was good for
   */
  HealerParts(
      HealerNeeds needs,
      Scheduler scheduler,
      ClockWatch watch,
      UnaryOperator<List<Guard>> pipeline) {
    Store store = needs.store();
    Clock clock = needs.clock();
    MeterRegistry registry = needs.registry();
    SignalSource signals = needs.signals();
    Safety safety = needs.safety();
    Outside outside = needs.outside();
    this.config = needs.config();
    this.scheduler = scheduler;
    Catalogue catalogue = Catalogue.load();
    PolicyBook book = safety.book();
    Incidents incidents = new Incidents(store);
    Attempts attempts = new Attempts(store);
    HostLeases leases = new HostLeases(Leases.in(store, clock), config.hostLease());
    Pauses pauses = new Pauses(store, clock);
    SignalCheck signal = new SignalCheck(signals, clock);
    AuditTrail trail = new AuditTrail(store, clock);
    this.casebook =
        new Casebook(
            incidents,
            attempts,
            new Approvals(store),
            trail,
            leases,
            new HealerMeters(registry, incidents.counts()),
            new Escalations(store),
            clock);
    this.clockJumps = new ClockJumps(watch, store, trail, clock, registry);
    StopSwitch stop = new StopSwitch(store, safety.stopFile(), clock);
    List<Guard> guards =
        pipeline.apply(
            Guards.standard(
                new Guards.Sources(
                    book,
                    signals,
                    signal,
                    new MeetingsCheck(signals),
                    pauses,
                    stop,
                    clockJumps,
                    safety.silences(),
                    attempts,
                    new Activity(store),
                    leases,
                    store,
                    this::tell)));
    HostActions actions =
        new HostActions(needs.fleet(), needs.shells(), outside.provisioning(), config.effect());
    Execution execution = new Execution(actions);
    this.longActions = new LongActions(casebook, catalogue, actions, new Diaries(store), guards);
    this.drains = new Drains(store);
    Progress progress =
        new Progress(
            config, casebook, book, catalogue, guards, execution, longActions, signal, clockJumps);
    this.turns = new Turns(scheduler, clock, progress::advance);
    this.explainer = new Explainer(casebook, book, catalogue, guards, config.approvalPatience());
    this.byHand = new ByHand(casebook, catalogue, execution, longActions, guards, scheduler);
    this.people = new People(casebook, pauses, stop, turns);
    this.standing = new StandingMeters(people, this::ways, scheduler, registry);
    this.journal = new Journal(store, clock);
    this.earlyEnds = new EarlyEnds(store);
    Admission admission = new Admission(casebook, earlyEnds, turns);
    this.reception = new Reception(journal, casebook, scheduler, turns, admission);
    this.caller = new Caller(outside.sinks(), outside.channels(), registry);
    this.escalator =
        new Escalator(
            outside.escalation(),
            casebook.escalations(),
            new Descriptions(casebook, outside.escalation().base())::of,
            caller,
            trail,
            clock);
    this.calling = new Calling(escalator, new AuditBeacon(trail, registry), clockJumps, scheduler);
    this.reconciling =
        new Reconciling(
            new Reconciliation(
                outside.alertmanagers(),
                outside.prometheus(),
                casebook,
                admission,
                book,
                signal,
                turns,
                escalator::answers,
                config.reconcileEvery().multipliedBy(YOUNG_PASSES)),
            scheduler,
            config.reconcileEvery());
    trail.onEvent(calling::heard);
  }

  /** Resumes what another healer left, and goes on. */
  void begin() {
    attempt("the clock could not be looked at", clockJumps::begin);
    forget();
    standing.watch();
    byHand.endWhatWasCutOff();
    reception.workOff();
    casebook.incidents().open().forEach(turns::wake);
    calling.begin();
    reconciling.begin();
  }

  /** How many ways to a person there are. */
  int ways() {
    return escalator.ways();
  }

  private void forget() {
    scheduler.after(FORGET_EVERY, this::forget);
    attempt(
        "old notifications could not be forgotten",
        () -> {
          journal.forget(config.keepNotifications());
          earlyEnds.forget(casebook.now().minus(config.keepNotifications()));
        });
  }

  // A full disk must not keep the healer from starting: it still calls people.
  private static void attempt(String failure, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      log.error("{}; trying again", failure, e);
    }
  }

  private void tell(String text) {
    casebook
        .trail()
        .change(
            change -> {
              change.say(Subject.NONE, EventKind.NOTIFICATION, text);
              return text;
            });
  }
}
