package org.bbbfleet.provisioning.resource;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bbbfleet.core.shell.Quote;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.Question;
import org.bbbfleet.provisioning.facts.Questions;

/**
 * A key by which somebody may log in as a user: for whatever they want, or for one command. Other
 * lines with the same key go, and so do those of other keys for the same command, which are ours of
 * earlier keys; all other lines of the file are left alone.
 *
 * <p>The file is changed with the user's own rights: nothing that the user puts in its place can
 * make root write elsewhere.
 *
 * @param user who may be logged in as
 * @param key the public key: algorithm and base64
 * @param command the forced command, an absolute path, if it may only run one
 * @param wanted whether it may
 */
public record AuthorizedKey(String user, String key, Optional<String> command, Wanted wanted)
    implements Resource {
  private static final Pattern KEY =
      Pattern.compile(
          "(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)|sk-[a-z0-9-]+@openssh\\.com)"
              + " [A-Za-z0-9+/]{40,8000}={0,3}");
  private static final Pattern COMMAND = Pattern.compile("/[A-Za-z0-9/._-]+");
  private static final int SHOWN = 12;

  public AuthorizedKey {
    Names.account(user);
    Names.matching(KEY, key, "not a public key, algorithm and base64: ");
    command.ifPresent(path -> Names.matching(COMMAND, path, "not a plain path: "));
    requireNonNull(wanted, "wanted is null");
  }

  /** A key for whatever its owner wants; a comment after the key is left out. */
  static AuthorizedKey of(String user, String line) {
    String[] word = line.strip().split(" +");
    return new AuthorizedKey(
        user, word.length < 2 ? line : word[0] + " " + word[1], Optional.empty(), Wanted.PRESENT);
  }

  /** The same key, which may only run this command, an absolute path without arguments. */
  public AuthorizedKey forOnly(String path) {
    return new AuthorizedKey(user, key, Optional.of(path), wanted);
  }

  /** No such key, and none for its command. */
  public AuthorizedKey absent() {
    return new AuthorizedKey(user, key, command, Wanted.ABSENT);
  }

  @Override
  public String kind() {
    return "authorized key";
  }

  @Override
  public String name() {
    return user
        + ": "
        + command.orElseGet(
            () -> key.substring(0, key.indexOf(' ')) + " …" + key.substring(key.length() - SHOWN));
  }

  private String line() {
    return command.map(path -> "restrict," + forced(path) + " ").orElse("") + key + " bbb-fleet";
  }

  private static String forced(String path) {
    return "command=\"" + path + "\"";
  }

  private String base64() {
    return key.substring(key.indexOf(' ') + 1);
  }

  /** Text that only lines hold which we may replace. */
  private List<String> marks() {
    List<String> marks = new ArrayList<>(List.of(base64()));
    command.ifPresent(path -> marks.add(forced(path)));
    return marks;
  }

  private Look look() {
    return new Look(user, line(), marks());
  }

  @Override
  public void ask(Questions questions) {
    questions.ask(look());
  }

  @Override
  public List<Change> changes(Facts facts) {
    Found there = facts.answer(look());
    if (wanted == Wanted.ABSENT) {
      return there.marked() == 0
          ? List.of()
          : List.of(Change.of(Change.Sign.REMOVE, this, "", script("")));
    }
    if (there.exact() == 1 && there.marked() == 1 && there.trusted()) {
      return List.of();
    }
    int others = there.marked() - there.exact();
    List<String> differences = new ArrayList<>();
    if (others > 0) {
      differences.add("replaces " + others + " of an earlier key");
    }
    if (there.exact() > 1) {
      differences.add("is there " + there.exact() + " times");
    }
    if (!there.trusted()) {
      differences.add("others may write the file");
    }
    return List.of(
        Change.of(
            there.marked() == 0 ? Change.Sign.ADD : Change.Sign.MODIFY,
            this,
            String.join(", ", differences),
            script(line())));
  }

  private String script(String wanted) {
    return """
        a=$(getent passwd %1$s) || { echo "there is no user %1$s"; exit 1; }
        h=${a%%:*}
        h=${h##*:}
        [ -d "$h" ] || { echo "%1$s has no home: $h"; exit 1; }
        a=${a#*:*:}
        u=${a%%%%:*}
        a=${a#*:}
        setpriv --reuid "$u" --regid "${a%%%%:*}" --init-groups -- sh -euc '
          umask 077
          cd -- "$1"
          [ -d .ssh ] || mkdir -m 0700 .ssh
          case $(stat -c %%A .ssh) in ?????w???? | ????????w?) chmod go-w .ssh ;; esac
          p=$(readlink -f .ssh/authorized_keys)
        %5$s
          if [ -e "$p" ]; then
            grep -a -v -F -e "$2" -e "$3" -- "$p" >"$t" || [ $? = 1 ]
          fi
          [ -z "$4" ] || printf "%%s\\n" "$4" >>"$t"
        %6$s
        ' - "$h" %2$s %3$s %4$s
        """
        .formatted(
            user,
            Quote.sh(marks().get(0)),
            Quote.sh(marks().get(marks().size() - 1)),
            wanted.isEmpty() ? "''" : Quote.sh(wanted),
            Landing.BESIDE,
            Landing.LAND);
  }

  /**
   * What the file holds of a key.
   *
   * @param exact lines that are as wanted
   * @param marked lines that have the key or its command
   * @param trusted whether nobody else may write the file, without which sshd does not read it
   */
  private record Found(int exact, int marked, boolean trusted) {}

  /** Looks into the file of a user who may not be there yet. */
  private record Look(String user, String line, List<String> marks) implements Question<Found> {
    @Override
    public String script() {
      String all = String.join(" -e ", marks.stream().map(Quote::sh).toList());
      return """
          a=$(getent passwd %1$s) || exit 0
          h=${a%%:*}
          f=${h##*:}/.ssh/authorized_keys
          [ -f "$f" ] && [ -r "$f" ] || exit 0
          timeout 5 grep -a -c -x -F -e %2$s -- "$f"
          timeout 5 grep -a -c -F -e %3$s -- "$f"
          timeout 5 stat -L -c %%a -- "$f" "${f%%/*}"
          """
          .formatted(user, Quote.sh(line), all);
    }

    @Override
    public Found read(Answer answer) {
      List<String> lines = answer.lines();
      if (lines.isEmpty()) {
        return new Found(0, 0, true);
      }
      boolean trusted =
          lines.subList(2, 4).stream().allMatch(mode -> (Integer.parseInt(mode, 8) & 0022) == 0);
      return new Found(Integer.parseInt(lines.get(0)), Integer.parseInt(lines.get(1)), trusted);
    }
  }
}
