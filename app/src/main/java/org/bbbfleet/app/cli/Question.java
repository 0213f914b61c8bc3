package org.bbbfleet.app.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Asks the person at the terminal, also when standard output goes into a pipe. */
final class Question {
  private static final int LONGEST = 100;

  private Question() {}

  /** Whether somebody is there who can answer. */
  static boolean canBeAsked() {
    return TerminalSize.isTerminal(0) && (TerminalSize.isTerminal(1) || TerminalSize.isTerminal(2));
  }

  /** Whether the answer is yes; anything else is no. */
  static boolean yes(String question) {
    return yes(question, TerminalSize.isTerminal(1) ? System.out : System.err);
  }

  /** The same, asked on standard error: standard output is for a program. */
  static boolean yesOnErrors(String question) {
    return yes(question, System.err);
  }

  private static boolean yes(String question, PrintStream out) {
    System.out.flush();
    out.print(Printable.of(question));
    out.flush();
    String answer = line().strip().toLowerCase(Locale.ROOT);
    return answer.equals("y") || answer.equals("yes");
  }

  private static String line() {
    byte[] bytes = new byte[LONGEST];
    int length = 0;
    try {
      int next = System.in.read();
      while (next >= 0 && next != '\n') {
        if (length < LONGEST) {
          bytes[length++] = (byte) next;
        }
        next = System.in.read();
      }
    } catch (IOException e) {
      return "";
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
