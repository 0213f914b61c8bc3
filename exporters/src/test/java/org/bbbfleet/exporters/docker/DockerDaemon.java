package org.bbbfleet.exporters.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.exporters.proc.RealProcesses;
import org.bbbfleet.lab.packages.DebianPackages;
import org.bbbfleet.lab.packages.FleetCache;
import org.bbbfleet.lab.packages.Unpacked;
import org.bbbfleet.lab.packages.Wanted;

/**
 * A real Docker of the test's own: Debian's packages, unpacked and not installed, with its data in
 * a directory, no network of its own and its socket there. Needs root.
 */
public final class DockerDaemon implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(30);

  private final Path home;
  private final Unpacked files;
  private final Process daemon;

  private DockerDaemon(Path home, Unpacked files, Process daemon) {
    this.home = home;
    this.files = files;
    this.daemon = daemon;
  }

  /** Starts one below a directory whose path is short enough for a socket. */
  public static DockerDaemon start(Path directory) throws Exception {
    Unpacked files =
        new DebianPackages(FleetCache.fromEnvironment(), line -> {})
            .unpack(
                List.of(
                    new Wanted("docker.io", "runs livestream workers in containers"),
                    new Wanted("busybox-static", "what the containers run")));
    Path home = Files.createDirectories(directory.resolve("docker"));
    ProcessBuilder builder =
        new ProcessBuilder(
            files.program("dockerd").toString(),
            "--data-root=" + home.resolve("data"),
            "--exec-root=" + home.resolve("exec"),
            "--pidfile=" + home.resolve("pid"),
            "--host=unix://" + home.resolve("sock"),
            "--bridge=none",
            "--iptables=false",
            "--ip6tables=false",
            "--storage-driver=vfs",
            "--exec-opt=native.cgroupdriver=cgroupfs");
    environment(builder, files);
    Process daemon =
        builder.redirectErrorStream(true).redirectOutput(home.resolve("log").toFile()).start();
    DockerDaemon docker = new DockerDaemon(home, files, daemon);
    try {
      RealProcesses.await(
          START,
          "dockerd listens",
          () -> {
            if (!daemon.isAlive()) {
              throw new IllegalStateException(Files.readString(home.resolve("log")));
            }
            return Files.exists(home.resolve("sock"));
          });
      return docker;
    } catch (Exception | AssertionError e) {
      docker.close();
      throw e;
    }
  }

  private static void environment(ProcessBuilder builder, Unpacked files) {
    Map<String, String> environment = builder.environment();
    environment.putAll(files.environment());
    environment.merge(
        "PATH",
        files.root().resolve("usr/bin") + ":" + files.root().resolve("usr/sbin"),
        (old, ours) -> ours + ":" + old);
    environment.put("HOME", "/nonexistent");
  }

  /** The daemon's own socket. */
  public Path socket() {
    return home.resolve("sock");
  }

  /** Docker's client. */
  public Path client() {
    return files.program("docker");
  }

  /** What programs of these packages need in their environment. */
  public Map<String, String> environment() {
    return files.environment();
  }

  /** Makes an image of busybox and the files of a directory. */
  public void image(String name, Path more) throws Exception {
    Path bin = Files.createDirectories(more.resolve("bin"));
    Files.copy(files.program("busybox"), bin.resolve("busybox"));
    for (String applet : List.of("sh", "sleep", "cat", "true", "cp", "dd")) {
      Files.createSymbolicLink(bin.resolve(applet), Path.of("busybox"));
    }
    run(List.of("sh", "-c", "tar -C \"$0\" -c . | docker import - \"$1\"", more.toString(), name));
  }

  /** Runs Docker's client and gives what it printed. */
  public String docker(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(client().toString()));
    command.addAll(List.of(arguments));
    return run(command);
  }

  private String run(List<String> command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    environment(builder, files);
    builder.environment().put("DOCKER_HOST", "unix://" + socket());
    Path output = Files.createTempFile(home, "out", "");
    Process process = builder.redirectOutput(output.toFile()).start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("no end: " + command);
    }
    String said = Files.readString(output).strip();
    if (process.exitValue() != 0) {
      throw new IllegalStateException(command + ": " + said);
    }
    return said;
  }

  /** Removes all of its containers. */
  public void remove() throws Exception {
    for (String id : docker("ps", "--all", "--quiet").lines().toList()) {
      docker("rm", "--force", "--volumes", id);
    }
  }

  /** Removes the test's containers and ends the daemon, which unmounts what it mounted. */
  @Override
  public void close() throws Exception {
    if (daemon.isAlive() && Files.exists(socket())) {
      remove();
    }
    daemon.destroy();
    if (!daemon.waitFor(20, TimeUnit.SECONDS)) {
      daemon.destroyForcibly();
      throw new IOException("dockerd did not end");
    }
  }
}
