package org.bbbfleet.core.inventory;

import com.hubspot.jinjava.interpret.UnknownTokenException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.bbbfleet.core.config.Suggestion;
import org.bbbfleet.core.error.Problem;

/**
 * Renders the variables of all hosts. A variable is rendered when it is first asked for, so that
 * values may refer to others in any order, also of other hosts.
 */
final class Renderer {
  private static final int DEEPEST = 50;

  /** Digits: numbers that are not longer are found in everything. */
  private static final int PORT = 5;

  /** A variable that could not be rendered. */
  private enum Missing {
    /** A problem says why. */
    BROKEN,
    /** It needs what is only known from the host; a warning says so. */
    LEFT_OUT
  }

  private record Key(String host, String variable) {}

  private final Map<String, Map<String, Value>> raw;
  private final Map<String, Object> shared;
  private final Map<String, Map<String, Object>> magic;
  private final List<Problem> problems;
  private Templates templates;
  private final Map<Key, Object> rendered = new HashMap<>();
  private final List<Key> inProgress = new ArrayList<>();
  private final Map<Problem, Set<String>> found = new LinkedHashMap<>();
  private final Map<String, Set<String>> hidden = new HashMap<>();
  private final Set<String> hiddenTexts = new HashSet<>();
  private Missing worst;

  /** Whether what is being rendered has read something hidden. */
  private boolean tainted;

  /**
   * A renderer.
   *
   * @param raw the variables of each host, combined
   * @param groups the hosts of each group
   * @param magic what each host's templates know besides
   */
  Renderer(
      Map<String, Map<String, Value>> raw,
      Map<String, List<String>> groups,
      Map<String, Map<String, Object>> magic,
      List<Problem> problems) {
    this.raw = raw;
    this.magic = magic;
    this.problems = problems;
    Map<String, Object> hostvars = new LinkedHashMap<>();
    raw.keySet().forEach(host -> hostvars.put(host, new LazyVariables(this, host)));
    this.shared = Map.of("groups", groups, "hostvars", hostvars);
  }

  /** All variables of a host. */
  Map<String, Object> variables(String host) {
    Map<String, Object> values = new TreeMap<>();
    for (String name : raw.get(host).keySet()) {
      Object value = resolve(host, name);
      if (!(value instanceof Missing)) {
        values.put(name, value);
      }
    }
    return values;
  }

  /** Reports what was found; a problem of some hosts only names them. */
  void report() {
    found.forEach(
        (problem, hosts) -> {
          String which = "";
          if (hosts.size() < raw.size()) {
            List<String> first = hosts.stream().limit(2).toList();
            int more = hosts.size() - first.size();
            which =
                " (on " + String.join(", ", first) + (more > 0 ? " and " + more + " more)" : ")");
          }
          problems.add(new Problem(problem.where(), problem.message() + which, problem.severity()));
        });
  }

  /** What of all that has been rendered so far must not be shown. */
  Hidden hidden() {
    return new Hidden(hidden, hiddenTexts);
  }

  boolean isHidden(String host, String variable) {
    return hidden.getOrDefault(host, Set.of()).contains(variable);
  }

  Set<String> names(String host) {
    return raw.get(host).keySet();
  }

  /** What a template sees under a name; null when there is nothing. */
  Object lookUp(String host, String name) {
    if (raw.get(host).containsKey(name)) {
      Object value = resolve(host, name);
      tainted |= isHidden(host, name);
      if (value instanceof Missing missing) {
        worst = worst == Missing.BROKEN ? worst : missing;
        return null;
      }
      // The engine can't tell null from undefined. Like null, the empty text is false.
      return value == null ? "" : value;
    }
    Object known = magic.get(host).get(name);
    return known != null ? known : shared.get(name);
  }

  private Object resolve(String host, String name) {
    Key key = new Key(host, name);
    if (rendered.containsKey(key)) {
      return rendered.get(key);
    }
    Value value = raw.get(host).get(name);
    if (inProgress.contains(key) || inProgress.size() > DEEPEST) {
      List<String> path = new ArrayList<>();
      inProgress
          .subList(Math.max(0, inProgress.indexOf(key)), inProgress.size())
          .forEach(k -> path.add(k.variable()));
      path.add(name);
      find(
          host,
          Problem.error(
              value.where(), name + " refers to itself: " + String.join(" > ", path) + "."));
      return Missing.BROKEN;
    }
    inProgress.add(key);
    Missing outer = worst;
    boolean outerTainted = tainted;
    worst = null;
    tainted = value.hidden();
    Object result;
    try {
      result = render(host, name, value, value.raw());
      if (worst == Missing.BROKEN) {
        result = worst;
      }
      if (tainted) {
        hidden.computeIfAbsent(host, h -> new HashSet<>()).add(name);
      }
    } finally {
      tainted = outerTainted;
      inProgress.remove(inProgress.size() - 1);
      worst = outer;
    }
    rendered.put(key, result);
    return result;
  }

  private Object render(String host, String name, Value value, Object part) {
    if (part instanceof Value.Unsafe unsafe) {
      return noted(unsafe.text(), value.secret());
    }
    if (part instanceof Value.Vaulted secret) {
      return noted(secret.text(), true);
    }
    if (part instanceof String text && Templates.isTemplate(text)) {
      boolean before = tainted;
      tainted = value.secret();
      Object result = evaluate(host, name, value, text);
      boolean read = tainted;
      tainted |= before;
      // A word that stands in the template itself is no secret: {{ 'on' if password else 'off' }}.
      boolean open = !value.secret() && text.contains(String.valueOf(result));
      return noted(result, read && !open);
    }
    if (part instanceof List<?> list) {
      List<Object> items = new ArrayList<>();
      for (Object item : list) {
        Object one = render(host, name, value, item);
        if (one instanceof Missing) {
          return one;
        }
        items.add(one);
      }
      return items;
    }
    if (part instanceof Map<?, ?> map) {
      Map<String, Object> entries = new LinkedHashMap<>();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        Object one = render(host, name, value, entry.getValue());
        if (one instanceof Missing) {
          return one;
        }
        entries.put(String.valueOf(entry.getKey()), one);
      }
      return entries;
    }
    return noted(part instanceof Value.Time time ? time.text() : part, value.secret());
  }

  private Object noted(Object result, boolean secret) {
    if (secret && result instanceof Iterable<?> items) {
      items.forEach(item -> noted(item, true));
    } else if (secret && result instanceof Map<?, ?> map) {
      noted(map.values(), true);
    } else if (secret && result instanceof String text) {
      hiddenTexts.add(text);
    } else if (secret && result instanceof Number number && number.toString().length() > PORT) {
      hiddenTexts.add(number.toString());
    }
    return result;
  }

  // Many inventories hold no template, and to set the engine up takes a while.
  private Templates templates() {
    if (templates == null) {
      templates = new Templates();
    }
    return templates;
  }

  private Object evaluate(String host, String name, Value value, String text) {
    try {
      return templates().evaluate(text, n -> lookUp(host, n));
    } catch (UnknownTokenException e) {
      if (worst == Missing.BROKEN) {
        return worst;
      }
      String token = e.getToken();
      String shown = value.secret() ? Hidden.SHOWN : token;
      boolean fact = token.startsWith("ansible_") || worst == Missing.LEFT_OUT;
      String filter = templates().unknownFilter(token);
      if (filter != null) {
        find(
            host,
            Problem.error(
                value.where(),
                name
                    + " uses the filter "
                    + (value.secret() ? Hidden.SHOWN : filter)
                    + ", which does not exist."));
        return Missing.BROKEN;
      }
      if (fact) {
        find(
            host,
            Problem.warning(
                value.where(),
                name
                    + " uses {{ "
                    + shown
                    + " }}, which is not known before the host is contacted: left out."));
        return Missing.LEFT_OUT;
      }
      Set<String> known = new LinkedHashSet<>(raw.get(host).keySet());
      known.remove(name);
      find(
          host,
          Problem.error(
              value.where(),
              name
                  + " uses {{ "
                  + shown
                  + " }}, which nothing defines."
                  + (value.secret() ? "" : Suggestion.sentence(token, known))));
      return Missing.BROKEN;
    } catch (Templates.Wrong e) {
      String why = tainted ? "what it reads is encrypted, so why is not shown" : e.getMessage();
      find(host, Problem.error(value.where(), name + " is not a valid template: " + why + "."));
      return Missing.BROKEN;
    }
  }

  private void find(String host, Problem problem) {
    found.computeIfAbsent(problem, p -> new LinkedHashSet<>()).add(host);
  }
}
