package org.bbbfleet.provisioning.resource;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bbbfleet.core.shell.Quote;
import org.bbbfleet.provisioning.facts.Question;

/**
 * What is at a mount point, from the kernel's table and from fstab; nothing that is mounted is
 * touched, so that a dead file server can't hold us up.
 *
 * @param lines of fstab that are for the path, their blanks made single
 * @param mounted what is mounted there, uppermost
 * @param same whether the path is the very directory that was to be bound there
 */
record MountFact(List<String> lines, Optional<Mounted> mounted, boolean same) {
  /**
   * Something that is mounted.
   *
   * @param options those of the mount, and those of the file system
   */
  record Mounted(String type, String source, Set<String> options) {}

  /**
   * Asks for a path.
   *
   * @param bound the directory that is to be bound there; empty for none
   */
  record At(String path, String bound) implements Question<MountFact> {
    @Override
    public String script() {
      String same =
          bound.isEmpty()
              ? ""
              : "[ \"$(timeout 5 stat -L -c %%d:%%i -- %s)\" != \"$(timeout 5 stat -L -c %%d:%%i -- %s)\" ] || echo same\n"
                  .formatted(Quote.sh(bound), Quote.sh(path));
      return """
          set -f
          while read -r s p r; do
            case $s in '#'*) continue ;; esac
            [ "$p" != %1$s ] || echo fstab $s $p $r
          done </etc/fstab
          while read -r i j d r p o x; do
            [ "$p" != %1$s ] || echo mounted $o $x
          done </proc/self/mountinfo
          %2$s
          """
          .formatted(Quote.sh(path), same);
    }

    // mounted rw,nosuid shared:1 - tmpfs tmpfs rw,size=4k   (optional fields before the hyphen)
    @Override
    public MountFact read(Answer answer) {
      List<String> lines = new ArrayList<>();
      Optional<Mounted> mounted = Optional.empty();
      boolean same = false;
      for (String line : answer.lines()) {
        if (line.startsWith("fstab ")) {
          lines.add(line.substring(6));
        } else if (line.startsWith("mounted ")) {
          List<String> word = List.of(line.split(" "));
          int hyphen = word.indexOf("-");
          List<String> options = new ArrayList<>(List.of(word.get(1).split(",")));
          mounted =
              Optional.of(
                  new Mounted(word.get(hyphen + 1), word.get(hyphen + 2), Set.copyOf(options)));
        } else if (line.equals("same")) {
          same = true;
        }
      }
      return new MountFact(List.copyOf(lines), mounted, same);
    }
  }
}
