package org.bbbfleet.provisioning.resource;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.shell.Quote;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.Question;
import org.bbbfleet.provisioning.facts.Questions;

/**
 * Something that only a command can do, and how to tell that it is done already. After it ran it
 * must be done by the same measure, else it failed. The script travels on standard input, never as
 * an argument, so that it may hold a secret; what it prints is shown when it fails.
 *
 * @param name what plans call it
 * @param script POSIX sh, run under {@code set -e} without input
 * @param done how to tell that it is done
 * @param user who runs it; root when empty
 * @param limit the longest it may take
 * @param handlers what happens after it ran
 */
public record Command(
    String name,
    String script,
    Done done,
    Optional<String> user,
    Duration limit,
    List<Handler> handlers)
    implements Resource {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
  private static final Pattern USER = Pattern.compile("[a-z_][a-z0-9_-]{0,31}");
  private static final Duration USUAL = Duration.ofMinutes(10);
  private static final int CHECK_SECONDS = 5;

  /** How to tell that a command is done. */
  public sealed interface Done {
    /** When something is at this path. */
    record Creates(String path) implements Done {
      public Creates {
        Paths.check(path);
      }
    }

    /** When this script, which changes nothing and takes less than five seconds, succeeds. */
    record Unless(String script) implements Done {
      public Unless {
        checkScript(script);
      }
    }

    /** When just this script has succeeded on the host before: a changed one runs again. */
    record Marked() implements Done {}
  }

  /** A command of which it is not yet said how to tell that it is done. */
  public record Undecided(String name, String script) {

    /** It is done when something is at this path. */
    public Command creates(String path) {
      return command(new Done.Creates(path));
    }

    /** It is done when this script, which changes nothing and is quick, succeeds. */
    public Command unless(String check) {
      return command(new Done.Unless(check));
    }

    /** It is done when just this script has succeeded on the host before. */
    public Command onceForThisScript() {
      return command(new Done.Marked());
    }

    private Command command(Done done) {
      return new Command(name, script, done, Optional.empty(), USUAL, List.of());
    }
  }

  public Command {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not a name for a command: " + Names.shown(name));
    }
    checkScript(script);
    requireNonNull(done, "done is null");
    user.ifPresent(Command::checkUser);
    if (limit.compareTo(Duration.ofSeconds(1)) < 0 || limit.compareTo(Duration.ofMinutes(25)) > 0) {
      throw new IllegalArgumentException("a command may take 1 s to 25 min, not " + limit);
    }
    handlers = List.copyOf(handlers);
  }

  /** The same, run by a user. */
  public Command as(String newUser) {
    return new Command(name, script, done, Optional.of(newUser), limit, handlers);
  }

  /** The same, ended after this time. */
  public Command within(Duration longest) {
    return new Command(name, script, done, user, longest, handlers);
  }

  /** The same, with what happens after it ran. */
  public Command then(Handler... after) {
    List<Handler> all = new ArrayList<>(handlers);
    all.addAll(Arrays.asList(after));
    return new Command(name, script, done, user, limit, all);
  }

  private static void checkScript(String text) {
    if (text.isBlank() || text.indexOf('\0') >= 0 || text.length() > 256 * 1024) {
      throw new IllegalArgumentException("not a script: blank, over 256 KiB or with a NUL");
    }
  }

  private static void checkUser(String name) {
    if (!USER.matcher(name).matches()) {
      throw new IllegalArgumentException("not a user name: " + Names.shown(name));
    }
  }

  @Override
  public String kind() {
    return "command";
  }

  @Override
  public void ask(Questions questions) {
    if (done instanceof Done.Creates there) {
      questions.file(there.path());
    } else if (done instanceof Done.Unless check) {
      questions.ask(new Check(check.script(), user));
    } else {
      questions.ask(new Marks(name));
    }
  }

  @Override
  public List<Change> changes(Facts facts) {
    if (done instanceof Done.Creates there) {
      return facts.file(there.path()).isPresent() ? List.of() : run("makes " + there.path());
    }
    if (done instanceof Done.Unless check) {
      return switch (facts.answer(new Check(check.script(), user))) {
        case DONE -> List.of();
        case NOT_DONE -> run("");
        case NO_ANSWER ->
            throw new FleetException(
                ErrorCategory.REMOTE,
                "command %s: whether it is done could not be told in %d s"
                    .formatted(name, CHECK_SECONDS));
      };
    }
    List<String> marks = facts.answer(new Marks(name));
    return marks.contains(hash())
        ? List.of()
        : run(marks.isEmpty() ? "" : "changed since it last ran");
  }

  private List<Change> run(String detail) {
    String text =
        shell(script, user, limit.toSeconds(), "-e")
            + " || { s=$?; [ $s != 124 ] || echo 'ended after "
            + limit.toSeconds()
            + " s'; exit $s; }\n"
            + after();
    return List.of(Change.of(Change.Sign.RUN, this, detail, text));
  }

  private String after() {
    if (done instanceof Done.Creates there) {
      return """
          p=%s
          [ -e "$p" ] || [ -h "$p" ] || { echo "it ran, and $p is still not there"; exit 1; }
          """
          .formatted(Quote.sh(there.path()));
    }
    if (done instanceof Done.Unless check) {
      return shell(check.script(), user, CHECK_SECONDS, "")
          + " >/dev/null 2>&1 || { echo 'it ran, and its check still says that it is not done';"
          + " exit 1; }\n";
    }
    return """
        d=${FLEET_PENDING%%/*}/done
        mkdir -p -m 0700 -- "$d"
        : >"$d/.new"
        sync -- "$d/.new"
        rm -f -- "$d/%1$s@"*
        mv -f -T -- "$d/.new" "$d/%1$s@%2$s"
        """
        .formatted(name, hash());
  }

  // As another user it is another command: what root did is not what they would do.
  private String hash() {
    return Hash.sha256((user.orElse("") + "\n" + script).getBytes(StandardCharsets.UTF_8));
  }

  /** One simple pipeline that runs a script which is nobody's argument. */
  private static String shell(String script, Optional<String> user, long seconds, String options) {
    String as = user.map(name -> "runuser -u " + Quote.sh(name) + " -- ").orElse("");
    return "printf '%s' "
        + Quote.sh(script)
        + " | timeout -k 2 "
        + seconds
        + " "
        + as
        + "sh "
        + options
        + " -c 'cd /; fleet_script=$(cat); eval \"unset fleet_script; $fleet_script\" </dev/null'";
  }

  enum State {
    DONE,
    NOT_DONE,
    NO_ANSWER
  }

  /** Whether a check succeeds. */
  record Check(String text, Optional<String> user) implements Question<State> {
    @Override
    public String script() {
      return shell(text, user, CHECK_SECONDS, "") + " >/dev/null";
    }

    @Override
    public State read(Answer answer) {
      return switch (answer.status()) {
        case 0 -> State.DONE;
        case 124, 137 -> State.NO_ANSWER;
        default -> State.NOT_DONE;
      };
    }
  }

  /** The hashes of the scripts that succeeded under a name. */
  record Marks(String name) implements Question<List<String>> {
    @Override
    public String script() {
      return "for m in \"${FLEET_PENDING%/*}/done/" + name + "@\"*; do echo \"${m##*@}\"; done";
    }

    @Override
    public List<String> read(Answer answer) {
      return answer.lines().stream().filter(line -> line.matches("[0-9a-f]{64}")).toList();
    }
  }
}
