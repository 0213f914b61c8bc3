package org.bbbfleet.lab.packages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/** This machine's apt and dpkg, with patience for whoever else uses them. */
final class Apt {
  static final Duration LISTS_KEEP = Duration.ofDays(1);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final Map<String, String> QUIET =
      Map.of("DEBIAN_FRONTEND", "noninteractive", "NEEDRESTART_SUSPEND", "1");

  private final Consumer<String> progress;
  private final Clock clock;
  private final Path lists;

  Apt(Consumer<String> progress) {
    this(progress, Clock.systemUTC(), Path.of("/var/lib/apt/lists"));
  }

  Apt(Consumer<String> progress, Clock clock, Path lists) {
    this.progress = progress;
    this.clock = clock;
    this.lists = lists;
  }

  /**
   * A package archive that apt would fetch.
   *
   * @param version as apt takes it after {@code name=}
   */
  record Archive(String name, String version, long bytes) {

    /** From a line of {@code apt-get --print-uris}: quoted address, file name, size, hash. */
    static Archive parse(String line) {
      String[] fields = line.strip().split("\\s+", -1);
      String[] parts = fields.length < 3 ? new String[0] : fields[1].split("_", -1);
      if (parts.length != 3 || !fields[2].matches("[0-9]{1,18}")) {
        throw new FleetException(
            ErrorCategory.PROTOCOL, "apt-get --print-uris printed what we don't know: " + line);
      }
      return new Archive(parts[0], parts[1].replace("%3a", ":"), Long.parseLong(fields[2]));
    }
  }

  /** Those of the packages that are not installed. */
  Set<String> missing(Set<String> names) {
    List<String> line = new ArrayList<>(List.of("dpkg-query", "-W", "-f"));
    line.add("${db:Status-Abbrev} ${Package}\n");
    line.addAll(names);
    Set<String> missing = new TreeSet<>(names);
    // Exits with 1 when it doesn't know one of them; what it prints about the others holds.
    Command.of(line)
        .run()
        .out()
        .lines()
        .filter(one -> one.startsWith("ii "))
        .map(one -> one.substring(2).strip())
        .forEach(missing::remove);
    return missing;
  }

  /** What an installation of these would fetch, dependencies included, recommendations not. */
  List<Archive> archives(Set<String> names, FleetCache cache) {
    Path none = cache.directory("apt-archives");
    cache.directory("apt-archives/partial");
    List<String> line =
        apt("-qq", "-y", "-o", "Debug::NoLocking=1", "-o", "Dir::Cache::Archives=" + none);
    line.addAll(List.of("--print-uris", "--no-install-recommends", "--reinstall", "install"));
    line.addAll(names);
    return known(line, "find " + String.join(" ", names) + " among Debian's packages")
        .out()
        .lines()
        .filter(one -> one.startsWith("'"))
        .map(Archive::parse)
        .toList();
  }

  void install(Set<String> names) {
    List<String> line = apt("-q", "-y", "-o", "DPkg::Lock::Timeout=" + PATIENCE.toSeconds());
    line.addAll(List.of("--no-install-recommends", "install"));
    line.addAll(names);
    known(line, "install " + String.join(" ", names));
  }

  /** Fetches the package lists if there are none or they are older than a day. */
  void refreshIfOld() {
    if (listsTaken().plus(LISTS_KEEP).isBefore(clock.instant())) {
      refresh();
    }
  }

  private void refresh() {
    progress.accept("apt-get update: the package lists are missing or old");
    patiently(apt("-q", "update"), "update the package lists");
  }

  /** When lists were last asked for: apt dates the lists themselves by the server's clock. */
  Instant listsTaken() {
    try (java.util.stream.Stream<Path> entries = Files.list(lists)) {
      if (entries.noneMatch(path -> path.getFileName().toString().contains("_Packages"))) {
        return Instant.EPOCH;
      }
      Instant own = Files.getLastModifiedTime(lists).toInstant();
      Path partial = lists.resolve("partial");
      Instant asked =
          Files.exists(partial) ? Files.getLastModifiedTime(partial).toInstant() : Instant.EPOCH;
      return own.isAfter(asked) ? own : asked;
    } catch (IOException e) {
      return Instant.EPOCH;
    }
  }

  /** Runs apt; when the lists turn out to be too old for it, updates them and tries once more. */
  private Command.Output known(List<String> line, String attempted) {
    Command.Output output = patiently(line, "");
    if (stale(output)) {
      refresh();
      output = patiently(line, "");
    }
    return succeeded(output, attempted);
  }

  private static boolean stale(Command.Output output) {
    return !output.ok()
        && (output.err().contains("Unable to locate package")
            || output.err().contains("has no installation candidate")
            || output.err().contains("404"));
  }

  private Command.Output patiently(List<String> line, String attempted) {
    Instant until = clock.instant().plus(PATIENCE);
    Command command = Command.of(line).with(QUIET).within(Duration.ofMinutes(15));
    Command.Output output = command.run();
    boolean said = false;
    while (locked(output) && clock.instant().isBefore(until)) {
      if (!said) {
        progress.accept("apt: another process holds its lock; waiting up to 5 min");
        said = true;
      }
      pause();
      output = command.run();
    }
    return attempted.isEmpty() ? output : succeeded(output, attempted);
  }

  private static Command.Output succeeded(Command.Output output, String attempted) {
    if (output.ok()) {
      return output;
    }
    ErrorCategory category = locked(output) ? ErrorCategory.BUSY : ErrorCategory.REMOTE;
    throw new FleetException(category, "can't " + attempted + ":\n" + output.tail());
  }

  private static boolean locked(Command.Output output) {
    return !output.ok()
        && (output.err().contains("Could not get lock")
            || output.err().contains("Unable to lock")
            || output.err().contains("Unable to acquire the dpkg frontend lock"));
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FleetException(ErrorCategory.INTERNAL, "interrupted while waiting for apt", e);
    }
  }

  private static List<String> apt(String... options) {
    List<String> line = new ArrayList<>(List.of("apt-get"));
    line.addAll(List.of(options));
    return line;
  }

  /** Archives as words for {@code apt-get download}. */
  static List<String> words(List<Archive> archives) {
    return archives.stream()
        .map(one -> one.name() + "=" + one.version())
        .sorted()
        .collect(Collectors.toList());
  }
}
