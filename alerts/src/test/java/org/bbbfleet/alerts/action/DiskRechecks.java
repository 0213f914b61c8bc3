package org.bbbfleet.alerts.action;

import static org.bbbfleet.alerts.action.HealCase.when;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;
import org.bbbfleet.alerts.action.HealCase.Setting;
import org.bbbfleet.alerts.action.HealRecheckTest.Recheck;

/** That what is deleted is what was found, and old, where it was found. */
final class DiskRechecks {
  private static final String PLACE =
      "cd -P -- \"$1\" 2>/dev/null && [ \"$(pwd -P)\" = \"$1\" ] && [ \"$(stat -c %d .)\" ="
          + " \"$device\" ] || exit 1";
  private static final String ENTRY =
      "[ ! -L \"./$2\" ] && [ \"$(stat -c %d -- \"./$2\")\" = \"$device\" ] || exit 1";

  private DiskRechecks() {}

  static Stream<Recheck> all() {
    return Stream.of(
        without(
            PLACE,
            "&& [ \"$(pwd -P)\" = \"$1\" ] ",
            "a directory that became a link is left alone",
            onLook("rm -rf \"$logs/app\"; ln -s ../../other \"$logs/app\"")),
        without(
            PLACE,
            " && [ \"$(stat -c %d .)\" = \"$device\" ]",
            "a directory that something was mounted on is left alone",
            device("-c %d .")),
        without(
            ENTRY,
            "[ ! -L \"./$2\" ] && ",
            "a file that became a link is left alone",
            onLook("ln -sf ../../../other/a.log.1 \"$logs/app/a.log.1\"")),
        without(
            ENTRY,
            " && [ \"$(stat -c %d -- \"./$2\")\" = \"$device\" ]",
            "a file that something was mounted on is left alone",
            device("-c %d -- ./a.log.1")),
        new Recheck(
            "if [ \"$(cd -P -- \"$1\" && pwd -P)\" != \"$1\" ]; then",
            "if false; then",
            when(
                "a place behind a link is left alone",
                "free-disk-space logs",
                "could not be deleted",
                host -> {
                  crowded(host);
                  Path place = host.root().resolve("var");
                  Files.move(place, host.root().resolve("elsewhere"));
                  Files.createSymbolicLink(place, host.root().resolve("elsewhere"));
                })),
        new Recheck(
            "find -P \"$logs\" -xdev -type f -mtime \"+$number\" -regextype",
            "find -P \"$logs\" -xdev -type f -regextype",
            logs(
                "a young log is left alone",
                host -> age(host.root().resolve("var/log/app/a.log.1"), 3))),
        new Recheck(
            "*\"$place/$name\"*) continue ;;",
            "none) ;;",
            when(
                "a temporary file that is open is left alone",
                "free-disk-space temporary",
                "magick-used, ",
                host -> {
                  full(host, "");
                  host.list("disk", "temporary days=2");
                  Path used = host.file("/tmp/magick-used", "x");
                  age(used, 30);
                  host.link(host.directory().resolve("proc/7/fd/3"), used);
                })));
  }

  private static Recheck without(String text, String part, String what, Setting host) {
    return new Recheck(text, text.replace(part, ""), logs(what, host));
  }

  private static HealCase logs(String what, Setting host) {
    return when(
        what, "free-disk-space logs", "a.log.1, ", ((Setting) DiskRechecks::crowded).and(host));
  }

  /** A full file system with an old log. */
  static void crowded(HealTwin host) throws IOException {
    full(host, "");
    host.list("disk", "logs");
    age(host.file("/var/log/app/a.log.1", "x".repeat(5000)), 30);
    Path other = Files.createDirectories(host.root().resolve("other")).resolve("a.log.1");
    age(Files.writeString(other, "precious"), 30);
  }

  static void full(HealTwin host, String before) throws IOException {
    host.program("df", before + "\nprintf 'Size Avail\\n10000 10\\n'");
  }

  /** Something happens when it is looked for the second time how much is free. */
  static Setting onLook(String change) {
    return host ->
        full(
            host,
            "logs="
                + host.root().resolve("var/log")
                + "; [ \"$(grep -c ^df "
                + host.directory().resolve("calls")
                + ")\" -ne 2 ] || { "
                + change
                + "; }");
  }

  /** Something lies on another file system. */
  static Setting device(String asked) {
    return host ->
        host.program(
            "stat",
            "[ \"$*\" != '" + asked + "' ] || { echo 99; exit; }\nexec /usr/bin/stat \"$@\"");
  }

  private static void age(Path file, int days) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(days, ChronoUnit.DAYS)));
  }
}
