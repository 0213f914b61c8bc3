package org.bbbfleet.alerts.action;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.bbbfleet.core.config.Durations;

/**
 * One turn of a {@link Drain}: does the one thing that its phase asks for and notes the next phase;
 * see {@link LongAction}.
 */
final class DrainTurns {
  private static final Duration EVERY = Duration.ofSeconds(10);

  /** A meeting that was placed just before the cordon shows up within this time. */
  private static final Duration STAYS_EMPTY = Duration.ofSeconds(10);

  /** How long a host may take to come back after its restart or reboot. */
  private static final Duration COMES_BACK = Duration.ofMinutes(20);

  /** How long what is well may take to be put back, while the balancer does not answer. */
  private static final Duration PUTS_BACK = Duration.ofMinutes(30);

  private static final String EMPTY_SINCE = "empty since";
  private static final String WHY = "why";
  private static final String ASKED = "asked";

  /** Whether it may be out of the balancer by our doing: only then it is put back by us. */
  private static final String CORDONED = "cordoned";

  private final ActionContext context;
  private final Diary diary;

  DrainTurns(ActionContext context, Diary diary) {
    this.context = context;
    this.diary = diary;
  }

  Turn next() {
    return switch (DrainPhase.of(diary)) {
      case LOOK -> look();
      case CORDON -> cordon();
      case EMPTY -> empty();
      case WORK -> work();
      case BACK -> back();
      case PROBE -> probe();
      case PUT_BACK, UNDO -> putBack();
    };
  }

  private Turn look() {
    Server server = Server.look(context);
    if (server.problem().isPresent()) {
      return new Turn.Over(server.problem().get());
    }
    diary.note(server.entries());
    diary.tell(server.text());
    return DrainPhase.CORDON.begins(diary, deadline());
  }

  private Turn cordon() {
    if (DrainPhase.ended(diary)) {
      return undo("the balancer did not take it out in time");
    }
    if (diary.calledOff().isPresent()) {
      return undo("called off by " + diary.calledOff().get());
    }
    Optional<String> heldBack = diary.heldBack();
    if (heldBack.isPresent()) {
      return heldBack(heldBack.get());
    }
    Server server = Server.recall(diary);
    diary.outOfService("drained: " + diary.incident());
    if (server.wasEnabled()) {
      // From here on it may have happened, whatever becomes of the answer.
      boolean before = cordoned();
      diary.note(CORDONED, "yes");
      Report report = server.cordon(context.unless(diary::heldBack));
      if (report.outcome() == Outcome.HELD_BACK) {
        diary.note(CORDONED, before ? "yes" : "no");
        return heldBack(report.output());
      }
      if (report.outcome() == Outcome.REFUSED) {
        diary.inService();
        return new Turn.Over(report);
      }
      if (!Server.isDone(report)) {
        diary.tell("not yet taken out of Scalelite: " + line(report));
        return Turn.after(EVERY);
      }
    }
    diary.tell("takes no new meetings");
    return DrainPhase.EMPTY.begins(diary);
  }

  private Turn empty() {
    if (diary.calledOff().isPresent()) {
      return undo("called off by " + diary.calledOff().get());
    }
    Server server = Server.recall(diary);
    String state = server.state(context);
    if (state.equals("enabled") && server.wasEnabled()) {
      diary.note(EMPTY_SINCE, "");
      diary.tell("Scalelite sends meetings again; it is taken out once more");
      return DrainPhase.CORDON.begins(diary);
    }
    Count meetings = Count.of(context.onHost("bbb-meetings"), "meetings");
    Instant now = diary.now();
    if (meetings.isZero()) {
      Optional<Instant> since = DrainPhase.instant(diary, EMPTY_SINCE);
      if (since.isEmpty()) {
        diary.note(EMPTY_SINCE, Long.toString(now.toEpochMilli()));
        return Turn.after(STAYS_EMPTY);
      }
      if (!now.isBefore(since.get().plus(STAYS_EMPTY))) {
        return isEmpty("empty");
      }
      return Turn.after(STAYS_EMPTY);
    }
    if (diary.recall(EMPTY_SINCE).isPresent()) {
      diary.note(EMPTY_SINCE, "");
    }
    if (DrainPhase.ended(diary)) {
      return context.parameter("at_deadline").equals("end-meetings")
          ? isEmpty("anyway")
          : undo("gave up after " + context.parameter("deadline") + ": " + meetings.text());
    }
    diary.tell(meetings.text() + "; waits until " + DrainPhase.until(diary));
    return Turn.after(EVERY);
  }

  private Turn isEmpty(String how) {
    if (then().equals("hold")) {
      return Turn.over(
          Outcome.DONE,
          (how.equals("empty") ? "no meeting runs" : "meetings still run")
              + ", and it takes no new ones until: fleet undrain "
              + context.host());
    }
    diary.note(WHY, how);
    return DrainPhase.WORK.begins(diary);
  }

  private Turn work() {
    boolean asked = diary.recall(ASKED).filter("yes"::equals).isPresent();
    if (diary.calledOff().isPresent() && !asked) {
      return undo("called off by " + diary.calledOff().get());
    }
    Optional<String> heldBack = asked ? Optional.empty() : diary.heldBack();
    if (heldBack.isPresent()) {
      return workHeldBack(heldBack.get());
    }
    String how = diary.recall(WHY).orElse("empty");
    // From here on it may have happened, whatever becomes of the answer.
    diary.note(ASKED, "yes");
    diary.tell(then() + " begins");
    Report report = Server.recall(diary).work(context.unless(diary::heldBack), then(), how);
    if (report.outcome() == Outcome.HELD_BACK) {
      if (asked) {
        // Another service asked, and died: whether it happened is seen there.
        return DrainPhase.BACK.begins(diary, COMES_BACK);
      }
      diary.note(ASKED, "no");
      return workHeldBack(report.output());
    }
    if (report.outcome() == Outcome.REFUSED) {
      // A meeting began after all, or an admin wants this host left alone.
      diary.note(ASKED, "no");
      diary.tell("not done: " + line(report));
      if (DrainPhase.ended(diary)) {
        return undo("gave up: " + line(report));
      }
      diary.note(EMPTY_SINCE, "");
      return DrainPhase.EMPTY.begins(diary, Optional.empty(), EVERY);
    }
    diary.tell(then() + ": " + report.outcome().label() + ": " + line(report));
    return DrainPhase.BACK.begins(diary, COMES_BACK);
  }

  private Turn workHeldBack(String why) {
    return DrainPhase.ended(diary) ? undo("gave up, held back: " + why) : heldBack(why);
  }

  private Turn heldBack(String why) {
    diary.tell("held back: " + why);
    return Turn.after(EVERY);
  }

  private Turn back() {
    Server before = Server.recall(diary);
    Report about = context.onHost("bbb-about");
    if (before.hasWorked(about, then())) {
      diary.tell("is back");
      return DrainPhase.PROBE.begins(diary);
    }
    if (DrainPhase.ended(diary)) {
      return staysOut("is not back after " + COMES_BACK.toMinutes() + " min", about);
    }
    if (about.outcome() == Outcome.DONE && diary.heldBack().isEmpty()) {
      // The request was lost. To ask again is safe: the host ends only what was noted.
      Report again =
          before.work(context.unless(diary::heldBack), then(), diary.recall(WHY).orElse("empty"));
      diary.tell(then() + ", asked again: " + again.outcome().label() + ": " + line(again));
    } else {
      diary.tell("is not back yet");
    }
    return Turn.after(EVERY);
  }

  private Turn probe() {
    Report report = Server.recall(diary).probe(context, Long.toString(diary.incident()));
    if (report.outcome() == Outcome.DONE) {
      diary.tell("well: " + String.join(", ", report.output().lines().toList()));
      return DrainPhase.PUT_BACK.begins(diary, PUTS_BACK);
    }
    if (DrainPhase.ended(diary)) {
      return staysOut("is not well after its " + then(), report);
    }
    diary.tell("not yet well: " + line(report));
    return Turn.after(EVERY);
  }

  private Turn putBack() {
    Server server = Server.recall(diary);
    boolean undone = DrainPhase.of(diary) == DrainPhase.UNDO;
    String why = diary.recall(WHY).orElse("");
    if (server.wasEnabled() && cordoned()) {
      Report report = server.enable(context);
      if (!Server.isDone(report)) {
        if (DrainPhase.ended(diary)) {
          return staysOut(undone ? why : "could not be put back into Scalelite", report);
        }
        diary.tell("not yet put back into Scalelite: " + line(report));
        return Turn.after(EVERY);
      }
    }
    diary.inService();
    String left =
        server.wasEnabled()
            ? cordoned() ? "takes meetings again" : "was not taken out"
            : "was " + server.before() + " in Scalelite before, and is left so";
    return undone
        ? Turn.over(
            diary.calledOff().isPresent() ? Outcome.NOTHING_TO_DO : Outcome.FAILED,
            why + "; nothing was restarted, " + left)
        : Turn.over(Outcome.DONE, then() + " done; well: a meeting began and ended; " + left);
  }

  private boolean cordoned() {
    return diary.recall(CORDONED).filter("yes"::equals).isPresent();
  }

  private Turn undo(String why) {
    diary.tell(why + (cordoned() ? "; it is put back" : ""));
    diary.note(WHY, why);
    return DrainPhase.UNDO.begins(diary, PUTS_BACK);
  }

  private Turn staysOut(String why, Report report) {
    diary.tell(why);
    return Turn.over(
        Outcome.FAILED,
        why + "; it stays out of Scalelite until: fleet undrain. " + report.output());
  }

  private Duration deadline() {
    Duration wanted = Durations.parse(context.parameter("deadline"));
    return wanted.compareTo(Drain.LONGEST_DEADLINE) > 0 ? Drain.LONGEST_DEADLINE : wanted;
  }

  private String then() {
    return context.parameter("then");
  }

  private static String line(Report report) {
    return report.output().lines().findFirst().orElse(report.outcome().label());
  }
}
