package org.bbbfleet.lab.hosts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bbbfleet.lab.packages.FleetCache;
import org.bbbfleet.lab.packages.Unpacked;

/**
 * The lab's own apt-cacher-ng on its bridge: through it the hosts, which have no way out, install
 * Debian's packages, and the second one gets them from the cache.
 */
final class AptProxy {
  /** The port that people know apt-cacher-ng by. */
  static final int PORT = 3142;

  /** Labs that are up at once can't share a cache directory: each takes the first free one. */
  private static final int SLOTS = 8;

  private final Launcher launcher;
  private final FleetCache cache;

  AptProxy(Launcher launcher, FleetCache cache) {
    this.launcher = launcher;
    this.cache = cache;
  }

  /** Starts it. Its slot's lock is held by the program itself, so it is free when that is gone. */
  Process start(Subnet subnet, Unpacked tree, Path work) {
    try {
      Path conf = Files.createDirectories(work.resolve("conf"));
      Files.createDirectories(work.resolve("log"));
      Files.writeString(conf.resolve("acng.conf"), settings(subnet, tree, work.resolve("log")));
      List<String> line = new ArrayList<>(List.of("sh", "-c", SCRIPT, "apt-proxy"));
      line.addAll(List.of(cache.directory("apt-cacher-ng").toString(), Integer.toString(SLOTS)));
      line.addAll(List.of(tree.program("apt-cacher-ng").toString(), "-c", conf.toString()));
      Map<String, String> environment = tree.environment();
      return launcher.program("apt_proxy", line, environment, work.resolve("output.log"));
    } catch (IOException e) {
      throw new UncheckedIOException("writing the settings of apt-cacher-ng", e);
    }
  }

  private static final String SCRIPT =
      """
      set -eu
      directory=$1 slots=$2
      shift 2
      slot=0
      while [ "$slot" -lt "$slots" ]; do
        mkdir -p "$directory/$slot"
        exec 8> "$directory/$slot.lock"
        if flock -n 8; then
          exec "$@" "CacheDir=$directory/$slot"
        fi
        slot=$((slot + 1))
      done
      echo "all $slots caches are in use" >&2
      exit 1
      """;

  private static String settings(Subnet subnet, Unpacked tree, Path log) {
    return """
        LogDir: %s
        SupportDir: %s
        BindAddress: %s
        Port: %d
        ForeGround: 1
        SocketPath:
        ReportPage:
        ExThreshold: 30
        """
        .formatted(log, tree.root().resolve("usr/lib/apt-cacher-ng"), subnet.gateway(), PORT);
  }
}
