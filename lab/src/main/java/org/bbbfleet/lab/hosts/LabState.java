package org.bbbfleet.lab.hosts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.lab.packages.Command;

/**
 * What is written down about one lab, so that anybody can remove it when its owner no longer does:
 * {@code owner}, {@code token}, {@code names}, {@code processes/}, the keys and the scripts that
 * remove it.
 *
 * @param directory {@code /run/bbb-fleet-lab/lab-N}
 * @param subnet the lab's network, which it holds as long as the directory is there
 */
record LabState(Path directory, Subnet subnet) {
  static final Path ROOT = Path.of("/run/bbb-fleet-lab");
  private static final List<String> SCRIPTS = List.of("launch.sh", "teardown.sh", "guardian.sh");

  /**
   * Takes the first free number from one on. The directory appears with everything in it or not at
   * all, so nobody sees a lab without owner.
   *
   * @param disks where the lab's hosts may write
   */
  static LabState claim(int first, Path disks) {
    try {
      Files.createDirectories(ROOT);
      for (int number = first; number < Subnet.NUMBERS; number++) {
        Subnet subnet = new Subnet(number);
        Path directory = ROOT.resolve(subnet.lab());
        if (Files.exists(directory) || !NetworkSetup.free(subnet)) {
          continue;
        }
        if (appear(prepared(subnet, disks.resolve(subnet.lab())), directory)) {
          return new LabState(directory, subnet);
        }
      }
    } catch (IOException e) {
      throw new FleetException(
          ErrorCategory.INPUT, "can't write the lab's state to " + ROOT + ": " + e.getMessage(), e);
    }
    throw new FleetException(
        ErrorCategory.BUSY,
        "no free lab network from 10.77." + first + ".0 on; see fleet lab status");
  }

  private static Path prepared(Subnet subnet, Path disk) throws IOException {
    Path temporary =
        Files.createTempDirectory(
            ROOT,
            "." + subnet.lab() + "-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.createDirectory(temporary.resolve("processes"));
    Files.writeString(temporary.resolve("token"), UUID.randomUUID() + "\n");
    Files.writeString(temporary.resolve("owner"), ProcessId.self() + "\n");
    // Read by teardown.sh as sh: the disk's path is quoted.
    Files.writeString(
        temporary.resolve("names"),
        "bridge=%s\nsubnet=%s\ndisk=%s\n"
            .formatted(
                subnet.bridge(), subnet.cidr(), org.bbbfleet.core.shell.Quote.sh(disk.toString())));
    Files.writeString(temporary.resolve("disk"), disk.toString());
    for (String script : SCRIPTS) {
      Files.writeString(temporary.resolve(script), Command.script(LabState.class, script));
    }
    return temporary;
  }

  private static boolean appear(Path prepared, Path directory) throws IOException {
    try {
      Files.move(prepared, directory, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (DirectoryNotEmptyException | FileAlreadyExistsException e) {
      discard(prepared);
      return false;
    } catch (java.nio.file.FileSystemException e) {
      discard(prepared);
      if (Files.exists(directory)) {
        return false;
      }
      throw e;
    }
  }

  private static void discard(Path prepared) {
    Command.of("rm", "-rf", prepared.toString()).runFor("remove " + prepared);
  }

  /** The labs that are written down, whoever owns them. */
  static List<LabState> all() {
    if (!Files.isDirectory(ROOT)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(ROOT)) {
      return entries
          .filter(path -> path.getFileName().toString().matches("lab-[0-9]{1,3}"))
          .map(path -> new LabState(path, new Subnet(number(path))))
          .sorted(java.util.Comparator.comparingInt(state -> state.subnet().number()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes what a kill left of labs that were not there yet or not there any more. */
  static void removeFragments() {
    if (!Files.isDirectory(ROOT)) {
      return;
    }
    try (Stream<Path> entries = Files.list(ROOT)) {
      entries
          .filter(path -> path.getFileName().toString().startsWith("."))
          .filter(path -> !new LabState(path, new Subnet(0)).owned())
          .forEach(LabState::discard);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean owned() {
    return read("owner")
        .filter(text -> !text.isEmpty())
        .map(ProcessId::parse)
        .map(ProcessId::alive)
        .orElse(false);
  }

  private static int number(Path path) {
    return Integer.parseInt(path.getFileName().toString().substring("lab-".length()));
  }

  String name() {
    return subnet.lab();
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  /** Where the lab's hosts write. */
  Path disk() {
    return Path.of(read("disk").orElseThrow(() -> gone()));
  }

  String token() {
    return read("token").orElseThrow(() -> gone());
  }

  /** The process that answers for the lab; empty when it was left up on purpose. */
  Optional<ProcessId> owner() {
    return detached() ? Optional.empty() : read("owner").map(ProcessId::parse);
  }

  /** Whether it stays up without an owner, until somebody takes it down. */
  boolean detached() {
    return Files.exists(file("detached"));
  }

  /** Whether its owner died without removing it. */
  boolean orphaned() {
    return !detached() && owner().map(owner -> !owner.alive()).orElse(false);
  }

  boolean exists() {
    return Files.exists(directory);
  }

  Optional<String> read(String name) {
    try {
      return Optional.of(Files.readString(file(name)).strip());
    } catch (java.nio.file.NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void write(String name, String text) {
    try {
      Path temporary = file(name + ".new");
      Files.writeString(temporary, text);
      Files.move(temporary, file(name), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FleetException gone() {
    return new FleetException(ErrorCategory.BUSY, name() + " is gone: somebody removed it");
  }
}
