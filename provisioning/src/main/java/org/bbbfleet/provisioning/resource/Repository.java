package org.bbbfleet.provisioning.resource;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bbbfleet.core.shell.Quote;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.Question;
import org.bbbfleet.provisioning.facts.Questions;

/**
 * A repository of packages that is trusted for what its own key signs, and for nothing else. It
 * lands only when its lists could be fetched and were signed with that key, which also means that
 * packages can be installed from it at once; no other repository's lists are fetched.
 *
 * @param name our name for it
 * @param uri where it is
 * @param suite the suite, or a path that ends with a slash
 * @param components its components; none with a path
 * @param architectures only these; none: the host's
 * @param key its public key, ASCII-armoured
 * @param wanted whether it shall be there
 */
public record Repository(
    String name,
    String uri,
    String suite,
    List<String> components,
    List<String> architectures,
    String key,
    Wanted wanted)
    implements Resource {
  private static final Pattern URI =
      Pattern.compile("(https?://|file:/)[A-Za-z0-9][A-Za-z0-9._~:/@%+-]*");
  private static final Pattern WORD = Pattern.compile("(?!.*\\.\\.)[A-Za-z0-9.][A-Za-z0-9._/-]*");
  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN PGP PUBLIC KEY BLOCK-----\n[A-Za-z0-9+/=\n:. ()<>@-]+"
              + "-----END PGP PUBLIC KEY BLOCK-----\n");
  private static final String KEYS = "/etc/apt/keyrings/";

  public Repository {
    Names.own(name);
    requireNonNull(wanted, "wanted is null");
    components = List.copyOf(components);
    architectures = List.copyOf(architectures);
    if (wanted == Wanted.PRESENT) {
      Names.matching(URI, uri, "not a repository's URL (without a password): ");
      Names.matching(WORD, suite, "not a suite: ");
      components.forEach(c -> Names.matching(WORD, c, "not a component: "));
      architectures.forEach(a -> Names.matching(WORD, a, "not an architecture: "));
      if (uri.substring(uri.indexOf(':') + 3).contains("@")) {
        throw new IllegalArgumentException("a repository's URL can't hold a password");
      }
      if (suite.endsWith("/") != components.isEmpty()) {
        throw new IllegalArgumentException("a suite has components, a path has none: " + suite);
      }
      key = key.strip().replace("\r\n", "\n") + "\n";
      if (!KEY.matcher(key).matches()) {
        throw new IllegalArgumentException("not an ASCII-armoured public key");
      }
    }
  }

  /** A repository of which this key signs the lists. */
  static Repository of(String name, String uri, String suite, List<String> parts, String key) {
    return new Repository(name, uri, suite, parts, List.of(), key, Wanted.PRESENT);
  }

  /** No repository of ours of this name, nor its key. */
  static Repository none(String name) {
    return new Repository(name, "", "", List.of(), List.of(), "", Wanted.ABSENT);
  }

  /** The same, for these architectures only. */
  public Repository architectures(String... names) {
    return new Repository(name, uri, suite, components, List.of(names), key, wanted);
  }

  @Override
  public String kind() {
    return "repository";
  }

  private String stem() {
    return KEYS + "bbb-fleet-" + name;
  }

  // The key's name is its content: the one rename of the sources switches both.
  private HostFile keyring() {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return HostFile.of(stem() + "." + Hash.sha256(bytes).substring(0, 16) + ".asc", bytes);
  }

  private HostFile sources() {
    String path = "/etc/apt/sources.list.d/bbb-fleet-" + name + ".sources";
    if (wanted == Wanted.ABSENT) {
      return HostFile.none(path);
    }
    StringBuilder text = new StringBuilder("# Written by BBB Fleet.\nTypes: deb\n");
    text.append("URIs: ").append(uri).append("\nSuites: ").append(suite).append('\n');
    if (!components.isEmpty()) {
      text.append("Components: ").append(String.join(" ", components)).append('\n');
    }
    if (!architectures.isEmpty()) {
      text.append("Architectures: ").append(String.join(" ", architectures)).append('\n');
    }
    text.append("Signed-By: ").append(keyring().name()).append('\n');
    return HostFile.of(path, text.toString().getBytes(StandardCharsets.UTF_8))
        .acceptedBy("sh", "-c", ACCEPT, "-", "{}");
  }

  // apt goes by the name's end, and its lists stay: they are as good when the file has landed.
  private static final String ACCEPT =
      """
      d=$(mktemp -d) || exit
      trap 'rm -rf -- "$d"' EXIT
      chmod 0755 "$d" && cp -- "$1" "$d/new.sources" && chmod 0644 "$d/new.sources" || exit
      n=0
      until o=$(apt-get -q update -o "Dir::Etc::SourceList=$d/new.sources" \\
        -o Dir::Etc::SourceParts=- -o APT::Get::List-Cleanup=0 \\
        -o APT::Update::Error-Mode=any </dev/null 2>&1); do
        n=$((n + 1))
        case $o in *"Could not get lock"*) [ "$n" -lt 60 ] && sleep 2 && continue ;; esac
        [ "$n" -lt 3 ] && sleep 1 && continue
        printf '%s\\n' "$o"
        echo 'its lists can not be fetched, or are not signed with its key; nothing was changed'
        exit 1
      done
      """;

  @Override
  public void ask(Questions questions) {
    sources().ask(questions);
    questions.ask(new Keyrings(stem()));
    if (wanted == Wanted.PRESENT) {
      keyring().ask(questions);
    }
  }

  @Override
  public List<Change> changes(Facts facts) {
    TreeSet<String> old = new TreeSet<>(facts.answer(new Keyrings(stem())));
    List<Change> parts = new ArrayList<>();
    if (wanted == Wanted.PRESENT) {
      parts.addAll(keyring().changes(facts));
      old.remove(keyring().name());
    }
    List<Change> sources = sources().changes(facts);
    parts.addAll(sources);
    if (parts.isEmpty() && old.isEmpty()) {
      return List.of();
    }
    StringBuilder script = new StringBuilder();
    if (wanted == Wanted.PRESENT) {
      script.append("mkdir -p -m 0755 -- ").append(KEYS).append('\n');
    }
    parts.forEach(part -> script.append(part.script()));
    old.forEach(path -> script.append("rm -f -- ").append(Quote.sh(path)).append('\n'));
    boolean add = sources.stream().anyMatch(s -> s.sign() == Change.Sign.ADD);
    Change change =
        Change.of(
            wanted == Wanted.ABSENT
                ? Change.Sign.REMOVE
                : add ? Change.Sign.ADD : Change.Sign.MODIFY,
            this,
            wanted == Wanted.ABSENT ? "" : detail(add, parts, old),
            script.toString());
    return List.of(
        wanted == Wanted.PRESENT && !sources.isEmpty()
            ? change.withText(sources.get(0).text().orElseThrow())
            : change);
  }

  private String detail(boolean add, List<Change> parts, TreeSet<String> old) {
    if (add) {
      return uri + " " + suite;
    }
    List<String> differences = new ArrayList<>();
    for (Change part : parts) {
      differences.add(part.name().endsWith(".asc") ? "key" : "sources");
    }
    if (!old.isEmpty()) {
      differences.add("without the key before");
    }
    return differences.stream().distinct().collect(Collectors.joining(", "));
  }

  /** Keys of ours for this repository, by path. */
  private record Keyrings(String stem) implements Question<List<String>> {
    @Override
    public String script() {
      return "for f in " + stem + ".*.asc; do [ ! -f \"$f\" ] || echo \"$f\"; done";
    }

    @Override
    public List<String> read(Answer answer) {
      return answer.lines().stream()
          .filter(line -> line.matches(Pattern.quote(stem) + "\\.[0-9a-f]{16}\\.asc"))
          .toList();
    }
  }
}
