package org.bbbfleet.provisioning.resource;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.shell.Quote;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.FileFact;
import org.bbbfleet.provisioning.facts.Questions;

/**
 * A directory with its owner, group and mode; its contents are not looked at.
 *
 * @param name the path
 * @param owner user name
 * @param group group name
 * @param mode four octal digits
 */
public record Directory(String name, String owner, String group, String mode) implements Resource {

  public Directory {
    Paths.check(name);
    Paths.checkMode(mode);
  }

  /** The same directory with another owner. */
  public Directory owner(String user) {
    return new Directory(name, user, group, mode);
  }

  /** The same directory with another group. */
  public Directory group(String newGroup) {
    return new Directory(name, owner, newGroup, mode);
  }

  /** The same directory with another mode, four octal digits. */
  public Directory mode(String octal) {
    return new Directory(name, owner, group, octal);
  }

  @Override
  public String kind() {
    return "directory";
  }

  @Override
  public void ask(Questions questions) {
    questions.file(name);
  }

  @Override
  public List<Change> changes(Facts facts) {
    Optional<FileFact> there = facts.file(name);
    if (there.isEmpty()) {
      return List.of(Change.of(Change.Sign.ADD, this, "", script()));
    }
    if (there.get().type() != FileFact.Type.DIRECTORY) {
      throw new FleetException(
          ErrorCategory.REMOTE,
          name + " is there and is not a directory. Move it away, then run again.");
    }
    List<String> differences = new ArrayList<>(there.get().access(owner, group, mode));
    return differences.isEmpty()
        ? List.of()
        : List.of(Change.of(Change.Sign.MODIFY, this, String.join(", ", differences), script()));
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
