package org.bbbfleet.app.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.IntPredicate;

/** Asks the person at the terminal, also when standard output goes into a pipe. */
final class Question {
  private static final int LONGEST = 100;

  private final IntPredicate isTerminal;
  private final InputStream in;

  /**
   * A person.
   *
   * @param isTerminal whether that file descriptor is a terminal
   * @param in what the person types
   */
  Question(IntPredicate isTerminal, InputStream in) {
    this.isTerminal = isTerminal;
    this.in = in;
  }

  /** Whoever runs this program. */
  static Question standard() {
    return new Question(TerminalSize::isTerminal, System.in);
  }

  /** Whether somebody is there who can answer. */
  boolean canBeAsked() {
    return isTerminal.test(0) && (isTerminal.test(1) || isTerminal.test(2));
  }

  /** Whether the answer is yes; anything else is no. */
  boolean yes(String question) {
    return yes(question, isTerminal.test(1) ? System.out : System.err);
  }

  /** The same, asked on standard error: standard output is for a program. */
  boolean yesOnErrors(String question) {
    return yes(question, System.err);
  }

  private boolean yes(String question, PrintStream out) {
    System.out.flush();
    out.print(Printable.of(question));
    out.flush();
    String answer = line().strip().toLowerCase(Locale.ROOT);
    return answer.equals("y") || answer.equals("yes");
  }

  private String line() {
    byte[] bytes = new byte[LONGEST];
    int length = 0;
    try {
      int next = in.read();
      while (next >= 0 && next != '\n') {
        if (length < LONGEST) {
          bytes[length++] = (byte) next;
        }
        next = in.read();
      }
    } catch (IOException e) {
      return "";
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
