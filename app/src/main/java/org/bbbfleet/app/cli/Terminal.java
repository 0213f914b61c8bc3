package org.bbbfleet.app.cli;

import java.io.PrintStream;
import java.util.Map;

/**
 * What the program prints: plain lines into a pipe, a line updated in place on a terminal, colour
 * only where it means something and {@code NO_COLOR} is not set.
 */
public final class Terminal {
  private final PrintStream out;
  private final boolean interactive;
  private final boolean colour;
  private boolean passing;

  public Terminal(PrintStream out, boolean interactive, Map<String, String> environment) {
    this.out = out;
    this.interactive = interactive;
    this.colour = interactive && !environment.containsKey("NO_COLOR");
  }

  /** The process's own standard output. */
  public static Terminal standard() {
    return new Terminal(System.out, System.console() != null, System.getenv());
  }

  /** Whether a person watches. */
  public boolean interactive() {
    return interactive;
  }

  /** A line that stays. */
  public synchronized void line(String text) {
    clear();
    out.println(text);
    out.flush();
  }

  /** A line that is replaced by the next; only a terminal shows it. */
  public synchronized void passing(String text) {
    if (interactive) {
      clear();
      out.print(text);
      out.flush();
      passing = true;
    }
  }

  private void clear() {
    if (passing) {
      out.print("\r\033[K");
      passing = false;
    }
  }

  public String good(String text) {
    return paint("32", text);
  }

  public String bad(String text) {
    return paint("31", text);
  }

  public String attention(String text) {
    return paint("33", text);
  }

  private String paint(String code, String text) {
    return colour ? "\033[" + code + "m" + text + "\033[0m" : text;
  }
}
