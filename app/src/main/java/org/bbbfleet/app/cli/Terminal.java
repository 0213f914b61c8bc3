package org.bbbfleet.app.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the program prints: plain lines into a pipe; on a terminal lines that stay, and below them a
 * board that is drawn anew in place. Colour only where it means something and {@code NO_COLOR} is
 * not set. What a host or a service says is shown and never obeyed.
 */
public final class Terminal {
  private static final char ESCAPE = '\033';
  private static final String PLAIN = "\033[0m";

  /** The colours that we paint with, and their end. */
  private static final Pattern OURS = Pattern.compile("\033\\[(?:0|31|32|33)m");

  private final PrintStream out;
  private final boolean interactive;
  private final boolean colour;
  private final boolean moves;
  private List<String> board = List.of();
  private boolean passing;
  private volatile TerminalSize size = new TerminalSize(24, 80);

  public Terminal(PrintStream out, boolean interactive, Map<String, String> environment) {
    this.out = out;
    this.interactive = interactive;
    String kind = environment.getOrDefault("TERM", "");
    this.moves = interactive && !kind.isEmpty() && !kind.equals("dumb");
    this.colour = moves && environment.getOrDefault("NO_COLOR", "").isEmpty();
  }

  /** The process's own standard output. */
  public static Terminal standard() {
    boolean interactive = TerminalSize.isTerminal(1);
    Terminal terminal = new Terminal(System.out, interactive, System.getenv());
    if (interactive) {
      terminal.resized(TerminalSize.ask());
    }
    return terminal;
  }

  /**
   * Where people are told things while standard output is for a program: the process's standard
   * error.
   */
  static Terminal errors() {
    boolean interactive = TerminalSize.isTerminal(2);
    Terminal terminal = new Terminal(System.err, interactive, System.getenv());
    if (interactive) {
      terminal.resized(TerminalSize.ask());
    }
    return terminal;
  }

  /** Whether a person watches. */
  public boolean interactive() {
    return interactive;
  }

  /** Whether it can draw in place: a dumb terminal gets plain lines. */
  public boolean draws() {
    return moves;
  }

  TerminalSize size() {
    return size;
  }

  /** Tells that the terminal has another size now. */
  synchronized void resized(TerminalSize now) {
    // What is on the screen has been wrapped to the new width by now.
    size = now;
    clear();
  }

  /** A line that stays. */
  public synchronized void line(String text) {
    List<String> below = board;
    clear();
    out.println(clean(text));
    draw(below);
    out.flush();
  }

  /** A line that is replaced by the next; only a terminal shows it. */
  public synchronized void passing(String text) {
    if (moves) {
      clear();
      out.print(cut(clean(text), size.columns() - 1));
      out.flush();
      passing = true;
    }
  }

  /**
   * Lines that are drawn below everything else, in place of those that were there; cut to the
   * terminal's width, and as many as fit. Only a terminal that can draw shows them.
   */
  synchronized void board(List<String> lines) {
    if (moves) {
      clear();
      draw(lines);
      out.flush();
    }
  }

  private void draw(List<String> lines) {
    board =
        lines.stream()
            .limit(size.rows() - 1L)
            .map(line -> cut(clean(line), size.columns() - 1))
            .toList();
    for (String line : board) {
      out.print(line);
      out.print('\n');
    }
  }

  private void clear() {
    if (passing) {
      out.print("\r\033[K");
      passing = false;
    }
    if (!board.isEmpty()) {
      int rows = board.stream().mapToInt(this::rows).sum();
      out.print("\r\033[" + rows + "A\033[J");
      board = List.of();
    }
  }

  private int rows(String line) {
    int seen = line.replaceAll("\033\\[[0-9]*m", "").length();
    return Math.max(1, (seen + size.columns() - 1) / size.columns());
  }

  /**
   * The text as this terminal gets it: of everything that is not shown but obeyed only our own
   * colours are left, and the last of them ends with it.
   */
  private String clean(String text) {
    if (!colour) {
      return Printable.of(text);
    }
    StringBuilder clean = new StringBuilder();
    Matcher ours = OURS.matcher(text);
    int from = 0;
    boolean painted = false;
    while (ours.find()) {
      clean.append(Printable.of(text.substring(from, ours.start()))).append(ours.group());
      painted = !ours.group().equals(PLAIN);
      from = ours.end();
    }
    clean.append(Printable.of(text.substring(from)));
    return painted ? clean + PLAIN : clean.toString();
  }

  /** At most so many characters are seen; our colours count for nothing. */
  static String cut(String text, int columns) {
    StringBuilder cut = new StringBuilder();
    int seen = 0;
    boolean painted = false;
    Matcher ours = OURS.matcher(text);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ESCAPE && ours.region(i, text.length()).lookingAt()) {
        cut.append(ours.group());
        painted = !ours.group().equals(PLAIN);
        i = ours.end() - 1;
        continue;
      }
      if (seen == columns) {
        return cut + (painted ? PLAIN : "");
      }
      cut.append(Character.isISOControl(c) || Printable.harmful(c) ? ' ' : c);
      seen += Character.isLowSurrogate(c) ? 0 : 1;
    }
    return cut.toString();
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
    return colour ? "\033[" + code + "m" + text + PLAIN : text;
  }
}
