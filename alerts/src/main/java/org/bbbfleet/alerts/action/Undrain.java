package org.bbbfleet.alerts.action;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gives a BigBlueButton server that was drained back to Scalelite, once it is seen to be well. */
@AutoService(Action.class)
public final class Undrain implements LongAction {
  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final String UNTIL = "until";

  @Override
  public String name() {
    return "undrain";
  }

  @Override
  public String effect() {
    return "Creates and ends a meeting on a BigBlueButton server; when that is well, has Scalelite"
        + " send it meetings again.";
  }

  @Override
  public Impact impact() {
    return Impact.HARMLESS;
  }

  @Override
  public String undo() {
    return "`fleet drain HOST`.";
  }

  @Override
  public List<String> fragments() {
    return List.of("bbb", "freeswitch", "scalelite");
  }

  @Override
  public Duration longest() {
    return Duration.ofHours(1);
  }

  @Override
  public Report run(ActionContext context) {
    Server server = Server.look(context);
    if (server.problem().isPresent()) {
      return server.problem().get();
    }
    return new Report(
        Outcome.DRY_RUN,
        String.join(
            "\n",
            server.text(),
            server.probe(context, "dry").output(),
            server.enable(context).output()));
  }

  @Override
  public Turn turn(ActionContext context, Diary diary) {
    if (diary.recall(UNTIL).isEmpty()) {
      Server server = Server.look(context);
      if (server.problem().isPresent()) {
        return new Turn.Over(server.problem().get());
      }
      Map<String, String> entries = new HashMap<>(server.entries());
      entries.put(UNTIL, Long.toString(diary.now().plus(PATIENCE).toEpochMilli()));
      diary.note(entries);
    }
    if (diary.calledOff().isPresent()) {
      return Turn.over(Outcome.NOTHING_TO_DO, "called off by " + diary.calledOff().get());
    }
    Server server = Server.recall(diary);
    if (server.state(context).equals("enabled")) {
      diary.inService();
      return Turn.over(Outcome.NOTHING_TO_DO, "Scalelite sends it meetings already");
    }
    Optional<Report> failed =
        diary
            .heldBack()
            .map(why -> new Report(Outcome.HELD_BACK, "held back: " + why))
            .or(() -> back(context, diary, server));
    if (failed.isEmpty()) {
      diary.inService();
      return Turn.over(Outcome.DONE, "well: a meeting began and ended; it takes meetings again");
    }
    String why = failed.get().output().lines().reduce((first, last) -> last).orElse("");
    Instant until = Instant.ofEpochMilli(Long.parseLong(diary.recall(UNTIL).orElseThrow()));
    if (!diary.now().isBefore(until)) {
      return Turn.over(Outcome.FAILED, "it stays out of Scalelite: " + why);
    }
    diary.tell("not yet: " + why);
    return Turn.after(EVERY);
  }

  /** What failed; empty when it is back. */
  private static Optional<Report> back(ActionContext context, Diary diary, Server server) {
    Report probe = server.probe(context, Long.toString(diary.incident()));
    if (probe.outcome() != Outcome.DONE) {
      return Optional.of(probe);
    }
    return Optional.of(server.enable(context.unless(diary::heldBack)))
        .filter(report -> !Server.isDone(report));
  }
}
