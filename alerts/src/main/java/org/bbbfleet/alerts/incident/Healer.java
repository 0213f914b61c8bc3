package org.bbbfleet.alerts.incident;

import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.bbbfleet.alerts.audit.HealingEvent;
import org.bbbfleet.alerts.guard.ClockHold;
import org.bbbfleet.alerts.guard.ClockWatch;
import org.bbbfleet.alerts.guard.Guard;
import org.bbbfleet.alerts.guard.Pauses.Pause;
import org.bbbfleet.alerts.guard.StopSwitch;
import org.bbbfleet.alerts.intake.IntakeConfig;
import org.bbbfleet.alerts.intake.WebhookIntake;
import org.bbbfleet.alerts.policy.Scope;

/**
 * The healer: notifications in, incidents out. All that it knows is in the store, so that another
 * one can go on where this one was killed. One healer works on a store at a time.
 *
 * <p>All methods but {@link #intake} block on the store: call them from a worker thread.
 */
public final class Healer implements AutoCloseable {
  private final HealerParts parts;
  private final Scheduler scheduler;
  private final Casebook casebook;
  private final People people;

  /**
   * A healer that does nothing yet.
   *
   * @param pipeline for tests that take a guard away and see what it was good for
   */
  Healer(
      HealerNeeds needs,
      Scheduler scheduler,
      ClockWatch watch,
      UnaryOperator<List<Guard>> pipeline) {
    this.scheduler = scheduler;
    this.parts = new HealerParts(needs, scheduler, watch, pipeline);
    this.casebook = parts.casebook;
    this.people = parts.people;
  }

  /**
   * Starts a healer and resumes what another one left: notifications that were not worked off and
   * incidents that are not closed.
   */
  public static Healer start(HealerNeeds needs, Vertx vertx) {
    Healer healer = prepare(needs, vertx);
    healer.begin();
    return healer;
  }

  /** The same, but nothing happens before {@link #begin}. */
  public static Healer prepare(HealerNeeds needs, Vertx vertx) {
    return new Healer(
        needs,
        new VertxScheduler(vertx, needs.config().workers()),
        new ClockWatch(needs.clock(), System::nanoTime),
        UnaryOperator.identity());
  }

  /** Resumes what another one left, and goes on; once, before anything is asked of it. */
  public void begin() {
    parts.begin();
  }

  /** A notification was journalled. */
  void journalled(long notification) {
    parts.reception.receive();
  }

  /** There are alerts that no notification tells of: they are asked for at once. */
  void missing() {
    parts.reconciling.missing();
  }

  /** Where Alertmanager's notifications come in; mount it on a router. */
  public WebhookIntake intake() {
    return intake(IntakeConfig.standard(parts.config.token()));
  }

  /** The same, for senders and within bounds of one's own. */
  public WebhookIntake intake(IntakeConfig senders) {
    return new WebhookIntake(
        senders,
        parts.journal,
        this::journalled,
        parts.reception::backlog,
        this::missing,
        casebook.meters().registry());
  }

  /** The newest incidents and, besides, those that wait for a person; newest first. */
  public List<IncidentView> incidents(int limit) {
    return casebook.incidents().newest(limit).stream()
        .map(incident -> IncidentView.of(incident, casebook.attempts().of(incident.id()).size()))
        .toList();
  }

  /** How many incidents are in which state, of those that are not closed. */
  public Map<IncidentState, Integer> counts() {
    return casebook.incidents().counts();
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
    approve(id, Optional.empty(), who, reason);
  }

  /**
   * Approves what a person saw.
   *
   * @param asked when that was asked: see {@link #asked}
   * @throws org.bbbfleet.core.error.FleetException (INPUT) when the incident waits for no answer,
   *     or asks something else by now
   */
  public void approve(long id, Optional<Instant> asked, String who, String reason) {
    people.answer(id, asked, Approvals.Answer.APPROVED, who, reason);
  }

  /** Rejects the step that an incident waits for; a person must act. Throws as {@link #approve}. */
  public void reject(long id, String who, String reason) {
    reject(id, Optional.empty(), who, reason);
  }

  /** Rejects what a person saw; throws as {@link #approve}. */
  public void reject(long id, Optional<Instant> asked, String who, String reason) {
    people.answer(id, asked, Approvals.Answer.REJECTED, who, reason);
  }

  /** When the question was asked that an incident waits for an answer to. */
  public Optional<Instant> asked(long id) {
    return casebook
        .incidents()
        .find(id)
        .filter(incident -> incident.state() == IncidentState.WAITING_APPROVAL)
        .flatMap(incident -> casebook.approvals().find(id, incident.step()))
        .filter(question -> question.answer() == Approvals.Answer.NONE)
        .map(Approvals.Approval::askedAt);
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
    return parts.explainer.explain(alert, host, labels);
  }

  /**
   * Does what a person orders, under the lease and the budgets, or describes it. What is done runs
   * on after this returns; its incident tells how it ended.
   *
   * @throws org.bbbfleet.core.error.FleetException (INPUT) when the order makes no sense; (BUSY)
   *     when a guard holds it back, saying which and why
   */
  public HealReport heal(HealOrder order) {
    return parts.byHand.heal(order);
  }

  /**
   * Calls off the drain that runs on a host: it is put back, if nothing was restarted yet.
   *
   * @return its incident; empty when none runs there
   */
  public OptionalLong callOff(String host, String who, String reason) {
    return parts.longActions.callOff(
        host, "drain", People.said("who calls it off", who), People.said("a reason", reason));
  }

  /** The servers that are being drained, or that a drain left out of service. */
  public List<DrainView> drains() {
    return parts.drains.all();
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

  /** How many ways to a person are configured; 0 when nobody can be called. */
  public int waysToPeople() {
    return parts.ways();
  }

  /** Why nothing is done by itself for a while, if the clock has jumped. */
  public Optional<ClockHold.Hold> clockHold() {
    return parts.clockJumps.standing();
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
    parts.caller.close();
  }
}
