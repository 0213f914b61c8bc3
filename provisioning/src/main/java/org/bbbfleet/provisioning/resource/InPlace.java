package org.bbbfleet.provisioning.resource;

import java.util.List;
import java.util.stream.Collectors;
import org.bbbfleet.core.shell.Quote;

/**
 * Asks the software on a host whether its whole configuration is good with a file that is not yet
 * there. The check sees the file in its place, in a mount namespace of its own; nobody else does,
 * whatever happens meanwhile.
 *
 * @param program the program's name; where it is not yet installed there is nothing to ask
 * @param arguments its arguments
 */
record InPlace(String program, List<String> arguments) {
  InPlace {
    arguments = List.copyOf(arguments);
  }

  /**
   * POSIX sh that fails unless the program accepts the configuration.
   *
   * @param put sh that puts what is new into the directory {@code $w} under the last name of its
   *     place, {@code $p}
   */
  String script(String put) {
    // What runs that were killed have left goes once it is surely nobody's any more; that others'
    // files come and go in /tmp meanwhile is no failure.
    return """
        if command -v %1$s >/dev/null 2>&1; then
          find /tmp -ignore_readdir_race -mindepth 1 -maxdepth 1 -name 'bbb-fleet-judged.*' -user root -mmin +60 \\
            -exec rm -rf -- {} + || :
          w=$(mktemp -d /tmp/bbb-fleet-judged.XXXXXX)
          trap 'rm -rf -- "$w"; [ -z "${t-}" ] || rm -f -- "$t"' EXIT
          cp -a -- "${p%%/*}/." "$w/"
          %2$s
          unshare -m -- sh -c 'mount --bind -- "$1" "$2" && shift 2 && exec "$@"' - \\
            "$w" "${p%%/*}/" %1$s %3$s || {
            echo "%4$s does not accept the configuration with $p as wanted; it stays as it was"
            fleet_unchanged
            exit 1
          }
        fi
        """
        .formatted(
            Quote.sh(program),
            put,
            arguments.stream().map(Quote::sh).collect(Collectors.joining(" ")),
            program.replaceAll("[^A-Za-z0-9/._-]", "?"));
  }
}
