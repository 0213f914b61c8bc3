package org.bbbfleet.app.demo;

import java.time.Duration;
import java.util.Locale;
import org.bbbfleet.app.cli.Terminal;

/** Prints what happens, with the seconds since the current fault. */
final class Timeline {
  private final Terminal terminal;
  private long zero = System.nanoTime();

  Timeline(Terminal terminal) {
    this.terminal = terminal;
  }

  /** A new fault: its time is zero. */
  void restart() {
    zero = System.nanoTime();
    terminal.line("");
  }

  /** Seconds since the current fault. */
  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - zero);
  }

  void say(String host, String what, String text) {
    String word =
        switch (what) {
          case "fault", "firing", "escalated" -> terminal.bad(String.format("%-9s", what));
          case "healed", "resolved" -> terminal.good(String.format("%-9s", what));
          default -> String.format("%-9s", what);
        };
    terminal.line(
        String.format(
            Locale.ROOT, " t+%04.1f  %-6s %s %s", elapsed().toMillis() / 1000.0, host, word, text));
  }
}
