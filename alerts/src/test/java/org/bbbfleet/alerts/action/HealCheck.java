package org.bbbfleet.alerts.action;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One thing that the healer's script looks at before it does something, found in its text: a
 * refusal, each of the patterns or conditions that lead to it alone, a "nothing to do", or the call
 * of a function that only refuses.
 *
 * @param name the function that has it, what it says, and of several conditions which
 * @param kind how it holds back
 * @param says what its answer matches
 * @param without the script's text without this check, and otherwise the same
 */
record HealCheck(String name, Kind kind, Pattern says, String without) {
  /** How a check holds back. */
  enum Kind {
    /** Status 64. */
    REFUSES(64),
    /** Status 3. */
    NOTHING_TO_DO(3);

    final int status;

    Kind(int status) {
      this.status = status;
    }
  }

  private static final Pattern FUNCTION = Pattern.compile("([a-z_]+)\\(\\) [({]");
  private static final Pattern TITLE = Pattern.compile("# --- (.*?) -+");
  private static final Pattern REFUSER =
      Pattern.compile("(?m)^# Refuses .*\\n(?:# .*\\n)*([a-z_]+)\\(\\) \\{$");
  private static final Pattern REFUSAL = Pattern.compile("(?<!\\w)refuse (?=['\"])");
  private static final Pattern TOLD = Pattern.compile("printf (?=['\"]refused: )");
  private static final Pattern PRINTED = Pattern.compile("printf (?=['\"])");
  private static final Pattern NOTHING = Pattern.compile("(?<!\\w)return 3(?!\\w)");
  private static final Pattern VARIABLE =
      Pattern.compile("\\$\\(.*\\)|\\$\\{[^}]*}|\\$\\w+|%\\w|\\\\n");
  private static final String OR = " || ";

  /** All of them, in the order of the text. */
  static List<HealCheck> of(String script) {
    return new Search(script).all();
  }

  /** Reads the text once. */
  private static final class Search {
    private final String text;
    private final Set<String> refusers = new HashSet<>();
    private final Set<String> names = new HashSet<>();
    private final List<HealCheck> found = new ArrayList<>();
    private String function = "";
    private String printed = "";
    private int before;
    private int begin;
    private String line = "";

    private Search(String script) {
      this.text = script;
      REFUSER.matcher(script).results().forEach(match -> refusers.add(match.group(1)));
    }

    private List<HealCheck> all() {
      for (String next : text.split("\n", -1)) {
        line = next;
        Matcher title = TITLE.matcher(line);
        Matcher opens = FUNCTION.matcher(line);
        if (title.matches()) {
          function = title.group(1);
        } else if (opens.matches()) {
          function = opens.group(1);
          printed = "";
        }
        if (!line.strip().startsWith("#")) {
          refusal();
          told();
          nothing();
          call();
          Matcher print = PRINTED.matcher(line);
          printed = print.find() ? word(text, begin + print.end()) : printed;
        }
        before = begin;
        begin += line.length() + 1;
      }
      return found;
    }

    private void refusal() {
      Matcher refusal = REFUSAL.matcher(line);
      if (!refusal.find()) {
        return;
      }
      int at = begin + refusal.end();
      String whole = word(text, at);
      String message = whole.contains("\n") ? whole.substring(0, whole.indexOf("$(")) : whole;
      String head = line.substring(0, refusal.start());
      List<Part> parts = parts(head);
      if (parts.size() < 2) {
        add(message, Kind.REFUSES, message, begin + refusal.start(), end(text, at), ":");
        return;
      }
      for (Part part : parts) {
        int behind = begin + head.length();
        String name = message + " if " + part.text();
        add(name, Kind.REFUSES, message, begin, behind, part.without());
      }
    }

    /** A refusal that does not end the script: it stands in an "if". */
    private void told() {
      Matcher told = TOLD.matcher(line);
      if (told.find() && !function.equals("refuse")) {
        String message = word(text, begin + told.end()).replace("refused: ", "");
        String condition = text.substring(before, begin);
        if (!condition.strip().matches("if .*; then")) {
          throw new AssertionError("no condition stands before: " + line);
        }
        add(message, Kind.REFUSES, message, before, begin, "if false; then\n");
      }
    }

    private void nothing() {
      Matcher nothing = NOTHING.matcher(line);
      if (nothing.find()) {
        Matcher here = PRINTED.matcher(line);
        String name = "nothing to do: " + (here.find() ? word(line, here.end()) : printed);
        int at = begin + nothing.start();
        add(name, Kind.NOTHING_TO_DO, "", at, begin + nothing.end(), ":");
      }
    }

    private void call() {
      String call = line.strip().replaceAll(" \\|\\| return 1$", "");
      if (refusers.contains(call.split(" ")[0])) {
        add("calls " + call, Kind.REFUSES, "", begin, begin + line.length(), ":");
      }
    }

    private void add(String what, Kind kind, String message, int from, int to, String instead) {
      String name = (function + ": " + what.replace("\\n", "")).strip();
      String one = name;
      for (int again = 2; !names.add(one); again++) {
        one = name + " #" + again;
      }
      String without = text.substring(0, from) + instead + text.substring(to);
      found.add(new HealCheck(one, kind, pattern(message), without));
    }
  }

  /** One of several conditions, and the beginning of the line without it. */
  private record Part(String text, String without) {}

  private static List<Part> parts(String before) {
    List<Part> parts = new ArrayList<>();
    int begin = before.contains("case ") ? before.indexOf(" in ") + 4 : indent(before);
    String head = before.substring(0, begin);
    if (before.endsWith(") ")) {
      List<String> patterns =
          Arrays.asList(before.substring(begin, before.length() - 2).split(" \\| "));
      for (int i = 0; i < patterns.size(); i++) {
        List<String> others = new ArrayList<>(patterns);
        others.remove(i);
        parts.add(new Part(patterns.get(i), head + String.join(" | ", others) + ") "));
      }
    } else if (before.endsWith(OR)) {
      String conditions = before.substring(begin, before.length() - OR.length());
      List<String> all = Arrays.asList(conditions.split(" && "));
      for (int i = 0; i < all.size(); i++) {
        List<String> others = new ArrayList<>(all);
        others.set(i, ":");
        parts.add(new Part(all.get(i), head + String.join(" && ", others) + OR));
      }
    }
    return parts;
  }

  private static int indent(String line) {
    return line.length() - line.stripLeading().length();
  }

  /** What stands between the quotes that begin here. */
  private static String word(String line, int begin) {
    return line.substring(begin + 1, end(line, begin) - 1);
  }

  /** Behind the end of the text in quotes that begins here. */
  private static int end(String line, int begin) {
    char quote = line.charAt(begin);
    int i = begin + 1;
    while (line.charAt(i) != quote) {
      i = quote == '"' && line.startsWith("$(", i) ? substituted(line, i + 2) : i + 1;
    }
    return i + 1;
  }

  /** Behind the parenthesis that ends a substitution. */
  private static int substituted(String line, int begin) {
    int i = begin;
    while (line.charAt(i) != ')') {
      char c = line.charAt(i);
      i =
          c == '"' || c == '\''
              ? end(line, i)
              : line.startsWith("$(", i) ? substituted(line, i + 2) : i + 1;
    }
    return i + 1;
  }

  private static Pattern pattern(String message) {
    StringBuilder pattern = new StringBuilder(message.isEmpty() ? "" : "refused: ");
    Matcher variable = VARIABLE.matcher(message);
    int at = 0;
    while (variable.find()) {
      pattern.append(Pattern.quote(message.substring(at, variable.start()))).append(".*");
      at = variable.end();
    }
    return Pattern.compile(pattern.append(Pattern.quote(message.substring(at))).toString());
  }
}
