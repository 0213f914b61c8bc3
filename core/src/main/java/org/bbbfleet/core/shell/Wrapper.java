package org.bbbfleet.core.shell;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The command line around a script or an upload. coreutils' {@code timeout} makes it a process
 * group of its own and ends that group at the deadline, even when nobody is connected any more. The
 * group's number comes first on standard error, so that we can end it too.
 */
final class Wrapper {
  /** How long after TERM the group gets KILL. */
  private static final int KILL_AFTER_SECONDS = 2;

  /** How much longer than the script's own limit we wait for the host to tell that it ended it. */
  static final Duration GRACE = Duration.ofSeconds(KILL_AFTER_SECONDS + 4);

  private final String marker = "fleet-group-" + UUID.randomUUID() + " ";
  private final Pattern markerLine = Pattern.compile(marker + "(\\d+)\n");
  private final String limit;

  Wrapper(Duration timeout) {
    limit = String.format(Locale.ROOT, "%.3f", Math.max(100, timeout.toMillis()) / 1000.0);
  }

  /** Runs the script that comes on standard input, after having read all of it. */
  String script() {
    return line("fleet_script=$(cat); eval \"unset fleet_script; $fleet_script\"");
  }

  /** Takes the bytes on standard input as a file: size checked, mode set, then renamed. */
  String upload(String path, String mode, long size) {
    String program =
        """
        path=$1 mode=$2 size=$3 new=$1.tmp.$4
        trap 'rm -f -- "$new"' EXIT
        trap 'exit 1' TERM HUP INT PIPE
        umask 077
        set -C
        if [ -d "$path" ]; then cat >/dev/null; echo "is a directory" >&2; exit 1; fi
        cat >"$new" || exit 1
        got=$(wc -c <"$new") || exit 1
        [ "$got" -eq "$size" ] || { echo "got $got of $size bytes" >&2; exit 1; }
        chmod "$mode" "$new" && mv -f -- "$new" "$path"
        """;
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
    String all = "printf '" + marker + "%s\\n' \"$PPID\" >&2; " + program;
    return "timeout -k " + KILL_AFTER_SECONDS + " " + limit + " /bin/sh -c " + Quote.sh(all);
  }

  /** The process group, once standard error has told it. */
  OptionalLong group(String err) {
    Matcher m = markerLine.matcher(err);
    return m.find() ? OptionalLong.of(Long.parseLong(m.group(1))) : OptionalLong.empty();
  }

  /** Standard error without our own line. */
  String clean(String err) {
    return markerLine.matcher(err).replaceFirst("");
  }

  /** Whether {@code timeout} says that it ended the group. */
  static boolean ended(int exitStatus, Duration took, Duration timeout) {
    return (exitStatus == 124 || exitStatus == 137) && took.compareTo(timeout) >= 0;
  }
}
