package org.bbbfleet.provisioning.resource;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.shell.Quote;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.FileFact;
import org.bbbfleet.provisioning.facts.Questions;

/**
 * A directory with its owner, group and mode, or none. Its contents are only looked at where the
 * role says which entries it may hold.
 *
 * @param name the path
 * @param owner user name
 * @param group group name
 * @param mode four octal digits
 * @param presence whether it shall be there
 * @param only the names that it may hold; empty optional: any
 */
public record Directory(
    String name,
    String owner,
    String group,
    String mode,
    Presence presence,
    Optional<List<String>> only,
    List<Handler> handlers)
    implements Resource {
  private static final int SHOWN = 5;

  /** Whether a directory shall be there. */
  public enum Presence {
    PRESENT,
    /** Gone; one that holds anything is left alone, and the run fails. */
    ABSENT_IF_EMPTY,
    /** Gone with all that it holds on its file system. */
    ABSENT_WITH_CONTENTS
  }

  public Directory {
    Paths.check(name);
    Paths.checkMode(mode);
    Names.account(owner);
    Names.account(group);
    requireNonNull(presence, "presence is null");
    only = only.map(names -> names.stream().map(Names::file).sorted().distinct().toList());
    handlers = List.copyOf(handlers);
  }

  /** A directory of root's that everybody may enter. */
  static Directory of(String path) {
    return new Directory(
        path, "root", "root", "0755", Presence.PRESENT, Optional.empty(), List.of());
  }

  /** The same directory with another owner. */
  public Directory owner(String user) {
    return new Directory(name, user, group, mode, presence, only, handlers);
  }

  /** The same directory with another group. */
  public Directory group(String newGroup) {
    return new Directory(name, owner, newGroup, mode, presence, only, handlers);
  }

  /** The same directory with another mode, four octal digits. */
  public Directory mode(String octal) {
    return new Directory(name, owner, group, octal, presence, only, handlers);
  }

  /** The same directory without any entry but these: for a {@code .d} directory that is ours. */
  public Directory holdingOnly(List<String> names) {
    return new Directory(name, owner, group, mode, presence, Optional.of(names), handlers);
  }

  /** The same with what happens after it changed. */
  public Directory then(Handler... after) {
    List<Handler> all = new ArrayList<>(handlers);
    all.addAll(List.of(after));
    return new Directory(name, owner, group, mode, presence, only, all);
  }

  /** No such directory. One that holds anything is not removed: the run fails and says so. */
  public Directory absent() {
    return new Directory(name, owner, group, mode, Presence.ABSENT_IF_EMPTY, only, handlers);
  }

  /** No such directory, whatever it holds. What is mounted in it is left alone. */
  public Directory absentWithContents() {
    return new Directory(name, owner, group, mode, Presence.ABSENT_WITH_CONTENTS, only, handlers);
  }

  @Override
  public String kind() {
    return "directory";
  }

  @Override
  public void ask(Questions questions) {
    questions.file(name);
    if (only.isPresent()) {
      questions.ask(new Entries(name));
    }
  }

  @Override
  public List<Change> changes(Facts facts) {
    Optional<FileFact> there = facts.file(name);
    if (there.isPresent() && there.get().type() != FileFact.Type.DIRECTORY) {
      throw new FleetException(
          ErrorCategory.REMOTE,
          name + " is there and is not a directory. Move it away, then run again.");
    }
    if (presence != Presence.PRESENT) {
      return there.isEmpty() ? List.of() : List.of(removal());
    }
    if (there.isEmpty()) {
      return List.of(Change.of(Change.Sign.ADD, this, "", script()));
    }
    List<String> differences = new ArrayList<>(there.get().access(owner, group, mode));
    String script = differences.isEmpty() ? "" : script();
    if (only.isPresent()) {
      TreeSet<String> others = new TreeSet<>(facts.answer(new Entries(name)));
      only.get().forEach(others::remove);
      if (!others.isEmpty()) {
        differences.add("without " + shown(List.copyOf(others)));
        script += purge(List.copyOf(others));
      }
    }
    return differences.isEmpty()
        ? List.of()
        : List.of(Change.of(Change.Sign.MODIFY, this, String.join(", ", differences), script));
  }

  private Change removal() {
    boolean all = presence == Presence.ABSENT_WITH_CONTENTS;
    return Change.of(
        Change.Sign.REMOVE,
        this,
        all ? "with all that it holds" : "",
        (all ? "rm -rf --one-file-system -- " : "rmdir -- ") + Quote.sh(name) + "\n");
  }

  // What came since the plan was made is not in it, and stays until the next one.
  private String purge(List<String> others) {
    StringBuilder script = new StringBuilder("rm -rf --one-file-system --");
    others.forEach(other -> script.append(' ').append(Quote.sh(name + "/" + other)));
    return script.append('\n').toString();
  }

  private static String shown(List<String> names) {
    String list =
        String.join(
            ", ", names.stream().limit(SHOWN).map(n -> n.replaceAll("\\p{Cntrl}", "?")).toList());
    return names.size() <= SHOWN ? list : list + " and " + (names.size() - SHOWN) + " more";
  }

  // Made with its final mode and owner beside the place, so that nobody sees it half made.
  private String script() {
    return """
        p=%s
        if [ ! -d "$p" ]; then
          mkdir -p -m 0755 -- "$(dirname -- "$p")"
          t=$(mktemp -d "$(dirname -- "$p")/.fleet.XXXXXX")
          trap 'rmdir -- "$t" 2>/dev/null || :' EXIT
          chown -- %s "$t"
          chmod -- %s "$t"
          mv -T -- "$t" "$p"
        else
          chown -- %s "$p"
          chmod -- %s "$p"
        fi
        """
        .formatted(
            Quote.sh(name),
            Quote.sh(owner + ":" + group),
            mode,
            Quote.sh(owner + ":" + group),
            mode);
  }
}
