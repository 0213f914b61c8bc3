package org.bbbfleet.alerts.action;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Ends conferences that have had no meeting for some minutes, without interruption: the host is
 * asked again and again, and once more before it hangs up. One that BigBlueButton forgot, with
 * people in it who still talk, looks the same; so a person is asked first.
 */
@AutoService(Action.class)
public final class FreeSwitchEndOrphans implements LongAction {
  private static final Duration EVERY = Duration.ofSeconds(20);
  private static final int MOST = 100;
  private static final Pattern ORPHAN = Pattern.compile("(?m)^orphan ([0-9]{1,9})$");
  private static final String SINCE = "since";
  private static final String KNOWN = "known";
  private static final String SAID = "said";
  private static final String CAME_TO = "came to";

  @Override
  public String name() {
    return "freeswitch-end-orphans";
  }

  @Override
  public String effect() {
    return "Hangs up FreeSWITCH's conferences that have belonged to no meeting for so many minutes;"
        + " who still talks in one is thrown out.";
  }

  @Override
  public Impact impact() {
    return Impact.DESTRUCTIVE;
  }

  @Override
  public String undo() {
    return "Nothing to undo: who was thrown out joins a meeting again.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(new Parameter("minutes", "[1-9][0-9]?", "how long without a meeting, from 1"));
  }

  @Override
  public List<String> fragments() {
    return List.of("bbb", "freeswitch");
  }

  @Override
  public Duration longest() {
    return Duration.ofHours(3);
  }

  @Override
  public Report run(ActionContext context) {
    Report orphans = context.onHost("fs-orphans");
    StringBuilder text = new StringBuilder(orphans.output());
    for (String number : numbers(orphans)) {
      text.append('\n').append(context.onHost("fs-end-conference", number).output());
    }
    return new Report(orphans.outcome(), text.toString());
  }

  @Override
  public Turn turn(ActionContext context, Diary diary) {
    if (diary.calledOff().isPresent()) {
      String said = diary.recall(SAID).orElse("");
      return Turn.over(
          outcome(diary), (said + "\ncalled off by " + diary.calledOff().get()).strip());
    }
    Report report = context.onHost("fs-orphans");
    if (report.outcome() == Outcome.NOTHING_TO_DO && diary.recall(KNOWN).isEmpty()) {
      return new Turn.Over(report);
    }
    if (report.outcome() != Outcome.DONE && report.outcome() != Outcome.NOTHING_TO_DO) {
      return new Turn.Over(report);
    }
    List<String> now = numbers(report);
    Instant first = remember(diary, now);
    Instant enough = first.plus(Duration.ofMinutes(Long.parseLong(context.parameter("minutes"))));
    if (diary.now().isBefore(enough)) {
      diary.tell(now.size() + " conferences of no meeting; hangs up at " + enough);
      return Turn.after(EVERY);
    }
    return diary
        .heldBack()
        .map(why -> heldBack(diary, why))
        .orElseGet(() -> end(context, diary, now));
  }

  private static Turn heldBack(Diary diary, String why) {
    diary.tell("held back: " + why);
    return Turn.after(EVERY);
  }

  /** Those that were there from the first look on; what came meanwhile waits for the next alert. */
  private static Turn end(ActionContext context, Diary diary, List<String> now) {
    List<String> old = List.of(diary.recall(KNOWN).orElse("").split(" "));
    for (String number : now.stream().filter(old::contains).toList()) {
      Report report = context.unless(diary::heldBack).onHost("fs-end-conference", number);
      if (report.outcome() == Outcome.HELD_BACK) {
        return heldBack(diary, report.output());
      }
      // A stop may come between two of them: the next turn tells of both.
      diary.note(
          Map.of(
              SAID, (diary.recall(SAID).orElse("") + "\n" + report.output()).strip(),
              CAME_TO, worse(diary, report.outcome()).name()));
    }
    String said = diary.recall(SAID).orElse("");
    return Turn.over(
        outcome(diary), said.isEmpty() ? "every conference belongs to a meeting" : said);
  }

  private static Outcome worse(Diary diary, Outcome next) {
    if (outcome(diary) == Outcome.FAILED || next != Outcome.DONE && next != Outcome.NOTHING_TO_DO) {
      return Outcome.FAILED;
    }
    return next == Outcome.DONE ? next : outcome(diary);
  }

  private static Outcome outcome(Diary diary) {
    return diary.recall(CAME_TO).map(Outcome::valueOf).orElse(Outcome.NOTHING_TO_DO);
  }

  /** Keeps of the known ones those that are still there: the time of the first look. */
  private static Instant remember(Diary diary, List<String> now) {
    Map<String, String> entries = new HashMap<>();
    if (diary.recall(KNOWN).isEmpty()) {
      entries.put(SINCE, Long.toString(diary.now().toEpochMilli()));
      entries.put(KNOWN, String.join(" ", now));
    } else {
      List<String> known = List.of(diary.recall(KNOWN).get().split(" "));
      entries.put(KNOWN, String.join(" ", now.stream().filter(known::contains).toList()));
    }
    diary.note(entries);
    return Instant.ofEpochMilli(Long.parseLong(diary.recall(SINCE).orElseThrow()));
  }

  private static List<String> numbers(Report report) {
    return ORPHAN
        .matcher(report.output())
        .results()
        .map(found -> found.group(1))
        .limit(MOST)
        .toList();
  }
}
