package org.bbbfleet.core.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Programs of Debian packages for tests: the installed one, else one that is only unpacked into a
 * cache directory, because installing would start a service.
 */
public final class Unpacked {
  private Unpacked() {}

  /**
   * A program and the directory of the libraries that came with it.
   *
   * @param path the program
   * @param libraries what its {@code LD_LIBRARY_PATH} must be
   */
  public record Program(Path path, Path libraries) {

    /** A process builder for the program with its libraries. */
    public ProcessBuilder process(String... arguments) {
      List<String> command = new ArrayList<>(List.of(path.toString()));
      command.addAll(List.of(arguments));
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      Map<String, String> environment = builder.environment();
      environment.put("LD_LIBRARY_PATH", libraries.toString());
      return builder;
    }
  }

  /** Finds {@code path} (as {@code /usr/sbin/sshd}) of the first package; the others it needs. */
  public static Program find(String path, String... packages) throws Exception {
    Path cache =
        Path.of(
            System.getProperty(
                "fleet.unpacked",
                Path.of(System.getProperty("user.home"), ".cache", "bbb-fleet", "unpacked")
                    .toString()));
    Path root = cache.resolve(packages[0]);
    Path program = Path.of(path);
    if (!Files.isExecutable(program)) {
      program = root.resolve(path.substring(1));
      if (!Files.isExecutable(program)) {
        unpack(root, packages);
      }
    }
    return new Program(program, root.resolve("usr/lib/x86_64-linux-gnu"));
  }

  private static void unpack(Path root, String... packages) throws Exception {
    Path fresh = Files.createDirectories(root.resolveSibling(root.getFileName() + ".new"));
    run(fresh, "apt-get", packages);
    try (java.nio.file.DirectoryStream<Path> debs = Files.newDirectoryStream(fresh, "*.deb")) {
      for (Path deb : debs) {
        run(fresh, "dpkg", deb.toString());
        Files.delete(deb);
      }
    }
    Files.move(fresh, root);
  }

  private static void run(Path directory, String program, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(program));
    command.add(program.equals("dpkg") ? "-x" : "download");
    command.addAll(List.of(arguments));
    if (program.equals("dpkg")) {
      command.add(directory.toString());
    }
    Path log = Files.createTempFile("unpack", ".log");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException(command + " failed: " + Files.readString(log));
    }
  }
}
