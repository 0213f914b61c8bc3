package org.bbbfleet.alerts.incident;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.alerts.audit.AuditEntry;
import org.bbbfleet.alerts.audit.AuditTrail.Subject;
import org.bbbfleet.alerts.audit.EventKind;
import org.bbbfleet.alerts.audit.Plain;
import org.bbbfleet.alerts.guard.Pauses;
import org.bbbfleet.alerts.guard.Pauses.Pause;
import org.bbbfleet.alerts.guard.StopSwitch;
import org.bbbfleet.alerts.guard.StopSwitch.Stop;
import org.bbbfleet.alerts.incident.Approvals.Answer;
import org.bbbfleet.alerts.policy.Scope;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/** What people tell the healer. Each word is recorded with its author and reason. */
final class People {
  private static final int LONGEST = 300;

  private final Casebook casebook;
  private final Pauses pauses;
  private final StopSwitch stop;
  private final Turns turns;

  People(Casebook casebook, Pauses pauses, StopSwitch stop, Turns turns) {
    this.casebook = casebook;
    this.pauses = pauses;
    this.stop = stop;
    this.turns = turns;
  }

  void answer(long id, Optional<Instant> asked, Answer answer, String who, String reason) {
    String author = said("who answers", who);
    String because = said("a reason", reason);
    casebook
        .trail()
        .change(
            change -> {
              Incident incident =
                  casebook
                      .incidents()
                      .find(change.handle(), id)
                      .orElseThrow(() -> input("there is no incident " + id));
              boolean mine =
                  !incident.state().closed()
                      && casebook
                          .approvals()
                          .answer(
                              change.handle(),
                              incident,
                              asked,
                              answer,
                              author,
                              because,
                              casebook.now());
              if (!mine && incident.state() == IncidentState.WAITING_APPROVAL) {
                throw input(
                    "incident "
                        + id
                        + " asks something else by now, look at it again: "
                        + incident.reason());
              }
              if (!mine) {
                throw input(
                    "incident "
                        + id
                        + " waits for no answer: it is "
                        + incident.state()
                        + " ("
                        + incident.reason()
                        + ")");
              }
              String verb = answer == Answer.APPROVED ? "approved" : "rejected";
              change.say(
                  AuditEntry.of(
                          incident.subject(),
                          EventKind.APPROVAL,
                          verb + " by " + author + ": " + because)
                      .by(author)
                      .because(because));
              return answer;
            });
    turns.wake(id);
  }

  void take(long id, String who, String reason) {
    String author = said("who takes it", who);
    casebook
        .trail()
        .change(
            change -> {
              Incident incident =
                  casebook
                      .incidents()
                      .find(change.handle(), id)
                      .orElseThrow(() -> input("there is no incident " + id));
              if (!casebook.escalations().take(change.handle(), id, author)) {
                throw input(
                    "incident " + id + " wants nobody, or somebody has it: " + incident.reason());
              }
              change.say(
                  AuditEntry.of(incident.subject(), EventKind.TAKEN, "taken by " + author)
                      .by(author)
                      .because(reason));
              return id;
            });
  }

  Pause pause(Scope scope, String owner, String reason, Instant until) {
    Instant now = casebook.now();
    if (!until.isAfter(now)) {
      throw input("a pause must end in the future");
    }
    Pause pause = new Pause(scope, said("an owner", owner), said("a reason", reason), now, until);
    casebook
        .trail()
        .change(
            change -> {
              pauses.set(change.handle(), pause);
              String text =
                  pause.scope().text()
                      + " paused by "
                      + pause.owner()
                      + " until "
                      + until
                      + ": "
                      + pause.reason();
              change.say(
                  AuditEntry.of(Subject.NONE, EventKind.PAUSE, text)
                      .by(pause.owner())
                      .because(pause.reason()));
              return pause;
            });
    return pause;
  }

  boolean resume(Scope scope, String who) {
    String author = said("who resumes", who);
    boolean ended =
        casebook
            .trail()
            .change(
                change -> {
                  boolean was = pauses.end(change.handle(), scope);
                  if (was) {
                    change.say(
                        AuditEntry.of(
                                Subject.NONE,
                                EventKind.PAUSE,
                                scope.text() + " resumed by " + author)
                            .by(author));
                  }
                  return was;
                });
    casebook.incidents().open().forEach(turns::wake);
    return ended;
  }

  List<Pause> pauses() {
    return pauses.all();
  }

  Stop stop(String who, String reason) {
    String author = said("who stops", who);
    String because = said("a reason", reason);
    return casebook
        .trail()
        .change(
            change -> {
              Stop stopped = stop.stop(change.handle(), author, because);
              change.say(
                  AuditEntry.of(
                          Subject.NONE,
                          EventKind.PAUSE,
                          "all healing stopped by " + author + ": " + because)
                      .by(author)
                      .because(because));
              return stopped;
            });
  }

  boolean start(String who, String reason) {
    String author = said("who starts", who);
    String because = said("a reason", reason);
    boolean was =
        casebook
            .trail()
            .change(
                change -> {
                  boolean stopped = stop.start(change.handle());
                  if (stopped) {
                    change.say(
                        AuditEntry.of(
                                Subject.NONE,
                                EventKind.PAUSE,
                                "healing started again by " + author + ": " + because)
                            .by(author)
                            .because(because));
                  }
                  return stopped;
                });
    casebook.incidents().open().forEach(turns::wake);
    return was;
  }

  Optional<Stop> stopped() {
    return stop.active();
  }

  static String said(String what, String text) {
    if (text.isBlank()) {
      throw input(what + " is missing");
    }
    return Plain.line(text.strip(), LONGEST);
  }

  private static FleetException input(String message) {
    return new FleetException(ErrorCategory.INPUT, message);
  }
}
