package org.bbbfleet.lab.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.shell.Quote;
import org.bbbfleet.lab.packages.Command;

/**
 * Units as plain processes in one temporary directory, kept by a stand-in for systemctl. All of it
 * ends with this object, and also when this process is killed: a guardian waits on a pipe that only
 * this process holds open.
 */
public final class LocalUnits implements AutoCloseable {
  private static final String PROGRAM = "rwx------";
  private static final Duration START = Duration.ofSeconds(20);
  private static final Duration END = Duration.ofSeconds(40);

  private final Path directory;
  private final Process guardian;

  private LocalUnits(Path directory, Process guardian) {
    this.directory = directory;
    this.guardian = guardian;
  }

  /** An empty set of units; the directory's name begins with the prefix. */
  public static LocalUnits open(String prefix) {
    try {
      Path directory = Files.createTempDirectory(prefix).toRealPath();
      Files.createDirectory(directory.resolve("units"));
      Path program = directory.resolve("local-systemctl");
      program(program, Command.script(LocalUnits.class, "/media/local-systemctl"));
      Process guardian =
          new ProcessBuilder("setsid", "sh", program.toString(), "guard")
              .directory(Path.of("/").toFile())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return new LocalUnits(directory, guardian);
    } catch (IOException e) {
      throw new FleetException(
          ErrorCategory.INPUT, "can't prepare a directory for the demo: " + e.getMessage(), e);
    }
  }

  /** Where everything is written; removed at the end. */
  public Path directory() {
    return directory;
  }

  /** The stand-in for systemctl. */
  public Path systemctl() {
    return directory.resolve("local-systemctl");
  }

  /** The file that names a unit's main process while it runs: pid and start time. */
  public Path pidFile(String unit) {
    return unit(unit).resolve("pid");
  }

  /** What a unit's processes printed. */
  public Path log(String unit) {
    return unit(unit).resolve("log");
  }

  /**
   * Adds a unit and starts it.
   *
   * @param unit its name, ending in {@code .service}
   * @param environment added to the environment of whoever starts it
   */
  public void start(String unit, Map<String, String> environment, List<String> command) {
    String assignments =
        new TreeMap<>(environment)
            .entrySet().stream()
                .map(e -> " " + Quote.sh(e.getKey() + "=" + e.getValue()))
                .collect(Collectors.joining());
    String words = command.stream().map(Quote::sh).collect(Collectors.joining(" "));
    try {
      Files.createDirectory(unit(unit));
      Files.writeString(
          unit(unit).resolve("command"), "exec env" + assignments + " " + words + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Command.of("sh", systemctl().toString(), "start", unit).within(START).runFor("start " + unit);
  }

  /** The pid of a unit's main process. */
  public long pid(String unit) {
    try {
      return Long.parseLong(Files.readString(pidFile(unit)).split(" ", 2)[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(unit + " does not run", e);
    }
  }

  /** Writes a file that only we may read and run. */
  public static void program(Path file, String text) {
    try {
      Files.writeString(file, text);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(PROGRAM));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path unit(String name) {
    return directory.resolve("units").resolve(name);
  }

  /** Ends all processes and removes the directory; safe to call twice. */
  @Override
  public void close() {
    try {
      guardian.getOutputStream().close();
      if (!guardian.waitFor(END.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new FleetException(
            ErrorCategory.TIMEOUT, "ending what runs in " + directory + " takes long; it goes on");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      // The guardian has its signal and goes on without us.
      Thread.currentThread().interrupt();
    }
  }
}
