package org.bbbfleet.alerts.action;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bbbfleet.alerts.action.HealFragment.Request;

/**
 * The script that the healer's key is bound to on each host: one text, made of what the actions of
 * the catalogue bring, so that a host can do what the catalogue knows and nothing else.
 */
public final class HealScript {
  /** Where provisioning puts it, owned by root, mode 0755. */
  public static final String PATH = "/usr/local/sbin/fleet-heal";

  private static final int WIDTH = 36;

  private static final List<HealFragment> FRAGMENTS = fragments(Catalogue.load().all());
  private static final String TEXT = assemble(FRAGMENTS);

  private HealScript() {}

  /** Its text: POSIX sh. */
  public static String text() {
    return TEXT;
  }

  /**
   * Where a list of what may be touched stands on a host.
   *
   * @param name as {@link #lists} has it
   */
  public static String list(String name) {
    return "/etc/bbb-fleet/heal." + name;
  }

  /** The lists that the script obeys: for each name what stands in it. */
  public static Map<String, String> lists() {
    Map<String, String> lists = new TreeMap<>();
    FRAGMENTS.forEach(fragment -> lists.putAll(fragment.lists()));
    return lists;
  }

  /** What the script may be asked for: each request as it is written, and its effect. */
  public static Map<String, String> requests() {
    Map<String, String> requests = new TreeMap<>();
    for (HealFragment fragment : FRAGMENTS) {
      fragment.requests().forEach(request -> requests.put(request.usage(), request.meaning()));
    }
    return requests;
  }

  static List<HealFragment> fragments(Collection<Action> actions) {
    Set<String> names = new TreeSet<>();
    actions.forEach(action -> names.addAll(action.fragments()));
    return names.stream().map(HealFragment::named).toList();
  }

  static String assemble(List<HealFragment> fragments) {
    List<String> requests = new ArrayList<>();
    List<String> cases = new ArrayList<>();
    Map<String, String> lists = new TreeMap<>();
    Set<String> verbs = new HashSet<>();
    StringBuilder functions = new StringBuilder();
    for (HealFragment fragment : fragments) {
      functions.append(title(fragment.name())).append('\n').append(fragment.functions());
      functions.append('\n');
      lists.putAll(fragment.lists());
      for (Request request : fragment.requests()) {
        if (!verbs.add(request.verb())) {
          throw new IllegalArgumentException("two fragments answer " + request.verb());
        }
        requests.add(row("[dry-run] " + request.usage(), request.meaning()));
        cases.add(branch(request));
      }
    }
    List<String> meanings = new ArrayList<>();
    lists.forEach((name, meaning) -> meanings.add(row("heal." + name, meaning)));
    return HealFragment.resource("prelude")
            .replace("@requests@", String.join("\n", requests))
            .replace("@lists@", String.join("\n", meanings))
        + "\n"
        + functions
        + HealFragment.resource("dispatch").replace("@cases@", String.join("\n", cases));
  }

  private static String title(String name) {
    String title = "# --- " + name + " ";
    return title + "-".repeat(100 - title.length()) + "\n";
  }

  private static String row(String left, String meaning) {
    return "#   " + left + " ".repeat(Math.max(1, WIDTH - left.length())) + meaning;
  }

  private static String branch(Request request) {
    StringBuilder call = new StringBuilder(request.function());
    for (int i = 1; i <= request.words().size(); i++) {
      call.append(" \"$").append(i).append('"');
    }
    return "  %s/%d) %s ;;".formatted(request.verb(), request.words().size(), call);
  }
}
