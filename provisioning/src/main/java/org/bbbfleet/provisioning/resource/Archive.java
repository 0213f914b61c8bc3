package org.bbbfleet.provisioning.resource;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.shell.Quote;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.FileFact;
import org.bbbfleet.provisioning.facts.Question;
import org.bbbfleet.provisioning.facts.Questions;

/**
 * An archive that is unpacked under its content hash, and a link that is switched to it in one
 * step. The one before stays, older ones go. What {@code tar} reads will do; a single directory at
 * the archive's top is left out. Nothing reaches out of the directory: names that would are
 * refused, and so are devices; nothing keeps another owner, a set-user-id bit or a mode that lets
 * others write. What is changed later inside of the directory is not looked at.
 *
 * @param link the link that always points to the one in use
 * @param sha256 the archive's hash, which is its name on the host
 * @param source where it comes from
 * @param directory where it is unpacked: {@code <directory>/<first digits of the hash>}
 * @param holds what it must have at its top, empty for anything
 * @param wanted whether it shall be there
 * @param handlers what happens after the switch
 */
public record Archive(
    String link,
    String sha256,
    Source source,
    String directory,
    Optional<String> holds,
    Wanted wanted,
    List<Handler> handlers)
    implements Resource {
  private static final int PREFIX = 16;
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern UNPACKED = Pattern.compile("[0-9a-f]{16}");
  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");
  private static final Pattern URL = Pattern.compile("https?://[!-~&&[^'\"\\\\<>`{}|^@]]{1,2000}");

  /** Where an archive comes from. */
  public sealed interface Source {
    /** A file on this machine, sent to the host. */
    record Pushed(Path file) implements Source {
      public Pushed {
        requireNonNull(file, "file is null");
      }
    }

    /** The host itself fetches it, with curl, wget or apt's own helper: every Debian has one. */
    record Fetched(URI uri) implements Source {
      public Fetched {
        if (!URL.matcher(uri.toString()).matches() || uri.getHost() == null) {
          throw new IllegalArgumentException("not a plain http(s) URL without a login: " + uri);
        }
      }
    }
  }

  public Archive {
    Paths.check(link);
    Paths.check(directory);
    if (!SHA256.matcher(sha256).matches()) {
      throw new IllegalArgumentException("not a SHA-256: " + Names.shown(sha256));
    }
    requireNonNull(source, "source is null");
    requireNonNull(wanted, "wanted is null");
    holds.ifPresent(
        name -> {
          if (!PLAIN_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a plain file name: " + Names.shown(name));
          }
        });
    handlers = List.copyOf(handlers);
  }

  static Archive of(String link, String sha256, Source source) {
    return new Archive(
        link, sha256, source, link + ".unpacked", Optional.empty(), Wanted.PRESENT, List.of());
  }

  /** The same, unpacked in this directory, which is nobody else's. */
  public Archive in(String newDirectory) {
    return new Archive(link, sha256, source, newDirectory, holds, wanted, handlers);
  }

  /** The same, refused unless this name is at its top. */
  public Archive holding(String name) {
    return new Archive(link, sha256, source, directory, Optional.of(name), wanted, handlers);
  }

  /** Its link and everything unpacked go. */
  public Archive absent() {
    return new Archive(link, sha256, source, directory, holds, Wanted.ABSENT, handlers);
  }

  /** The same with what happens after the switch. */
  public Archive then(Handler... after) {
    List<Handler> all = new ArrayList<>(handlers);
    all.addAll(Arrays.asList(after));
    return new Archive(link, sha256, source, directory, holds, wanted, all);
  }

  @Override
  public String kind() {
    return "archive";
  }

  @Override
  public String name() {
    return link;
  }

  String unpacked() {
    return directory + "/" + sha256.substring(0, PREFIX);
  }

  @Override
  public void ask(Questions questions) {
    questions.file(unpacked());
    questions.file(link);
    questions.link(link);
    if (wanted == Wanted.ABSENT) {
      questions.ask(new AllUnpacked(directory));
    }
  }

  @Override
  public List<Change> changes(Facts facts) {
    Optional<String> target = facts.link(link);
    boolean ours = target.filter(path -> path.startsWith(directory + "/")).isPresent();
    if (wanted == Wanted.ABSENT) {
      return ours || !facts.answer(new AllUnpacked(directory)).isEmpty()
          ? List.of(Change.of(Change.Sign.REMOVE, this, "", remove()))
          : List.of();
    }
    boolean there = facts.file(unpacked()).isPresent();
    if (there && target.equals(Optional.of(unpacked()))) {
      return List.of();
    }
    if (facts.file(link).filter(fact -> fact.type() != FileFact.Type.LINK).isPresent()) {
      throw new FleetException(
          ErrorCategory.REMOTE,
          link + " is there and is not a link. Move it away, then run again.");
    }
    Change.Sign sign = target.isEmpty() ? Change.Sign.ADD : Change.Sign.MODIFY;
    Change change = Change.of(sign, this, detail(), (there ? "" : unpack()) + use());
    return List.of(
        !there && source instanceof Source.Pushed pushed
            ? change.sending(new Change.Upload(pushed.file(), received()))
            : change);
  }

  private String detail() {
    String from =
        source instanceof Source.Pushed pushed
            ? String.valueOf(pushed.file().getFileName())
            : ((Source.Fetched) source).uri().getHost();
    return from + " " + sha256.substring(0, PREFIX);
  }

  private String received() {
    return directory + "/." + sha256 + ".archive";
  }

  private String fetch() {
    if (!(source instanceof Source.Fetched fetched)) {
      return "";
    }
    // Only what has the right hash is used, so that http will do as well.
    return """
        u=%1$s
        rm -f -- "$a"
        if command -v curl >/dev/null; then
          curl -f -s -S -L --proto =http,https --retry 2 --connect-timeout 20 --max-time 1200 -o "$a" "$u"
        elif command -v wget >/dev/null; then
          wget -q -T 20 -t 3 -O "$a" "$u"
        else
          helper() { timeout -k 2 1200 /usr/lib/apt/apt-helper "$@" download-file "$u" "$a" SHA256:%2$s; }
          helper >/dev/null 2>&1 || helper -o Acquire::http::Proxy::%3$s=DIRECT -o Acquire::https::Proxy::%3$s=DIRECT
        fi || { echo "$u could not be fetched"; exit 1; }
        """
        .formatted(Quote.sh(fetched.uri().toString()), sha256, fetched.uri().getHost());
  }

  // The directory has its final name only when it is complete, so that its name is proof enough.
  private String unpack() {
    return """
        d=%1$s
        a=%2$s
        umask 022
        mkdir -p -- "${d%%/*}"
        trap 'rm -rf -- "$d.new" "$d.in" "$a" "$a.FAILED"' EXIT
        %3$secho %4$s"  $a" | sha256sum -c --status - || { echo "the archive has not the hash %4$s"; exit 1; }
        if tar -t -P --quoting-style=escape -f "$a" | grep -q -E '^/|(^|/)\\.\\.(/|$)'; then
          echo "the archive has names that reach out of its directory"
          exit 1
        fi
        rm -rf -- "$d.new" "$d.in"
        mkdir -- "$d.new"
        tar -x -f "$a" -C "$d.new" --no-same-owner --no-same-permissions
        [ -z "$(find "$d.new" ! -type f ! -type d ! -type l -print -quit)" ] || {
          echo "the archive holds a device, a pipe or a socket"
          exit 1
        }
        %5$s
        chmod -R a-s,go-w -- "$d.new"
        sync -f -- "$d.new"
        rm -rf -- "$d"
        mv -T -- "$d.new" "$d"
        rm -f -- "$a"
        trap - EXIT
        """
        .formatted(Quote.sh(unpacked()), Quote.sh(received()), fetch(), sha256, top());
  }

  private String top() {
    String has = holds.map(name -> "[ -e \"$1\"/" + name + " ]").orElse("false");
    String must =
        holds
            .map(name -> has + " || { echo \"the archive has no " + name + "\"; exit 1; }")
            .orElse("");
    return """
        set -- "$d.new"
        %s || {
          set -- "$d.new"/* "$d.new"/.[!.]*
          [ -e "$1" ] || shift
          [ $# = 1 ] || [ -e "$2" ] || set -- "$1"
          if [ $# = 1 ] && [ -d "$1" ] && [ ! -h "$1" ]; then
            mv -T -- "$1" "$d.in" && rmdir -- "$d.new" && mv -T -- "$d.in" "$d.new"
          fi
          set -- "$d.new"
        }
        %s
        """
        .formatted(has, must)
        .stripTrailing();
  }

  private String use() {
    return """
        d=%1$s
        l=%2$s
        before=$(readlink -- "$l" || :)
        %4$s
        for old in %3$s/*; do
          case ${old##*/} in
            *[!0-9a-f]*) ;;
            ????????????????) [ "$old" = "$d" ] || [ "$old" = "$before" ] || rm -rf -- "$old" ;;
          esac
        done
        rm -rf -- %3$s/.*.archive %3$s/.*.FAILED %3$s/????????????????.new %3$s/????????????????.in
        """
        .formatted(Quote.sh(unpacked()), Quote.sh(link), Quote.sh(directory), Landing.SWITCH);
  }

  // The link goes first: nothing ever uses half an archive.
  private String remove() {
    return """
        l=%1$s
        b=%2$s
        case $(readlink -- "$l" || :) in
          "$b"/*) rm -f -- "$l" ;;
        esac
        for old in "$b"/*; do
          case ${old##*/} in
            *[!0-9a-f]*) ;;
            ????????????????) rm -rf -- "$old" ;;
          esac
        done
        rm -rf -- "$b"/.*.archive "$b"/.*.FAILED "$b"/????????????????.new "$b"/????????????????.in
        rmdir -- "$b" 2>/dev/null || :
        """
        .formatted(Quote.sh(link), Quote.sh(directory));
  }

  /** What is unpacked in a directory. */
  record AllUnpacked(String directory) implements Question<List<String>> {
    @Override
    public String script() {
      return "for d in " + Quote.sh(directory) + "/*; do echo \"${d##*/}\"; done | head -n 100";
    }

    @Override
    public List<String> read(Answer answer) {
      return answer.lines().stream().filter(line -> UNPACKED.matcher(line).matches()).toList();
    }
  }
}
