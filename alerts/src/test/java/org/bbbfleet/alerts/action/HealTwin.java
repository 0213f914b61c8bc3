package org.bbbfleet.alerts.action;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.shell.Shell;

/**
 * The real script under this machine's sh, on a host that lies in a directory: its files, its lists
 * and the programs that a test puts before the system's own. Each of those notes how it was called.
 */
final class HealTwin implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Path directory;
  private final Path calls;
  private final Map<String, String> environment = new HashMap<>();
  private final List<RandomAccessFile> pipes = new ArrayList<>();

  HealTwin(Path directory) {
    this(directory, HealScript.text());
  }

  /**
   * The same with a script that a test changed.
   *
   * @param script in place of {@link HealScript#text}
   */
  HealTwin(Path directory, String script) {
    this.directory = directory;
    this.calls = directory.resolve("calls");
    try {
      Files.createDirectories(root());
      Files.createDirectories(directory.resolve("bin"));
      Files.writeString(calls, "");
      Files.writeString(
          directory.resolve("fleet-heal"),
          script.replace("\nPATH=/usr/sbin", "\nPATH=" + directory.resolve("bin") + ":/usr/sbin"));
      Files.createDirectories(directory.resolve("proc"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    environment.put("FLEET_HEAL_ROOT", root().toString());
    environment.put("FLEET_HEAL_LISTS", directory.toString());
    environment.put("FLEET_HEAL_STOP", directory.resolve("STOP").toString());
    environment.put("FLEET_HEAL_PROC", directory.resolve("proc").toString());
  }

  /** Where the host's files lie. */
  Path root() {
    return directory.resolve("root");
  }

  /** A file of the host's, with what is before it. */
  Path file(String path, String text) {
    try {
      Path file = root().resolve(path.substring(1));
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void list(String name, String... lines) {
    try {
      Files.writeString(directory.resolve("heal." + name), String.join("\n", lines) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts a program of sh before the system's. */
  void program(String name, String text) {
    try {
      Path file = directory.resolve("bin").resolve(name);
      Files.writeString(
          file, "#!/bin/sh\nprintf '%s\\n' \"" + name + " $*\" >>" + calls + "\n" + text + "\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sets a variable of the script's environment. */
  void with(String name, Object value) {
    environment.put(name, value.toString());
  }

  /** Where the lists lie, the programs and all else that is not the host's own. */
  Path directory() {
    return directory;
  }

  /** A file of a process that the script sees. */
  Path process(long pid, String name, String text) {
    try {
      Path shown = Files.createDirectories(directory.resolve("proc/" + pid));
      return Files.writeString(shown.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the script sees of a process becomes another from one look to the next. */
  void becoming(long pid, String... stats) throws IOException {
    Path pipe = process(pid, "stat", "");
    Files.delete(pipe);
    try {
      if (new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() != 0) {
        throw new IOException("no pipe at " + pipe);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    // Open for both, so that what no look has taken stays for the next; a look takes one line.
    RandomAccessFile lines = new RandomAccessFile(pipe.toFile(), "rw");
    pipes.add(lines);
    lines.writeBytes(String.join("", stats) + stats[stats.length - 1].repeat(8));
  }

  /** A link, with what is before it. */
  void link(Path from, Path to) throws IOException {
    Files.createDirectories(from.getParent());
    Files.createSymbolicLink(from, to);
  }

  @Override
  public void close() throws IOException {
    for (RandomAccessFile pipe : pipes) {
      pipe.close();
    }
  }

  /** Lets the script find these of the system's programs only, besides those that the test puts. */
  void onlyPrograms(List<String> names) {
    try {
      Path bin = directory.resolve("bin");
      Path script = directory.resolve("fleet-heal");
      Files.writeString(
          script, Files.readString(script).replaceFirst("(\nPATH=[^:\n]*):[^\n]*", "$1"));
      for (String name : names) {
        Path program = Path.of("/usr/bin", name);
        Files.createSymbolicLink(
            bin.resolve(name), Files.exists(program) ? program : Path.of("/bin", name));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How the test's programs were called, a line each. */
  List<String> calls() {
    try {
      return Files.readAllLines(calls);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void forgetCalls() {
    try {
      Files.writeString(calls, "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks it, as sshd would. */
  Shell.Result heal(String request) {
    try (Shell shell =
        new LocalForcedCommand(directory.resolve("fleet-heal"), environment)
            .open(new Host("here", List.of(), Map.of()))) {
      return shell.command(request, LIMIT);
    }
  }
}
