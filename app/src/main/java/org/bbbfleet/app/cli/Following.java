package org.bbbfleet.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/**
 * Follows what a person ordered to its end. It does not depend on this: the service carries it out,
 * and may be restarted meanwhile, for which this waits.
 */
final class Following {
  private static final Duration FIRST_LOOK = Duration.ofMillis(150);
  private static final Duration SLOWEST = Duration.ofSeconds(2);

  /** How long the service may be away, as while it is replaced. */
  private static final Duration AWAY = Duration.ofMinutes(5);

  private static final Set<String> ENDS = Set.of("resolved", "healed", "escalated");
  private static final String BY_HAND = "ByHand";
  private static final String CALLED_OFF = ": called off by ";
  private static final Pattern OUTCOME =
      Pattern.compile(
          ": (done|nothing to do|failed|refused|not reached|held back|cut off|dry run)(?=:|$)");

  private final ServeClient serve;
  private final Terminal terminal;
  private final boolean silent;
  private final Duration away;
  private long told;
  private String shape = "";

  /**
   * A follower.
   *
   * @param silent only the end is wanted
   */
  Following(ServeClient serve, Terminal terminal, boolean silent) {
    this(serve, terminal, silent, AWAY);
  }

  Following(ServeClient serve, Terminal terminal, boolean silent, Duration away) {
    this.serve = serve;
    this.terminal = terminal;
    this.silent = silent;
    this.away = away;
  }

  /**
   * How it ended.
   *
   * @param incident as the API has it
   * @param outcome a word of the catalogue's outcomes; empty when nothing was tried
   * @param output what the action said
   */
  record End(JsonNode incident, String outcome, List<String> output) {
    /** Whether it is as ordered now. */
    boolean well() {
      return outcome.equals("done") || outcome.equals("nothing to do");
    }
  }

  /**
   * Tells each step until it is over.
   *
   * @param howToStop what a person who leaves is told besides where to look; may be empty
   * @throws FleetException when the service is away for too long; what was ordered goes on
   */
  End toItsEnd(long id, String howToStop) throws InterruptedException {
    Thread leaving = new Thread(() -> farewell(id, howToStop), "farewell");
    Runtime.getRuntime().addShutdownHook(leaving);
    try {
      return follow(id);
    } finally {
      stay(leaving);
    }
  }

  private static void stay(Thread leaving) {
    try {
      Runtime.getRuntime().removeShutdownHook(leaving);
    } catch (IllegalStateException e) {
      // Ctrl-C came just now: the line is being printed, and this program ends.
    }
  }

  private static void farewell(long id, String howToStop) {
    Printable.complain(
        "\nIt goes on in the service. Look: fleet show "
            + id
            + (howToStop.isEmpty() ? "" : "   Call it off: " + howToStop));
  }

  private End follow(long id) throws InterruptedException {
    long lastAnswer = System.nanoTime();
    boolean toldAway = false;
    Duration pause = FIRST_LOOK;
    while (true) {
      try {
        JsonNode incident = serve.get("/api/v1/incidents/" + id);
        lastAnswer = System.nanoTime();
        toldAway = false;
        tell(incident);
        End end = end(incident);
        if (end != null) {
          return end;
        }
      } catch (FleetException e) {
        boolean mayReturn =
            e.category() == ErrorCategory.UNREACHABLE || e.category() == ErrorCategory.TIMEOUT;
        if (!mayReturn || System.nanoTime() - lastAnswer > away.toNanos()) {
          String said = e.getMessage() + (e.getMessage().endsWith(".") ? " " : ". ");
          throw new FleetException(
              e.category(), said + "What was ordered may go on: fleet show " + id, e);
        }
        if (!silent && !toldAway) {
          terminal.line("the service does not answer; it is asked again");
          toldAway = true;
        }
      }
      Thread.sleep(pause.toMillis());
      pause = pause.multipliedBy(2).compareTo(SLOWEST) < 0 ? pause.multipliedBy(2) : SLOWEST;
    }
  }

  /** New steps; one that only counts on is drawn over the one before. */
  private void tell(JsonNode incident) {
    for (JsonNode step : incident.path("story")) {
      long number = step.path("id").asLong();
      if (number <= told) {
        continue;
      }
      told = number;
      if (silent || !step.path("what").asText().equals("acting")) {
        continue;
      }
      String text = step.path("text").asText();
      String line =
          step.path("at").asText() + "  " + text.substring(text.indexOf(": ") + 1).strip();
      String now = line.replaceAll("[0-9]+", "#");
      if (terminal.draws() && now.equals(shape)) {
        terminal.passing(line);
      } else {
        terminal.line(line);
      }
      shape = now;
    }
  }

  /** Its end, if it is over; else null. */
  private static End end(JsonNode incident) {
    boolean closed = ENDS.contains(incident.path("state").asText().toLowerCase(Locale.ROOT));
    boolean byHand = incident.path("alert").asText().equals(BY_HAND);
    // The healer's own incident goes on after the step that was called off.
    long from = byHand ? 0 : calledOff(incident);
    JsonNode acted = null;
    for (JsonNode step : incident.path("story")) {
      if (step.path("what").asText().equals("acted") && step.path("id").asLong() > from) {
        acted = step;
        if (!byHand) {
          break;
        }
      }
    }
    if (!closed && (byHand || acted == null)) {
      return null;
    }
    if (acted == null) {
      return new End(incident, "", List.of(incident.path("reason").asText()));
    }
    Matcher outcome = OUTCOME.matcher(acted.path("text").asText());
    return new End(
        incident,
        outcome.find() ? outcome.group(1) : "",
        acted.path("evidence").asText().lines().toList());
  }

  private static long calledOff(JsonNode incident) {
    long from = 0;
    for (JsonNode step : incident.path("story")) {
      if (step.path("what").asText().equals("acting")
          && step.path("text").asText().contains(CALLED_OFF)) {
        from = step.path("id").asLong();
      }
    }
    return from;
  }
}
