package org.bbbfleet.app.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bbbfleet.lab.packages.Command;
import org.bbbfleet.lab.packages.DebianPackages;
import org.bbbfleet.lab.packages.FleetCache;
import org.bbbfleet.lab.packages.Need;
import org.bbbfleet.lab.packages.Root;
import org.bbbfleet.lab.packages.Unpacked;
import org.bbbfleet.lab.packages.Wanted;

/**
 * The real programs of the local demo: this machine's where it has them, else Debian's. Tools are
 * installed if we may; what would start a service, and everything for who isn't root, is only laid
 * out in the cache.
 */
final class LocalPrograms {
  /** A program, and the packages that bring it. */
  enum Real {
    PROMETHEUS("usr/bin/prometheus", new Wanted("prometheus", "measures and notices")),
    ALERTMANAGER(
        "usr/bin/prometheus-alertmanager",
        new Wanted("prometheus-alertmanager", "tells the healer of alerts")),
    NGINX(
        "usr/sbin/nginx",
        new Wanted("nginx", "the RTMP server that takes the livestream"),
        new Wanted("libnginx-mod-rtmp", "nginx's RTMP module")),
    FFMPEG("usr/bin/ffmpeg", new Wanted("ffmpeg", "sends the livestream that is broken")),
    SOFFICE(
        "usr/lib/libreoffice/program/soffice.bin",
        new Wanted("libreoffice-writer-nogui", "converts the document that is broken"));

    private final Path program;
    private final List<Wanted> packages;

    Real(String program, Wanted... packages) {
      this.program = Path.of(program);
      this.packages = List.of(packages);
    }

    private boolean startsNothing() {
      return this == FFMPEG || this == SOFFICE;
    }

    private boolean isBelow(Path root) {
      return Files.isExecutable(root.resolve(program))
          && (this != NGINX || Files.exists(root.resolve(RTMP_MODULE)));
    }
  }

  private static final Path RTMP_MODULE = Path.of("usr/lib/nginx/modules/ngx_rtmp_module.so");
  private static final Path MACHINE = Path.of("/");
  // Where Debian puts libraries that an installation makes known by alternatives or a RUNPATH.
  private static final List<String> ASIDE = List.of("blas", "lapack", "pulseaudio");

  private final Map<Real, Unpacked> places = new EnumMap<>(Real.class);

  private LocalPrograms() {}

  /** Finds or gets all of them; says what is needed before anything is fetched. */
  static LocalPrograms find(Consumer<String> progress) {
    LocalPrograms found = new LocalPrograms();
    DebianPackages debian = new DebianPackages(FleetCache.fromEnvironment(), progress);
    List<Real> install = new ArrayList<>();
    List<Real> unpack = new ArrayList<>();
    for (Real real : Real.values()) {
      if (real.isBelow(MACHINE)) {
        found.places.put(real, new Unpacked(MACHINE));
      } else if (real.startsNothing() && Root.is()) {
        install.add(real);
      } else {
        unpack.add(real);
      }
    }
    // Each program has a tree of its own in the cache, so each is asked for by itself.
    Stream.concat(
            install.stream().map(real -> debian.need(real.packages, List.of())),
            unpack.stream().map(real -> debian.need(List.of(), real.packages)))
        .map(Need::lines)
        .forEach(lines -> lines.forEach(progress));
    for (Real real : install) {
      debian.install(real.packages);
      found.places.put(real, new Unpacked(MACHINE));
    }
    for (Real real : unpack) {
      found.places.put(real, debian.unpack(real.packages));
    }
    return found;
  }

  /** Where the program is. */
  String path(Real real) {
    return places.get(real).root().resolve(real.program).toString();
  }

  /** nginx's RTMP module. */
  Path rtmpModule() {
    return places.get(Real.NGINX).root().resolve(RTMP_MODULE);
  }

  /** What the program needs in its environment. */
  Map<String, String> environment(Real real) {
    Unpacked place = places.get(real);
    if (place.root().equals(MACHINE)) {
      return Map.of();
    }
    Map<String, String> environment = new LinkedHashMap<>(place.environment());
    environment.computeIfPresent("LD_LIBRARY_PATH", (name, path) -> withAside(path));
    return environment;
  }

  /**
   * The command that starts Alertmanager. Debian's reads its templates from a fixed place, which a
   * machine without the package doesn't have: there a copy is run whose place is relative, in a
   * path of the same length, from the tree that has them.
   */
  List<String> alertmanager(Path copy) {
    Path root = places.get(Real.ALERTMANAGER).root();
    String program = path(Real.ALERTMANAGER);
    if (root.equals(MACHINE)) {
      return List.of(program);
    }
    Command.of(
            "sh",
            "-c",
            "LC_ALL=C sed 's|/usr/share/prometheus/alertmanager|usr/share/prometheus/alertmanager/|g'"
                + " \"$1\" > \"$2\" && chmod 700 \"$2\"",
            "copy",
            program,
            copy.toString())
        .runFor("copy " + program);
    return List.of("env", "-C", root.toString(), copy.toString());
  }

  private static String withAside(String path) {
    List<String> all = new ArrayList<>(List.of(path.split(":", -1)));
    for (String directory : path.split(":", -1)) {
      ASIDE.stream()
          .map(Path.of(directory)::resolve)
          .filter(Files::isDirectory)
          .forEach(aside -> all.add(aside.toString()));
    }
    return String.join(":", all);
  }
}
