package org.bbbfleet.alerts.action;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;

/**
 * Takes a BigBlueButton server out of the balancer, waits until no meeting runs on it, restarts or
 * reboots it if so wanted, sees that meetings work again and puts it back, in {@link DrainTurns}.
 *
 * <p>Nothing is done twice: the host restarts only the invocation of bbb-web, and reboots only the
 * boot, that it is told to end. What fails before the restart puts the server back; a server that
 * is not well after it stays out, and a person is called.
 */
@AutoService(Action.class)
public final class Drain implements LongAction {
  static final Duration LONGEST_DEADLINE = Duration.ofHours(24);

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
    if (!context.parameter("then").equals("hold")) {
      text.append('\n').append(server.work(context, context.parameter("then"), "empty").output());
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
    return new DrainTurns(context, diary).next();
  }
}
