package org.bbbfleet.alerts.action;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bbbfleet.core.config.Durations;

/**
 * Restarts FreeSWITCH when nobody speaks through it: waits for a moment without channels, and does
 * nothing when none comes. The host counts once more while FreeSWITCH takes no calls, so that
 * nobody who just comes is cut off.
 */
@AutoService(Action.class)
public final class FreeSwitchRestartWhenEmpty implements LongAction {
  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final Pattern RUN = Pattern.compile("(?m)^run ([0-9a-z]{1,64})$");
  private static final String UNTIL = "until";
  private static final String ENDS = "run";

  @Override
  public String name() {
    return "freeswitch-restart-when-empty";
  }

  @Override
  public String effect() {
    return "Waits until FreeSWITCH has no channel, then restarts it; does nothing when none of that"
        + " comes in time.";
  }

  @Override
  public Impact impact() {
    return Impact.DISRUPTIVE;
  }

  @Override
  public String undo() {
    return "Nothing to undo: FreeSWITCH runs again, and nobody was in it.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(new Parameter("deadline", "[1-9][0-9]{0,2}[sm]", "how long to wait: 15m"));
  }

  @Override
  public List<String> fragments() {
    return List.of("bbb", "freeswitch");
  }

  @Override
  public Duration timeout() {
    return Duration.ofSeconds(200);
  }

  @Override
  public Duration longest() {
    return Duration.ofHours(18);
  }

  @Override
  public Report run(ActionContext context) {
    Report channels = context.onHost("fs-channels");
    Optional<String> run = run(channels);
    return run.isEmpty() ? channels : context.onHost("fs-restart", run.get());
  }

  @Override
  public Turn turn(ActionContext context, Diary diary) {
    if (diary.recall(UNTIL).isEmpty()) {
      Instant until = diary.now().plus(Durations.parse(context.parameter("deadline")));
      diary.note(UNTIL, Long.toString(until.toEpochMilli()));
    }
    Report said = context.onHost("fs-channels");
    Count channels = Count.of(said, "channels");
    Optional<String> held = diary.heldBack();
    String why = held.map(reason -> "held back: " + reason).orElse(channels.text());
    if (channels.isZero() && held.isEmpty() && run(said).isPresent()) {
      // The run that is to end is noted first: another that is found later is not ended.
      if (diary.recall(ENDS).isEmpty()) {
        diary.note(ENDS, run(said).get());
      }
      Report report =
          context.unless(diary::heldBack).onHost("fs-restart", diary.recall(ENDS).orElseThrow());
      switch (report.outcome()) {
        case DONE, NOTHING_TO_DO, FAILED -> {
          return new Turn.Over(report);
        }
        case HELD_BACK -> why = "held back: " + report.output();
        default -> why = report.output().lines().findFirst().orElse(report.outcome().label());
      }
    }
    Instant until = Instant.ofEpochMilli(Long.parseLong(diary.recall(UNTIL).orElseThrow()));
    if (diary.calledOff().isPresent() || !diary.now().isBefore(until)) {
      return Turn.over(
          Outcome.NOTHING_TO_DO,
          diary.calledOff().map(by -> "called off by " + by).orElse("not restarted: " + why));
    }
    diary.tell(why + "; waits until " + until);
    return Turn.after(EVERY);
  }

  private static Optional<String> run(Report report) {
    Matcher line = RUN.matcher(report.output());
    return line.find() ? Optional.of(line.group(1)) : Optional.empty();
  }
}
