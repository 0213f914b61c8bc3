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
 * A symbolic link, switched in one step, or none. What is there and is no link is never replaced.
 *
 * @param name the link's path
 * @param target where it points, absolute or relative; empty: no link
 * @param whole what must accept the whole configuration first
 */
public record Link(
    String name, Optional<String> target, Optional<InPlace> whole, List<Handler> handlers)
    implements Resource {

  public Link {
    Paths.check(name);
    target.ifPresent(
        text -> {
          if (text.isEmpty() || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("not a link's target");
          }
        });
    handlers = List.copyOf(handlers);
  }

  /** No link of this name. */
  public Link absent() {
    return new Link(name, Optional.empty(), whole, handlers);
  }

  /** The same, made or removed only if a program accepts its whole configuration with it. */
  public Link acceptedInPlace(String program, String... arguments) {
    return new Link(name, target, Optional.of(new InPlace(program, List.of(arguments))), handlers);
  }

  /** The same with what happens after it changed. */
  public Link then(Handler... after) {
    List<Handler> all = new ArrayList<>(handlers);
    all.addAll(List.of(after));
    return new Link(name, target, whole, all);
  }

  @Override
  public String kind() {
    return "link";
  }

  @Override
  public void ask(Questions questions) {
    questions.file(name);
    questions.link(name);
  }

  @Override
  public List<Change> changes(Facts facts) {
    Optional<FileFact> there = facts.file(name);
    if (there.isPresent() && there.get().type() != FileFact.Type.LINK) {
      throw new FleetException(
          ErrorCategory.REMOTE,
          name
              + " is a "
              + there.get().type().word()
              + ", not a link. Move it away, then run again.");
    }
    Optional<String> before = facts.link(name);
    if (before.equals(target)) {
      return List.of();
    }
    if (target.isEmpty()) {
      return List.of(
          Change.of(Change.Sign.REMOVE, this, "→ " + shown(before.orElse("")), removal()));
    }
    return List.of(
        Change.of(
            before.isEmpty() ? Change.Sign.ADD : Change.Sign.MODIFY,
            this,
            before.map(old -> shown(old) + " → ").orElse("→ ") + target.get(),
            script(target.get())));
  }

  private static String shown(String target) {
    return target.replaceAll("\\p{Cntrl}", "?");
  }

  private String removal() {
    return "p="
        + Quote.sh(name)
        + "\n"
        + whole.map(w -> w.script("rm -f -- \"$w/${p##*/}\"")).orElse("")
        + "[ ! -h \"$p\" ] || rm -f -- \"$p\"\n";
  }

  // A directory of its own gives a name that nobody else has, without a race.
  private String script(String wanted) {
    return """
        p=%1$s
        mkdir -p -m 0755 -- "${p%%/*}/"
        rm -rf -- "${p%%/*}"/.fleet.??????
        %3$s
        d=$(mktemp -d "${p%%/*}/.fleet.XXXXXX")
        trap 'rm -rf -- "$d" ${w+"$w"}' EXIT
        ln -s -T -- %2$s "$d/l"
        if [ -e "$p" ] && [ ! -h "$p" ]; then
          echo "$p is no link"
          exit 1
        fi
        mv -f -T -- "$d/l" "$p"
        """
        .formatted(
            Quote.sh(name),
            Quote.sh(wanted),
            whole
                .map(w -> w.script("ln -s -f -T -- " + Quote.sh(wanted) + " \"$w/${p##*/}\""))
                .orElse(":"));
  }
}
