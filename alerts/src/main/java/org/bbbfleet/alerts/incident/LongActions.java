package org.bbbfleet.alerts.incident;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.bbbfleet.alerts.action.ActionCall;
import org.bbbfleet.alerts.action.Catalogue;
import org.bbbfleet.alerts.action.Diary;
import org.bbbfleet.alerts.action.HostActions;
import org.bbbfleet.alerts.action.LongAction;
import org.bbbfleet.alerts.action.Outcome;
import org.bbbfleet.alerts.action.Report;
import org.bbbfleet.alerts.action.Turn;
import org.bbbfleet.alerts.audit.AuditEntry;
import org.bbbfleet.alerts.audit.EventKind;
import org.bbbfleet.alerts.guard.Decision;
import org.bbbfleet.alerts.guard.Guard;
import org.bbbfleet.alerts.guard.Proposal;
import org.bbbfleet.alerts.guard.Waits;
import org.bbbfleet.alerts.policy.Mode;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.core.error.FleetException;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives long actions their turns. Each is taken under the host's lease, which it renews; without
 * the lease nothing is asked of the host, however long another has it.
 */
final class LongActions {
  private static final Logger log = LoggerFactory.getLogger(LongActions.class);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);
  private static final Duration WITHOUT_LEASE = Duration.ofSeconds(5);

  /** Who ordered it, and that guards do not hold it back. */
  private static final String FORCED = "forced";

  /** Who approved it; empty if nobody had to. */
  private static final String APPROVED_BY = "approved by";

  /** When it began, in milliseconds. */
  static final String BEGAN = "began";

  /** Those that may become true in the hours of such an action, and say "not now". */
  private static final List<String> ASKED_AGAIN = List.of("stop", "clock", "pause", "maintenance");

  private final Casebook casebook;
  private final Catalogue catalogue;
  private final HostActions actions;
  private final Diaries diaries;
  private final List<Guard> guards;

  LongActions(
      Casebook casebook,
      Catalogue catalogue,
      HostActions actions,
      Diaries diaries,
      List<Guard> guards) {
    this.casebook = casebook;
    this.catalogue = catalogue;
    this.actions = actions;
    this.diaries = diaries;
    this.guards = guards.stream().filter(guard -> ASKED_AGAIN.contains(guard.name())).toList();
  }

  /** How an attempt is begun. */
  enum Order {
    GUARDED,
    FORCED
  }

  /**
   * Opens the diary of an attempt, in the transaction that starts it, if it is a long action that
   * is done in earnest.
   */
  void begin(
      Handle handle,
      Incident incident,
      Catalogue.Bound bound,
      Order order,
      Optional<String> approvedBy) {
    if (bound.action() instanceof LongAction && actions.effect() == HostActions.Effect.REAL) {
      diaries.open(
          handle,
          incident.id(),
          incident.step(),
          Map.of(
              BEGAN,
              Long.toString(casebook.now().toEpochMilli()),
              FORCED,
              Boolean.toString(order == Order.FORCED),
              APPROVED_BY,
              approvedBy.orElse("")));
    }
  }

  /** Whether the incident's step is a long action that was begun. */
  boolean begun(Incident incident) {
    return diaries.entries(incident.id(), incident.step()).isPresent();
  }

  /**
   * Whether what was done for the incident left its host out of service: somebody must see to it.
   */
  boolean leftOut(Incident incident) {
    return diaries.leftOut(incident.id());
  }

  /**
   * The long action that goes on, if the attempt is one: as it was begun, whatever policies say.
   */
  Optional<Catalogue.Bound> goesOn(Attempt attempt) {
    if (attempt.state() != Attempt.State.STARTED
        || diaries.entries(attempt.incident(), attempt.step()).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        catalogue.bind(new ActionCall(attempt.action(), attempt.parameters()), Map.of()));
  }

  /** Calls off the long action that runs on a host: the incident, if there is one. */
  OptionalLong callOff(String host, String action, String who, String reason) {
    return casebook
        .trail()
        .change(
            change -> {
              OptionalLong running = diaries.running(change.handle(), host, action);
              running.ifPresent(
                  id -> {
                    Incident incident =
                        casebook.incidents().find(change.handle(), id).orElseThrow();
                    diaries.callOff(change.handle(), id, incident.step(), who + ": " + reason);
                    change.say(
                        AuditEntry.of(
                                incident.subject(),
                                EventKind.ACTION_GOES_ON,
                                action + ": called off by " + who)
                            .by(who)
                            .because(reason));
                  });
              return running;
            });
  }

  /** Takes one turn. */
  Turn turn(Incident incident, Catalogue.Bound bound) {
    Map<String, String> entries = diaries.entries(incident.id(), incident.step()).orElseThrow();
    LongAction action = (LongAction) bound.action();
    Notes notes =
        new Notes(
            incident,
            bound,
            Boolean.parseBoolean(entries.get(FORCED)),
            Optional.ofNullable(entries.get(APPROVED_BY)).filter(who -> !who.isEmpty()));
    Instant end = Instant.ofEpochMilli(Long.parseLong(entries.get(BEGAN))).plus(action.longest());
    if (casebook.now().isAfter(end)) {
      return Turn.over(
          Outcome.FAILED, "given up: it takes longer than " + action.longest().toHours() + " h");
    }
    if (!casebook.leases().take(incident.id(), incident.host(), incident.alert())) {
      notes.tell("waits: another has the host");
      return Turn.after(WITHOUT_LEASE);
    }
    try {
      return actions.turn(incident.host(), action, bound, notes);
    } catch (FleetException e) {
      notes.tell("a turn broke and is tried again: " + e.getMessage());
      return Turn.after(AFTER_FAILURE);
    }
  }

  /**
   * Takes turns until it is over, outside the stages of incidents; a turn that breaks is repeated.
   */
  void follow(
      Incident incident, Catalogue.Bound bound, Scheduler scheduler, Consumer<Report> over) {
    Turn turn;
    try {
      turn = turn(incident, bound);
    } catch (RuntimeException e) {
      log.error("a turn of incident {} broke; trying again", incident.id(), e);
      turn = Turn.after(AFTER_FAILURE);
    }
    if (turn instanceof Turn.Again again) {
      scheduler.after(again.after(), () -> follow(incident, bound, scheduler, over));
    } else {
      over.accept(((Turn.Over) turn).report());
    }
  }

  /** The diary of one attempt. */
  private final class Notes implements Diary {
    private final Incident incident;
    private final Catalogue.Bound bound;
    private final boolean forced;
    private final Optional<String> approvedBy;

    private Notes(
        Incident incident, Catalogue.Bound bound, boolean forced, Optional<String> approvedBy) {
      this.incident = incident;
      this.bound = bound;
      this.forced = forced;
      this.approvedBy = approvedBy;
    }

    @Override
    public long incident() {
      return incident.id();
    }

    @Override
    public Optional<String> recall(String key) {
      return diaries.entries(incident.id(), incident.step()).map(entries -> entries.get(key));
    }

    @Override
    public void note(Map<String, String> entries) {
      diaries.note(incident.id(), incident.step(), entries);
    }

    @Override
    public void tell(String text) {
      casebook
          .trail()
          .change(
              change -> {
                if (diaries.told(change.handle(), incident.id(), incident.step(), text)) {
                  change.say(
                      incident.subject(),
                      EventKind.ACTION_GOES_ON,
                      bound.action().name() + ": " + text);
                  casebook
                      .incidents()
                      .state(
                          change.handle(),
                          incident.id(),
                          IncidentState.ACTING,
                          bound.action().name() + ": " + text,
                          now());
                }
                return text;
              });
    }

    @Override
    public Instant now() {
      return casebook.now();
    }

    @Override
    public Optional<String> calledOff() {
      return diaries.calledOff(incident.id(), incident.step());
    }

    @Override
    public Optional<String> heldBack() {
      if (forced) {
        return Optional.empty();
      }
      Policy policy =
          Policy.on(ByHand.RULE)
              .step(
                  new ActionCall(bound.action().name(), bound.parameters()),
                  Mode.AUTO,
                  Duration.ZERO)
              .thenAPerson();
      Proposal proposal =
          new Proposal(
              incident.id(),
              incident.host(),
              incident.labels(),
              policy,
              0,
              bound.action().impact(),
              bound.parameters(),
              approvedBy,
              now(),
              Waits.none(now()));
      for (Guard guard : guards) {
        Decision decision = guard.look(proposal);
        if (!(decision instanceof Decision.Pass)) {
          return Optional.of(guard.name() + ": " + decision.reason());
        }
      }
      return Optional.empty();
    }

    @Override
    public void outOfService(String why) {
      diaries.outOfService(incident.host(), incident.id(), now(), why);
    }

    @Override
    public void inService() {
      diaries.inService(incident.host());
    }
  }
}
