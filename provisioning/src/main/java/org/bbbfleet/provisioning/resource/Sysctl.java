package org.bbbfleet.provisioning.resource;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bbbfleet.core.shell.Quote;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.Question;
import org.bbbfleet.provisioning.facts.Questions;

/**
 * Parameters of the kernel: in force now and, from a file of theirs, after each boot. Only values
 * that the kernel has taken come into the file.
 *
 * @param name the set's name, of which the file's is made
 * @param values by key, {@code net.core.somaxconn}
 * @param wanted whether the file is there
 */
public record Sysctl(String name, Map<String, String> values, Wanted wanted) implements Resource {
  private static final Pattern KEY = Pattern.compile("[a-z0-9_]+([./][A-Za-z0-9_-]+)+");

  public Sysctl {
    Names.own(name);
    requireNonNull(wanted, "wanted is null");
    Map<String, String> normal = new TreeMap<>();
    values.forEach(
        (key, value) ->
            normal.put(
                Names.matching(KEY, key, "not a kernel parameter: "),
                Names.line(value).strip().replaceAll(" +", " ")));
    values = java.util.Collections.unmodifiableMap(normal);
  }

  /** The same set with one more parameter. */
  public Sysctl set(String key, String value) {
    Map<String, String> more = new TreeMap<>(values);
    more.put(key, value);
    return new Sysctl(name, more, wanted);
  }

  /** No such file; what the kernel uses stays until the next boot. */
  public Sysctl absent() {
    return new Sysctl(name, values, Wanted.ABSENT);
  }

  @Override
  public String kind() {
    return "sysctl";
  }

  private HostFile file() {
    String path = "/etc/sysctl.d/60-bbb-fleet-" + name + ".conf";
    String text =
        values.entrySet().stream()
            .map(entry -> entry.getKey() + " = " + entry.getValue() + "\n")
            .collect(Collectors.joining("", "# Written by BBB Fleet.\n", ""));
    return wanted == Wanted.ABSENT
        ? HostFile.none(path)
        : HostFile.of(path, text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void ask(Questions questions) {
    file().ask(questions);
    if (wanted == Wanted.PRESENT) {
      questions.ask(new Live(List.copyOf(values.keySet())));
    }
  }

  @Override
  public List<Change> changes(Facts facts) {
    List<Change> files = file().changes(facts);
    if (wanted == Wanted.ABSENT) {
      return files.stream().map(change -> change.under(this, "")).toList();
    }
    List<String> differences = new ArrayList<>();
    StringBuilder script = new StringBuilder(SET);
    Map<String, String> live = facts.answer(new Live(List.copyOf(values.keySet())));
    values.forEach(
        (key, value) -> {
          String now = live.getOrDefault(key, "");
          if (!now.equals(value)) {
            differences.add(key + " " + (now.isEmpty() ? "(none)" : now) + " → " + value);
            script.append("put %s %s\n".formatted(path(key), Quote.sh(value)));
          }
        });
    if (differences.isEmpty() && files.isEmpty()) {
      return List.of();
    }
    for (Change change : files) {
      if (differences.isEmpty()) {
        differences.add(change.sign() == Change.Sign.ADD ? "for the next boot" : change.detail());
      }
      script.append("done=\nmkdir -p -m 0755 -- /etc/sysctl.d\n").append(change.script());
    }
    Change change =
        Change.of(
            files.stream().anyMatch(f -> f.sign() == Change.Sign.ADD)
                ? Change.Sign.ADD
                : Change.Sign.MODIFY,
            this,
            String.join(", ", differences),
            script.append("done=\n").toString());
    return List.of(files.isEmpty() ? change : change.withText(files.get(0).text().orElseThrow()));
  }

  // A key with a slash is written with slashes throughout, since interfaces have dots: eth0.1.
  private static String path(String key) {
    return "/proc/sys/" + (key.indexOf('/') >= 0 ? key : key.replace('.', '/'));
  }

  // When the kernel refuses one of them, those before it go back.
  private static final String SET =
      """
      done=
      back() {
        while [ -n "$done" ]; do
          f=${done%%:*}
          done=${done#*:}
          o=${done%%;*}
          done=${done#*;}
          printf '%s\\n' "$o" >"$f" || :
        done
      }
      put() {
        [ -e "$1" ] || { echo "this kernel has no $1"; back; exit 1; }
        o=$(cat -- "$1")
        printf '%s\\n' "$2" >"$1" || { echo "the kernel refuses $2 for $1"; back; exit 1; }
        done="$1:$o;$done"
      }
      """;

  /**
   * What the kernel uses: all in one process, since sh reads bytes, which the kernel won't give.
   */
  private record Live(List<String> keys) implements Question<Map<String, String>> {
    @Override
    public String script() {
      return "grep -s '' -- /dev/null "
          + keys.stream().map(Sysctl::path).collect(Collectors.joining(" "))
          + " || :";
    }

    @Override
    public Map<String, String> read(Answer answer) {
      Map<String, String> live = new TreeMap<>();
      for (String key : keys) {
        String start = path(key) + ":";
        answer.lines().stream()
            .filter(line -> line.startsWith(start))
            .findFirst()
            .ifPresent(
                line ->
                    live.put(key, line.substring(start.length()).strip().replaceAll("\\s+", " ")));
      }
      return live;
    }
  }
}
