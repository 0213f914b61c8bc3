package org.bbbfleet.core.shell;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * The command line around a script or an upload. coreutils' {@code timeout} makes it a process
 * group of its own and ends that group at the deadline, even when nobody is connected any more. The
 * group's number comes first on both outputs, so that we can end it too, and so that what the
 * login's own start-up files print is told from what the script prints.
 *
 * <p>Whatever shell the login has must take the line: only plain words and one word in single
 * quotes, without a line break, a single quote, {@code !} or a backslash in it.
 */
final class Wrapper {
  /** How long after TERM the group gets KILL. */
  private static final int KILL_AFTER_SECONDS = 2;

  /** How much longer than the script's own limit we wait for the host to tell that it ended it. */
  static final Duration GRACE = Duration.ofSeconds(KILL_AFTER_SECONDS + 4);

  private final String word = UUID.randomUUID().toString();
  private final String limit;
  private final Optional<Become> become;

  Wrapper(Duration timeout, Optional<Become> become) {
    limit = String.format(Locale.ROOT, "%.3f", Math.max(100, timeout.toMillis()) / 1000.0);
    this.become = become;
  }

  /** What begins the line on both outputs; the group's number follows. */
  String marker() {
    return "fleet-group-" + word + " ";
  }

  /** What sudo prints when it wants a password. */
  String prompt() {
    return "fleet-become-" + word + ":";
  }

  Optional<Become> become() {
    return become;
  }

  /** Runs the script that comes on standard input, after having read all of it. */
  String script() {
    return line("fleet_script=$(cat); eval \"unset fleet_script; $fleet_script\"");
  }

  /** Takes the bytes on standard input as a file: size checked, mode set, then renamed. */
  String upload(String path, String mode, long size) {
    String program =
        String.join(
            "; ",
            "path=$1",
            "mode=$2",
            "size=$3",
            "new=$1.tmp.$4",
            "clean() { rm -f -- \"$new\"; }",
            "trap clean EXIT",
            "trap \"exit 1\" TERM HUP INT PIPE",
            "umask 077",
            "set -C",
            "if [ -d \"$path\" ]; then cat >/dev/null; echo \"is a directory\" >&2; exit 1; fi",
            "cat >\"$new\" || exit 1",
            "got=$(wc -c <\"$new\") || exit 1",
            "[ \"$got\" -eq \"$size\" ] || { echo \"got $got of $size bytes\" >&2; exit 1; }",
            "chmod \"$mode\" \"$new\" && sync -- \"$new\" && mv -f -- \"$new\" \"$path\"");
    String random = UUID.randomUUID().toString().substring(0, 8);
    return line(program)
        + " fleet-upload "
        + Quote.sh(path)
        + " "
        + Quote.sh(mode)
        + " "
        + size
        + " "
        + random;
  }

  private String line(String program) {
    String group = "echo; echo " + marker() + "$PPID; ";
    String all = "{ " + group + "} >&2; " + group + program;
    return become.map(b -> b.words(prompt())).orElse("")
        + "timeout -k "
        + KILL_AFTER_SECONDS
        + " "
        + limit
        + " /bin/sh -c "
        + Quote.sh(all);
  }

  /** Whether {@code timeout} says that it ended the group. */
  static boolean ended(int exitStatus, Duration took, Duration timeout) {
    return (exitStatus == 124 || exitStatus == 137) && took.compareTo(timeout) >= 0;
  }
}
