package org.bbbfleet.provisioning.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.bbbfleet.provisioning.resource.Artifact;
import org.bbbfleet.provisioning.role.Artifacts;

/** Makes build products around {@link StandIn}, shaped as the real ones are. */
public final class StandInBuild {
  private StandInBuild() {}

  /** A distribution whose program says that it is this version, and a small Java runtime. */
  public static Artifacts in(Path directory, String version) throws IOException {
    Path home = directory.resolve("fleet-" + version);
    Path classFile =
        home.resolve("lib").resolve(StandIn.class.getName().replace('.', '/') + ".class");
    Files.createDirectories(classFile.getParent());
    try (InputStream in = StandIn.class.getResourceAsStream("StandIn.class")) {
      Files.write(classFile, in.readAllBytes());
    }
    Path program = Files.createDirectories(home.resolve("bin")).resolve("fleet");
    Files.writeString(
        program,
        "#!/bin/sh\n# "
            + version
            + "\nhome=$(readlink -f \"$0\")\nhome=${home%/bin/fleet}\n"
            + "case \" $* \" in *' --explain '*) exit 0 ;; esac\n"
            + "exec \"$FLEET_JAVA\" -Xmx32m -cp \"$home/lib\" "
            + StandIn.class.getName()
            + " \"$@\"\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path runtime = directory.resolve("runtime");
    if (!Files.exists(runtime)) {
      run(
          Path.of(System.getProperty("java.home"), "bin", "jlink").toString(),
          "--add-modules",
          "java.base",
          "--strip-debug",
          "--output",
          runtime.toString());
    }
    return new Artifacts(pack(directory, home), Map.of("x86_64", pack(directory, runtime)));
  }

  private static Artifact pack(Path directory, Path tree) throws IOException {
    Path archive = directory.resolve(tree.getFileName() + ".tar.gz");
    run(
        "tar",
        "-C",
        directory.toString(),
        "-czf",
        archive.toString(),
        tree.getFileName().toString());
    return Artifact.of(archive);
  }

  private static void run(String... command) throws IOException {
    Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + ": " + out);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
