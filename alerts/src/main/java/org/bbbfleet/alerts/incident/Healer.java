package org.bbbfleet.alerts.incident;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.bbbfleet.alerts.FleetView;
import org.bbbfleet.alerts.action.Catalogue;
import org.bbbfleet.alerts.action.HostActions;
import org.bbbfleet.alerts.audit.AuditBeacon;
import org.bbbfleet.alerts.audit.AuditTrail;
import org.bbbfleet.alerts.audit.EventKind;
import org.bbbfleet.alerts.audit.HealingEvent;
import org.bbbfleet.alerts.escalation.Caller;
import org.bbbfleet.alerts.escalation.Escalations;
import org.bbbfleet.alerts.escalation.Escalator;
import org.bbbfleet.alerts.guard.Guard;
import org.bbbfleet.alerts.guard.Guards;
import org.bbbfleet.alerts.guard.HostLeases;
import org.bbbfleet.alerts.guard.Pauses;
import org.bbbfleet.alerts.guard.Pauses.Pause;
import org.bbbfleet.alerts.guard.StopSwitch;
import org.bbbfleet.alerts.intake.IntakeConfig;
import org.bbbfleet.alerts.intake.Journal;
import org.bbbfleet.alerts.intake.WebhookIntake;
import org.bbbfleet.alerts.policy.PolicyBook;
import org.bbbfleet.alerts.policy.Scope;
import org.bbbfleet.alerts.verify.MeetingsCheck;
import org.bbbfleet.alerts.verify.SignalCheck;
import org.bbbfleet.alerts.verify.SignalSource;
import org.bbbfleet.core.shell.Shells;
import org.bbbfleet.core.store.Leases;
import org.bbbfleet.core.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The healer: notifications in, incidents out. All that it knows is in the store, so that another
 * one can go on where this one was killed. One healer works on a store at a time.
 *
 * <p>All methods but {@link #intake} block on the store: call them from a worker thread.
 */
public final class Healer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Healer.class);
  private static final int YOUNG_PASSES = 10;
  private static final Duration ESCALATE_EVERY = Duration.ofSeconds(15);
  private static final Duration FORGET_EVERY = Duration.ofHours(1);

  private final HealerConfig config;
  private final Scheduler scheduler;
  private final Casebook casebook;
  private final Journal journal;
  private final Turns turns;
  private final Reception reception;
  private final People people;
  private final Reconciliation reconciliation;
  private final Escalator escalator;
  private final Caller caller;
  private final AuditBeacon beacon;
  private final AtomicBoolean escalating = new AtomicBoolean();
  private final AtomicBoolean reconciling = new AtomicBoolean();
  private final Explainer explainer;
  private final ByHand byHand;
  private final LongActions longActions;
  private final StandingMeters standing;

  Healer(
      HealerConfig config,
      Store store,
      Safety safety,
      FleetView fleet,
      Shells shells,
      SignalSource signals,
      Scheduler scheduler,
      Clock clock,
      MeterRegistry registry,
      Outside outside) {
    this(
        config,
        store,
        safety,
        fleet,
        shells,
        signals,
        scheduler,
        clock,
        registry,
        outside,
        UnaryOperator.identity());
  }

  /** For tests that take a guard away and see what it was good for. */
  Healer(
      HealerConfig config,
      Store store,
      Safety safety,
      FleetView fleet,
      Shells shells,
      SignalSource signals,
      Scheduler scheduler,
      Clock clock,
      MeterRegistry registry,
      Outside outside,
      UnaryOperator<List<Guard>> pipeline) {
    this.config = config;
    this.scheduler = scheduler;
    Catalogue catalogue = Catalogue.load();
    PolicyBook book = safety.book();
    Incidents incidents = new Incidents(store);
    Attempts attempts = new Attempts(store);
    HostLeases leases = new HostLeases(Leases.in(store, clock), config.hostLease());
    Pauses pauses = new Pauses(store, clock);
    SignalCheck signal = new SignalCheck(signals, clock);
    this.casebook =
        new Casebook(
            incidents,
            attempts,
            new Approvals(store),
            new AuditTrail(store, clock),
            leases,
            new HealerMeters(registry, incidents.counts()),
            new Escalations(store),
            clock);
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
                    safety.silences(),
                    attempts,
                    new Activity(store),
                    leases,
                    store,
                    this::tell)));
    HostActions actions = new HostActions(fleet, shells, config.effect());
    Diaries diaries = new Diaries(store);
    this.longActions = new LongActions(casebook, catalogue, actions, diaries, guards);
    Progress progress =
        new Progress(config, casebook, book, catalogue, guards, actions, longActions, signal);
    this.explainer = new Explainer(casebook, book, catalogue, guards, config.approvalPatience());
    this.byHand = new ByHand(casebook, catalogue, actions, longActions, guards, scheduler);
    this.journal = new Journal(store, clock);
    this.turns = new Turns(scheduler, clock, progress::advance);
    this.reception = new Reception(journal, casebook, scheduler, turns);
    this.people = new People(casebook, pauses, stop, turns);
    this.standing = new StandingMeters(people, scheduler, registry);
    this.caller = new Caller(outside.sinks(), outside.channels(), registry);
    this.escalator =
        new Escalator(
            outside.escalation(),
            casebook.escalations(),
            new Descriptions(casebook, outside.escalation().base())::of,
            caller,
            casebook.trail(),
            clock);
    this.reconciliation =
        new Reconciliation(
            outside.alertmanagers(),
            outside.prometheus(),
            casebook,
            reception,
            book,
            signal,
            turns,
            escalator::answers,
            config.reconcileEvery().multipliedBy(YOUNG_PASSES));
    this.beacon = new AuditBeacon(casebook.trail(), registry);
    casebook.trail().onEvent(this::heard);
  }

  /**
   * Starts a healer and resumes what another one left: notifications that were not worked off and
   * incidents that are not closed.
   *
   * @param shells opens hosts with the healer's key, which is bound to {@code fleet-heal}
   * @param safety policies and what else holds it back
   * @param outside who knows alerts, and who calls people
   */
  public static Healer start(
      HealerConfig config,
      Store store,
      Safety safety,
      FleetView fleet,
      Shells shells,
      SignalSource signals,
      Vertx vertx,
      Clock clock,
      MeterRegistry registry,
      Outside outside) {
    Scheduler scheduler = new VertxScheduler(vertx, config.workers());
    Healer healer =
        new Healer(
            config, store, safety, fleet, shells, signals, scheduler, clock, registry, outside);
    healer.resume();
    return healer;
  }

  void resume() {
    forget();
    standing.watch();
    byHand.endWhatWasCutOff();
    reception.workOff();
    casebook.incidents().open().forEach(turns::wake);
    scheduler.run(this::escalateAgain);
    if (reconciliation.isPossible()) {
      scheduler.run(this::reconcileAgain);
    }
  }

  private void forget() {
    scheduler.after(FORGET_EVERY, this::forget);
    try {
      journal.forget(config.keepNotifications());
      casebook.incidents().forgetEarlyEnds(casebook.now().minus(config.keepNotifications()));
    } catch (RuntimeException e) {
      // A full disk must not keep the healer from starting: it still calls people.
      log.error("old notifications could not be forgotten; trying again", e);
    }
  }

  /** A notification was journalled. */
  void journalled(long notification) {
    reception.receive();
  }

  private void heard(HealingEvent event) {
    if (event.kind() == EventKind.ESCALATED || event.kind() == EventKind.TAKEN) {
      escalate();
    }
  }

  /** Calls people soon; what comes meanwhile goes with it. */
  private void escalate() {
    if (escalating.compareAndSet(false, true)) {
      scheduler.run(
          () -> {
            // Inside, so that a slow mail server holds one worker back, not all of them.
            synchronized (escalator) {
              escalating.set(false);
              escalator.tick();
            }
          });
    }
  }

  private void escalateAgain() {
    scheduler.after(ESCALATE_EVERY, this::escalateAgain);
    try {
      beacon.note();
      escalator.tick();
    } catch (RuntimeException e) {
      log.error("people could not be called; trying again", e);
    }
  }

  private void reconcileAgain() {
    scheduler.after(config.reconcileEvery(), this::reconcileAgain);
    reconcile();
  }

  private void reconcile() {
    try {
      reconciliation.pass();
    } catch (RuntimeException e) {
      log.error("the incidents could not be compared with the alerts; trying again", e);
    }
  }

  /** There are alerts that no notification tells of: they are asked for at once. */
  void missing() {
    reconciliation.somethingIsMissing();
    if (reconciliation.isPossible() && reconciling.compareAndSet(false, true)) {
      scheduler.run(
          () -> {
            synchronized (reconciliation) {
              reconciling.set(false);
              reconcile();
            }
          });
    }
  }

  private void tell(String text) {
    casebook
        .trail()
        .change(
            change -> {
              change.say(AuditTrail.Subject.NONE, EventKind.NOTIFICATION, text);
              return text;
            });
  }

  /** Where Alertmanager's notifications come in; mount it on a router. */
  public WebhookIntake intake() {
    return intake(IntakeConfig.standard(config.token()));
  }

  /** The same, for senders and within bounds of one's own. */
  public WebhookIntake intake(IntakeConfig senders) {
    return new WebhookIntake(
        senders,
        journal,
        this::journalled,
        reception::backlog,
        this::missing,
        casebook.meters().registry());
  }

  /** The newest incidents, newest first. */
  public List<IncidentView> incidents(int limit) {
    return casebook.incidents().newest(limit).stream()
        .map(incident -> IncidentView.of(incident, casebook.attempts().of(incident.id()).size()))
        .toList();
  }

  /** An incident with its story, if there is one of this id. */
  public Optional<IncidentStory> incident(long id) {
    return casebook
        .incidents()
        .find(id)
        .map(
            incident -> {
              List<Attempt> attempts = casebook.attempts().of(id);
              return new IncidentStory(
                  IncidentView.of(incident, attempts.size()), attempts, casebook.trail().of(id));
            });
  }

  /**
   * Approves the step that an incident waits for.
   *
   * @throws org.bbbfleet.core.error.FleetException (INPUT) when it waits for none
   */
  public void approve(long id, String who, String reason) {
    people.answer(id, Approvals.Answer.APPROVED, who, reason);
  }

  /** Rejects the step that an incident waits for; a person must act. Throws as {@link #approve}. */
  public void reject(long id, String who, String reason) {
    people.answer(id, Approvals.Answer.REJECTED, who, reason);
  }

  /**
   * A person takes care of an escalated incident: nobody else is called.
   *
   * @throws org.bbbfleet.core.error.FleetException (INPUT) when no person is wanted, or somebody
   *     takes care of it already
   */
  public void take(long id, String who, String reason) {
    people.take(id, who, reason);
  }

  /**
   * What would happen now if an alert fired on a host, by the same guards that decide; nothing is
   * taken or changed.
   *
   * @param labels further labels of the alert, such as {@code unit}
   * @throws org.bbbfleet.core.error.FleetException (INPUT) when there is no such alert or host
   */
  public Explanation explain(String alert, String host, Map<String, String> labels) {
    return explainer.explain(alert, host, labels);
  }

  /**
   * Does what a person orders, under the lease and the budgets, or describes it. What is done runs
   * on after this returns; its incident tells how it ended.
   *
   * @throws org.bbbfleet.core.error.FleetException (INPUT) when the order makes no sense; (BUSY)
   *     when a guard holds it back, saying which and why
   */
  public HealReport heal(HealOrder order) {
    return byHand.heal(order);
  }

  /**
   * Calls off the drain that runs on a host: it is put back, if nothing was restarted yet.
   *
   * @return its incident; empty when none runs there
   */
  public OptionalLong callOff(String host, String who, String reason) {
    OptionalLong running =
        longActions.callOff(
            host, "drain", People.said("who calls it off", who), People.said("a reason", reason));
    running.ifPresent(turns::wake);
    return running;
  }

  /**
   * Lets the healer do nothing on a part of the fleet, until a time. What runs is not interrupted.
   *
   * @throws org.bbbfleet.core.error.FleetException (INPUT) when something is missing
   */
  public Pause pause(Scope scope, String owner, String reason, Instant until) {
    return people.pause(scope, owner, reason, until);
  }

  /** Ends a pause: false when there was none. */
  public boolean resume(Scope scope, String who) {
    return people.resume(scope, who);
  }

  /** Begins nothing more, anywhere, until a person starts it again; outlives this process. */
  public StopSwitch.Stop stopAll(String who, String reason) {
    return people.stop(who, reason);
  }

  /** Ends {@link #stopAll}: false when nothing was stopped. */
  public boolean startAgain(String who, String reason) {
    return people.start(who, reason);
  }

  /** Who stopped all healing, if somebody did. */
  public Optional<StopSwitch.Stop> stopped() {
    return people.stopped();
  }

  /** The pauses that have not expired. */
  public List<Pause> pauses() {
    return people.pauses();
  }

  /**
   * Hears of everything that is decided and done from now on; must not block.
   *
   * @return ends it
   */
  public Runnable onEvent(Consumer<HealingEvent> listener) {
    return casebook.trail().onEvent(listener);
  }

  /** The audit trail after an event's id, oldest first: 0 for all. */
  public List<HealingEvent> eventsAfter(long id, int limit) {
    return casebook.trail().after(id, limit);
  }

  /** The id of the newest event of the audit trail; 0 when there is none. */
  public long newestEvent() {
    return casebook.trail().newest();
  }

  /** Begins nothing more. What is under way goes on in the next healer. */
  @Override
  public void close() {
    scheduler.stop();
    caller.close();
  }
}
