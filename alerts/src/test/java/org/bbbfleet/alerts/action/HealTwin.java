package org.bbbfleet.alerts.action;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.shell.Shell;

/**
 * The real script under this machine's sh, on a host that lies in a directory: its files, its lists
 * and the programs that a test puts before the system's own. Each of those notes how it was called.
 */
final class HealTwin {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Path directory;
  private final Path calls;
  private final Map<String, String> environment = new HashMap<>();

  HealTwin(Path directory) {
    this.directory = directory;
    this.calls = directory.resolve("calls");
    try {
      Files.createDirectories(root());
      Files.createDirectories(directory.resolve("bin"));
      Files.writeString(calls, "");
      Files.writeString(
          directory.resolve("fleet-heal"),
          HealScript.text()
              .replace("\nPATH=/usr/sbin", "\nPATH=" + directory.resolve("bin") + ":/usr/sbin"));
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
