package org.bbbfleet.alerts.action;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One place where the healer's script turns away from what it was about to do, besides its checks
 * ({@link HealCheck}): an answer that it failed, a call whose failure is passed on, a look at one
 * thing among several that leaves it alone. Each condition of several is one of its own.
 *
 * @param name the function that has it, and the condition, or what is said
 * @param from where in the text it begins
 * @param to where in the text it ends
 * @param without the script's text without it, and otherwise the same
 */
record HealTurn(String name, int from, int to, String without) {
  private static final Pattern FUNCTION = Pattern.compile("([a-z_]+)\\(\\) [({]");
  private static final Pattern TITLE = Pattern.compile("# --- (.*?) -+");

  private static final Pattern AWAY =
      Pattern.compile("(?<![\\w'$-])(return 1|exit 1|continue|break|failed=1)(?![\\w'-])");
  private static final Pattern ALONE =
      Pattern.compile(
          "^( *)(.*?) (\\|\\||&&) (return 1|exit 1|continue|break|return 0|return)( ;;)?$");
  private static final Pattern CONDITION =
      Pattern.compile("^ *(?:el)?if (?!.*\\$\\()(.*); then$|^ *(?:el)?if (.*); then$");
  private static final Pattern SAID =
      Pattern.compile("(?:printf|fs_refused|bbb_refused) (['\"]?[^;|]*)");

  /** All of them, in the order of the text. */
  static List<HealTurn> of(String script) {
    return new Search(script).all();
  }

  /** Reads the text once. */
  private static final class Search {
    private final String text;
    private final Set<String> names = new HashSet<>();
    private final List<HealTurn> found = new ArrayList<>();
    private String function = "";
    private String said = "";
    private int begin;
    private String line = "";

    private Search(String script) {
      this.text = script;
    }

    private List<HealTurn> all() {
      Set<Integer> others = quoted(text);
      for (String next : text.split("\n", -1)) {
        line = next;
        Matcher title = TITLE.matcher(line);
        Matcher opens = FUNCTION.matcher(line);
        if (title.matches()) {
          function = title.group(1);
        } else if (opens.lookingAt()) {
          function = opens.group(1);
          said = "";
        }
        if (!line.strip().startsWith("#") && !others.contains(begin)) {
          turn();
        }
        begin += line.length() + 1;
      }
      return found;
    }

    private void turn() {
      Matcher says = SAID.matcher(line);
      if (says.find()) {
        said = says.group(1).strip();
      } else if (line.strip().endsWith("then") || line.strip().endsWith("{")) {
        said = "";
      }
      Matcher alone = ALONE.matcher(line);
      if (alone.find() && !line.contains("{ ") && !line.contains("case ")) {
        alone(alone);
        return;
      }
      Matcher condition = CONDITION.matcher(line);
      if (condition.matches()) {
        condition(condition);
        return;
      }
      Matcher away = AWAY.matcher(line);
      if (away.find()) {
        String pattern = line.contains(") " + away.group()) ? line.strip().split("\\) ")[0] : "";
        String what = !pattern.isEmpty() ? "in case of " + pattern : said.isEmpty() ? "" : said;
        add(
            away.group() + (what.isEmpty() ? "" : ", " + what),
            begin + away.start(),
            begin + away.end(),
            ":");
      }
    }

    private void alone(Matcher alone) {
      String all = alone.group(2);
      boolean several = !all.contains(" || ") && !all.contains("$(");
      int at = begin + alone.start(2);
      String way = " " + alone.group(3) + " " + alone.group(4);
      if (alone.group(3).equals("&&")) {
        add(all + way, at, at + all.length(), "false");
        return;
      }
      for (String part : several ? all.split(" && ") : new String[] {all}) {
        add(part + way, at, at + part.length(), ":");
        at += part.length() + " && ".length();
      }
    }

    private void condition(Matcher condition) {
      int group = condition.group(1) == null ? 2 : 1;
      String all = condition.group(group);
      int at = begin + condition.start(group);
      boolean several = group == 1 && all.contains(" && ") && !all.contains(" || ");
      if (!several) {
        add("if " + all, at, at + all.length(), "false");
        return;
      }
      for (String part : all.split(" && ")) {
        add("if … " + part, at, at + part.length(), ":");
        at += part.length() + " && ".length();
      }
    }

    private void add(String what, int from, int to, String instead) {
      String name = function + ": " + what;
      String one = name;
      for (int again = 2; !names.add(one); again++) {
        one = name + " #" + again;
      }
      String without = text.substring(0, from) + instead + text.substring(to);
      found.add(new HealTurn(one, from, to, without));
    }
  }

  /** Where lines begin that are not the shell's own: text in quotes, of awk or of bash. */
  private static Set<Integer> quoted(String text) {
    Set<Integer> lines = new HashSet<>();
    Deque<Character> open = new ArrayDeque<>();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      char in = open.isEmpty() ? ' ' : open.peek();
      if (c == '\n' && in == '\'') {
        lines.add(i + 1);
      }
      if (in == '\'' ? c == '\'' : in == '"' ? c == '"' : in == '(' && c == ')') {
        open.pop();
      } else if (in == '\'') {
        continue;
      } else if (c == '\\') {
        i++;
      } else if (c == '"' || text.startsWith("$(", i) && in == '"') {
        i += c == '"' ? 0 : 1;
        open.push(text.charAt(i));
      } else if (in != '"' && c == '\'') {
        open.push(c);
      } else if (in == '(' && c == '(') {
        open.push(c);
      } else if (in != '"' && c == '#' && (i == 0 || Character.isWhitespace(text.charAt(i - 1)))) {
        i = text.indexOf('\n', i) - 1;
      }
    }
    return lines;
  }

  @Override
  public String toString() {
    return name;
  }
}
