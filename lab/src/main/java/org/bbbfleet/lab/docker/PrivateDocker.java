package org.bbbfleet.lab.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.lab.packages.Command;
import org.bbbfleet.lab.packages.DebianPackages;
import org.bbbfleet.lab.packages.Unpacked;
import org.bbbfleet.lab.packages.Wanted;

/**
 * Debian's own Docker, unpacked and not installed, with its socket, images and containers in one
 * directory and no network. It ends with who started it, by a pipe that closes, and takes its
 * containers along. Needs root.
 */
public final class PrivateDocker implements AutoCloseable {
  private static final Duration STARTUP = Duration.ofSeconds(30);
  private static final List<Wanted> PACKAGES =
      List.of(
          new Wanted("docker.io", "runs containers as on a BigBlueButton server"),
          new Wanted("containerd", "Docker's supervisor of containers"),
          new Wanted("runc", "starts the containers"));

  /** Ends the daemon when its input closes, gently: a daemon that is killed leaves containers. */
  private static final String SCRIPT =
      "\"$@\" </dev/null >\"$LOG\" 2>&1 & d=$!; read -r x; kill $d; wait $d";

  private final Path directory;
  private final Unpacked programs;
  private final Process daemon;

  private PrivateDocker(Path directory, Unpacked programs, Process daemon) {
    this.directory = directory;
    this.programs = programs;
    this.daemon = daemon;
  }

  /**
   * Starts a daemon and waits until it answers.
   *
   * @param directory an empty directory with a short path: a socket's is at most 107 bytes
   * @throws FleetException REMOTE with the end of its log when it does not start here
   */
  public static PrivateDocker start(Path directory, DebianPackages packages) throws IOException {
    Unpacked programs = packages.unpack(PACKAGES);
    ProcessBuilder builder =
        new ProcessBuilder(
            "sh",
            "-c",
            SCRIPT,
            "sh",
            programs.program("dockerd").toString(),
            "--data-root=" + directory.resolve("data"),
            "--exec-root=" + directory.resolve("exec"),
            "--pidfile=" + directory.resolve("pid"),
            "--host=unix://" + directory.resolve("sock"),
            "--storage-driver=vfs",
            "--bridge=none",
            "--iptables=false",
            "--ip6tables=false",
            "--ip-forward=false",
            "--ip-masq=false");
    builder.environment().put("PATH", path(programs));
    builder.environment().put("LOG", directory.resolve("log").toString());
    builder.environment().putAll(programs.environment());
    PrivateDocker docker = new PrivateDocker(directory, programs, builder.start());
    docker.awaitAnswer();
    return docker;
  }

  private static String path(Unpacked programs) {
    return programs.root().resolve("usr/bin")
        + ":"
        + programs.root().resolve("usr/sbin")
        + ":/usr/sbin:/usr/bin:/sbin:/bin";
  }

  private void awaitAnswer() throws IOException {
    long end = System.nanoTime() + STARTUP.toNanos();
    while (!client("version").run().ok()) {
      if (System.nanoTime() > end || !daemon.isAlive()) {
        String log = Files.readString(directory.resolve("log"), StandardCharsets.UTF_8);
        close();
        throw new FleetException(
            ErrorCategory.REMOTE,
            "Docker does not start here: " + log.substring(Math.max(0, log.length() - 600)));
      }
    }
  }

  /** The daemon's socket. */
  public Path socket() {
    return directory.resolve("sock");
  }

  /**
   * Makes an image of next to nothing, in which this machine's own programs can be mounted: see
   * {@link #hostPrograms}.
   */
  public void makeImage(String name) {
    Path tree = directory.resolve("image");
    try {
      for (String place : List.of("usr", "etc", "proc", "sys", "dev", "data", "var/lib", "run")) {
        Files.createDirectories(tree.resolve(place));
      }
      Path tmp = Files.createDirectories(tree.resolve("tmp"));
      Command.of("chmod", "1777", tmp.toString()).runFor("make " + tmp);
      for (String link : List.of("bin", "sbin", "lib", "lib64")) {
        Files.createSymbolicLink(tree.resolve(link), Path.of("usr", link));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Path archive = directory.resolve("image.tar");
    Command.of("tar", "-C", tree.toString(), "-cf", archive.toString(), ".").runFor("pack");
    client("import", archive.toString(), name).runFor("import an image");
  }

  /** The options of {@code docker run} that show this machine's programs in such an image. */
  public static List<String> hostPrograms() {
    return List.of("-v", "/usr:/usr:ro", "-v", "/etc:/etc:ro", "-v", "/var/lib:/var/lib:ro");
  }

  /** A command of Docker's client, to be run to its end. */
  public Command client(String... words) {
    return Command.of(clientLine(List.of(words))).with(programs.environment());
  }

  /** The command line of Docker's client, for who starts it himself. */
  public List<String> clientLine(List<String> words) {
    List<String> line = new ArrayList<>();
    line.add(programs.program("docker").toString());
    line.addAll(List.of("--config", directory.resolve("config").toString()));
    line.addAll(List.of("--host", "unix://" + socket()));
    line.addAll(words);
    return line;
  }

  /** The processes that keep a container each, and everything that descends from them. */
  public List<Long> processes() {
    String mine = directory.resolve("exec").toString();
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.filter(p -> p.info().commandLine().orElse("").contains("containerd-shim"))
          .filter(p -> p.info().commandLine().orElse("").contains(mine))
          .flatMap(p -> Stream.concat(Stream.of(p), p.descendants()))
          .map(ProcessHandle::pid)
          .toList();
    }
  }

  /** Ends all containers and the daemon. */
  @Override
  public void close() throws IOException {
    if (daemon.isAlive()) {
      Command.Output running = client("ps", "-q").run();
      for (String id : running.out().lines().toList()) {
        client("kill", id).run();
      }
    }
    daemon.getOutputStream().close();
    try {
      if (!daemon.waitFor(20, TimeUnit.SECONDS)) {
        daemon.descendants().forEach(ProcessHandle::destroyForcibly);
        daemon.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
