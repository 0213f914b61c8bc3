package org.bbbfleet.alerts.action;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.core.config.Durations;

/**
 * Takes a BigBlueButton server out of the balancer, waits until no meeting runs on it, restarts or
 * reboots it if so wanted, sees that meetings work again and puts it back. Each turn does the one
 * thing that its phase asks for and notes the next phase; see {@link LongAction}.
 *
 * <p>Nothing is done twice: the host restarts only the invocation of bbb-web, and reboots only the
 * boot, that it is told to end. What fails before the restart puts the server back; a server that
 * is not well after it stays out, and a person is called.
 */
@AutoService(Action.class)
public final class Drain implements LongAction {
  private static final Duration EVERY = Duration.ofSeconds(10);

  /** A meeting that was placed just before the cordon shows up within this time. */
  private static final Duration STAYS_EMPTY = Duration.ofSeconds(10);

  /** How long a host may take to come back after its restart or reboot. */
  private static final Duration COMES_BACK = Duration.ofMinutes(20);

  /** How long what is well may take to be put back, while the balancer does not answer. */
  private static final Duration PUTS_BACK = Duration.ofMinutes(30);

  private static final Duration LONGEST_DEADLINE = Duration.ofHours(24);

  private static final String EMPTY_SINCE = "empty since";
  private static final String WHY = "why";
  private static final String ASKED = "asked";

  @Override
  public String name() {
    return "drain";
  }

  @Override
  public String effect() {
    return "Takes a BigBlueButton server out of Scalelite, waits until no meeting runs, restarts or"
        + " reboots it, creates and ends a meeting, puts it back.";
  }

  @Override
  public Impact impact() {
    return Impact.DESTRUCTIVE;
  }

  @Override
  public String undo() {
    return "`fleet undrain HOST`: it is put back by itself when it gives up before the restart.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("deadline", "[1-9][0-9]{0,3}[smh]", "how long meetings may take: 2h"),
        new Parameter("then", "hold|restart|reboot", "what is done once it is empty"),
        new Parameter(
            "at_deadline", "give-up|end-meetings", "what happens when meetings still run by then"),
        new Parameter("leave", "[0-9]{1,3}", "how many other servers must be left to Scalelite"));
  }

  @Override
  public List<String> fragments() {
    return List.of("bbb", "freeswitch", "scalelite");
  }

  @Override
  public boolean takesOutOfService() {
    return true;
  }

  @Override
  public Duration timeout() {
    return Duration.ofMinutes(4);
  }

  @Override
  public Duration longest() {
    return LONGEST_DEADLINE.plusHours(2);
  }

  /** Describes what would be done, by asking both hosts. */
  @Override
  public Report run(ActionContext context) {
    Server server = Server.look(context);
    if (server.problem().isPresent()) {
      return server.problem().get();
    }
    StringBuilder text = new StringBuilder(server.text());
    Report cordon = server.cordon(context);
    text.append('\n').append(cordon.output());
    text.append('\n').append(context.onHost("bbb-meetings").output());
    if (!then(context).equals("hold")) {
      text.append('\n').append(server.work(context, then(context), "empty").output());
      text.append('\n').append(server.probe(context, "dry").output());
    }
    Outcome outcome =
        cordon.outcome() == Outcome.REFUSED || cordon.outcome() == Outcome.NOT_REACHED
            ? cordon.outcome()
            : Outcome.DRY_RUN;
    return new Report(outcome, text.toString());
  }

  @Override
  public Turn turn(ActionContext context, Diary diary) {
    return switch (DrainPhase.of(diary)) {
      case LOOK -> look(context, diary);
      case CORDON -> cordon(context, diary);
      case EMPTY -> empty(context, diary);
      case WORK -> work(context, diary);
      case BACK -> back(context, diary);
      case PROBE -> probe(context, diary);
      case PUT_BACK, UNDO -> putBack(context, diary);
    };
  }

  private Turn look(ActionContext context, Diary diary) {
    Server server = Server.look(context);
    if (server.problem().isPresent()) {
      return new Turn.Over(server.problem().get());
    }
    diary.note(server.entries());
    diary.tell(server.text());
    return DrainPhase.CORDON.begins(diary, deadline(context));
  }

  private Turn cordon(ActionContext context, Diary diary) {
    if (DrainPhase.ended(diary)) {
      return undo(diary, "the balancer did not take it out in time");
    }
    if (diary.calledOff().isPresent()) {
      return undo(diary, "called off by " + diary.calledOff().get());
    }
    Optional<String> heldBack = diary.heldBack();
    if (heldBack.isPresent()) {
      diary.tell("held back: " + heldBack.get());
      return Turn.after(EVERY);
    }
    Server server = Server.recall(diary);
    diary.outOfService("drained: " + diary.incident());
    if (server.wasEnabled()) {
      Report report = server.cordon(context);
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

  private Turn empty(ActionContext context, Diary diary) {
    if (diary.calledOff().isPresent()) {
      return undo(diary, "called off by " + diary.calledOff().get());
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
        return isEmpty(context, diary, "empty");
      }
      return Turn.after(STAYS_EMPTY);
    }
    if (diary.recall(EMPTY_SINCE).isPresent()) {
      diary.note(EMPTY_SINCE, "");
    }
    if (DrainPhase.ended(diary)) {
      return context.parameter("at_deadline").equals("end-meetings")
          ? isEmpty(context, diary, "anyway")
          : undo(diary, "gave up after " + context.parameter("deadline") + ": " + meetings.text());
    }
    diary.tell(meetings.text() + "; waits until " + DrainPhase.until(diary));
    return Turn.after(EVERY);
  }

  private Turn isEmpty(ActionContext context, Diary diary, String how) {
    if (then(context).equals("hold")) {
      return Turn.over(
          Outcome.DONE,
          (how.equals("empty") ? "no meeting runs" : "meetings still run")
              + ", and it takes no new ones until: fleet undrain "
              + context.host());
    }
    diary.note(WHY, how);
    return DrainPhase.WORK.begins(diary);
  }

  private Turn work(ActionContext context, Diary diary) {
    boolean asked = diary.recall(ASKED).filter("yes"::equals).isPresent();
    if (diary.calledOff().isPresent() && !asked) {
      return undo(diary, "called off by " + diary.calledOff().get());
    }
    Optional<String> heldBack = asked ? Optional.empty() : diary.heldBack();
    if (heldBack.isPresent()) {
      if (DrainPhase.ended(diary)) {
        return undo(diary, "gave up, held back: " + heldBack.get());
      }
      diary.tell("is empty, and held back: " + heldBack.get());
      return Turn.after(EVERY);
    }
    String how = diary.recall(WHY).orElse("empty");
    // From here on it may have happened, whatever becomes of the answer.
    diary.note(ASKED, "yes");
    diary.tell(then(context) + " begins");
    Report report = Server.recall(diary).work(context, then(context), how);
    if (report.outcome() == Outcome.REFUSED) {
      // A meeting began after all, or an admin wants this host left alone.
      diary.note(ASKED, "no");
      diary.tell("not done: " + line(report));
      if (DrainPhase.ended(diary)) {
        return undo(diary, "gave up: " + line(report));
      }
      diary.note(EMPTY_SINCE, "");
      return DrainPhase.EMPTY.begins(diary, Optional.empty(), EVERY);
    }
    diary.tell(then(context) + ": " + report.outcome().label() + ": " + line(report));
    return DrainPhase.BACK.begins(diary, COMES_BACK);
  }

  private Turn back(ActionContext context, Diary diary) {
    Server before = Server.recall(diary);
    Report about = context.onHost("bbb-about");
    if (before.hasWorked(about, then(context))) {
      diary.tell("is back");
      return DrainPhase.PROBE.begins(diary);
    }
    if (DrainPhase.ended(diary)) {
      return staysOut(diary, "is not back after " + COMES_BACK.toMinutes() + " min", about);
    }
    if (about.outcome() == Outcome.DONE && diary.heldBack().isEmpty()) {
      // The request was lost. To ask again is safe: the host ends only what was noted.
      Report again = before.work(context, then(context), diary.recall(WHY).orElse("empty"));
      diary.tell(then(context) + ", asked again: " + again.outcome().label() + ": " + line(again));
    } else {
      diary.tell("is not back yet");
    }
    return Turn.after(EVERY);
  }

  private Turn probe(ActionContext context, Diary diary) {
    Report report = Server.recall(diary).probe(context, Long.toString(diary.incident()));
    if (report.outcome() == Outcome.DONE) {
      diary.tell("well: " + String.join(", ", report.output().lines().toList()));
      return DrainPhase.PUT_BACK.begins(diary, PUTS_BACK);
    }
    if (DrainPhase.ended(diary)) {
      return staysOut(diary, "is not well after its " + then(context), report);
    }
    diary.tell("not yet well: " + line(report));
    return Turn.after(EVERY);
  }

  private Turn putBack(ActionContext context, Diary diary) {
    Server server = Server.recall(diary);
    boolean undone = DrainPhase.of(diary) == DrainPhase.UNDO;
    String why = diary.recall(WHY).orElse("");
    if (server.wasEnabled()) {
      Report report = server.enable(context);
      if (!Server.isDone(report)) {
        if (DrainPhase.ended(diary)) {
          return staysOut(diary, undone ? why : "could not be put back into Scalelite", report);
        }
        diary.tell("not yet put back into Scalelite: " + line(report));
        return Turn.after(EVERY);
      }
    }
    diary.inService();
    String left =
        server.wasEnabled()
            ? "takes meetings again"
            : "was " + server.before() + " in Scalelite before, and is left so";
    return undone
        ? Turn.over(
            diary.calledOff().isPresent() ? Outcome.NOTHING_TO_DO : Outcome.FAILED,
            why + "; nothing was restarted, " + left)
        : Turn.over(
            Outcome.DONE, then(context) + " done; well: a meeting began and ended; " + left);
  }

  private Turn undo(Diary diary, String why) {
    diary.tell(why + "; it is put back");
    diary.note(WHY, why);
    return DrainPhase.UNDO.begins(diary, PUTS_BACK);
  }

  private static Turn staysOut(Diary diary, String why, Report report) {
    diary.tell(why);
    return Turn.over(
        Outcome.FAILED,
        why + "; it stays out of Scalelite until: fleet undrain. " + report.output());
  }

  private static Duration deadline(ActionContext context) {
    Duration wanted = Durations.parse(context.parameter("deadline"));
    return wanted.compareTo(LONGEST_DEADLINE) > 0 ? LONGEST_DEADLINE : wanted;
  }

  private static String then(ActionContext context) {
    return context.parameter("then");
  }

  private static String line(Report report) {
    return report.output().lines().findFirst().orElse(report.outcome().label());
  }
}
