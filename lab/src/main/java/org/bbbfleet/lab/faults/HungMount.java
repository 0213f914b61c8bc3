package org.bbbfleet.lab.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.lab.packages.Command;

/**
 * A mounted file system whose server never answers a read: what reads its file waits in the kernel
 * (state D), as on a network mount whose server has died. Needs root and {@code /dev/fuse}.
 */
public final class HungMount implements AutoCloseable {
  /** After that the mount gives up by itself, should nobody close it. */
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final Path directory;
  private final Path file;
  private final Process server;

  private HungMount(Path directory, Path file, Process server) {
    this.directory = directory;
    this.file = file;
    this.server = server;
  }

  /**
   * Mounts it.
   *
   * @param directory an empty directory
   * @param name the one file that it shows
   * @throws FleetException INPUT when this machine does not let us mount it
   */
  public static HungMount at(Path directory, String name) throws IOException {
    Process server =
        new ProcessBuilder(
                "perl",
                "-e",
                Command.script(HungMount.class, "hung-mount.pl"),
                directory.toString(),
                name,
                "100000",
                Long.toString(LONGEST.toSeconds()))
            .redirectErrorStream(true)
            .start();
    BufferedReader said =
        new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
    String line = said.readLine();
    if (!"mounted".equals(line)) {
      server.destroyForcibly();
      throw new FleetException(ErrorCategory.INPUT, "can't mount a hung file system: " + line);
    }
    return new HungMount(directory, directory.resolve(name), server);
  }

  /** Whether this machine has what it takes. */
  public static boolean possible() {
    return Files.isWritable(Path.of("/dev/fuse"));
  }

  /** The file that nobody can read to the end. */
  public Path file() {
    return file;
  }

  /** Fails all reads and unmounts. */
  @Override
  public void close() {
    server.destroyForcibly();
    try {
      server.waitFor(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Command.of("umount", "-l", directory.toString()).runFor("unmount " + directory);
  }
}
