package org.bbbfleet.provisioning.role;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.provisioning.resource.Artifact;

/**
 * The build products that are pushed to hosts.
 *
 * @param distribution {@code fleet-<version>.tar.gz}
 * @param runtimes Java runtimes by machine name as {@code uname -m} gives it
 */
public record Artifacts(Artifact distribution, Map<String, Artifact> runtimes) {
  private static final Pattern DISTRIBUTION = Pattern.compile("fleet-[0-9][^/]*\\.tar\\.gz");
  private static final Pattern RUNTIME =
      Pattern.compile("fleet-runtime-linux-([a-z0-9_]+)\\.tar\\.gz");
  private static final Map<String, String> MACHINES =
      Map.of("amd64", "x86_64", "x64", "x86_64", "arm64", "aarch64");

  public Artifacts {
    requireNonNull(distribution, "distribution is null");
    runtimes = Map.copyOf(runtimes);
  }

  /** Those of a fleet that is only looked at: nothing of it can be pushed. */
  public static Artifacts none() {
    return new Artifacts(new Artifact(Path.of("none"), "0".repeat(64)), Map.of());
  }

  /**
   * Finds the build products in a directory.
   *
   * @throws FleetException (INPUT) unless there is exactly one distribution
   */
  public static Artifacts in(Path directory) {
    List<Path> distributions = new ArrayList<>();
    Map<String, Artifact> runtimes = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        Matcher runtime = RUNTIME.matcher(name);
        if (runtime.matches()) {
          String machine = MACHINES.getOrDefault(runtime.group(1), runtime.group(1));
          runtimes.put(machine, Artifact.of(file));
        } else if (DISTRIBUTION.matcher(name).matches()) {
          distributions.add(file);
        }
      }
    } catch (IOException e) {
      throw new FleetException(ErrorCategory.INPUT, directory + " can't be read: " + e, e);
    }
    if (distributions.size() != 1) {
      throw new FleetException(
          ErrorCategory.INPUT,
          directory
              + " must hold one fleet-<version>.tar.gz and holds "
              + (distributions.isEmpty() ? "none" : distributions)
              + ". Build it first.");
    }
    return new Artifacts(Artifact.of(distributions.get(0)), runtimes);
  }
}
