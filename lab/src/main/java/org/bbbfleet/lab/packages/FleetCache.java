package org.bbbfleet.lab.packages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/**
 * The directory of things that are dear to make and cheap to keep: host images, unpacked packages.
 * Several processes may use it at once, and one that is killed while it makes something leaves
 * nothing that another would take for whole.
 *
 * @param root {@code $FLEET_CACHE}, else {@code bbb-fleet} in {@code $XDG_CACHE_HOME} or {@code
 *     ~/.cache}
 */
public record FleetCache(Path root) {

  /** flock's exit status when somebody else holds the lock; no program of ours uses it. */
  private static final int HELD = 75;

  /** The cache that this process's environment names. */
  public static FleetCache fromEnvironment() {
    return of(System.getenv(), System.getProperty("user.home"));
  }

  static FleetCache of(Map<String, String> environment, String home) {
    Optional<Path> own = set(environment, "FLEET_CACHE");
    Optional<Path> users =
        set(environment, "XDG_CACHE_HOME").map(path -> path.resolve("bbb-fleet"));
    return new FleetCache(
        own.or(() -> users).orElse(Path.of(home, ".cache", "bbb-fleet")).toAbsolutePath());
  }

  private static Optional<Path> set(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(v -> !v.isBlank()).map(Path::of);
  }

  /** A directory in the cache, made if it is not there. */
  public Path directory(String relative) {
    Path directory = root.resolve(relative);
    try {
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new FleetException(
          ErrorCategory.INPUT,
          "can't make the cache directory "
              + directory
              + ": "
              + e.getMessage()
              + "; set FLEET_CACHE to a directory that can be written",
          e);
    }
  }

  /**
   * A directory of the cache that is made once by a command, whoever comes first. The command finds
   * the place to fill in its environment as FLEET_MAKE.
   *
   * @param relative its place in the cache; put a version into it
   * @param what its name for progress and messages
   * @throws FleetException when the command fails (nothing is kept then) or nobody finished it
   *     within the limit
   */
  public Path once(
      String relative,
      String what,
      List<String> command,
      Duration limit,
      Consumer<String> progress) {
    Path target = root.resolve(relative);
    if (Files.isDirectory(target)) {
      return target;
    }
    directory(root.relativize(target.getParent()).toString());
    Command.Output first = attempt(target, List.of("-n"), command, limit);
    if (first.status() == HELD) {
      progress.accept(what + ": another process makes it; waiting");
      first = attempt(target, List.of("-w", Long.toString(limit.toSeconds())), command, limit);
    }
    if (!first.ok()) {
      throw new FleetException(
          ErrorCategory.REMOTE, "can't make " + what + " in " + root + ":\n" + first.tail());
    }
    return target;
  }

  private Command.Output attempt(
      Path target, List<String> waiting, List<String> command, Duration limit) {
    List<String> line = new ArrayList<>(List.of("flock", "-E", Integer.toString(HELD)));
    line.addAll(waiting);
    line.addAll(List.of(target + ".lock", "sh", "-c", Command.script(FleetCache.class, "once.sh")));
    line.addAll(List.of("once.sh", target.toString()));
    line.addAll(command);
    return Command.of(line).within(limit.plusSeconds(5)).run();
  }
}
