package org.bbbfleet.lab.hosts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.lab.packages.DebianPackages;
import org.bbbfleet.lab.packages.FleetCache;
import org.bbbfleet.lab.packages.Root;
import org.bbbfleet.lab.packages.Unpacked;

/** Brings a lab up, step by step; whatever fails, the guardian removes what was made. */
final class LabBuilder {
  static final String KEY = "id_ed25519";
  static final String KNOWN_HOSTS = "known_hosts";
  static final String HOSTS = "hosts";
  private static final Duration BOOT = Duration.ofSeconds(60);

  private final FleetCache cache;
  private final Consumer<String> progress;
  private final DebianPackages packages;
  private final Images images;

  LabBuilder(FleetCache cache, Consumer<String> progress) {
    this.cache = cache;
    this.progress = progress;
    this.packages = new DebianPackages(cache, progress);
    this.images = new Images(cache, progress);
  }

  Lab up(LabSpec spec) {
    if (!Root.is()) {
      throw new FleetException(
          ErrorCategory.INPUT,
          "lab hosts need root: they are containers with their own mounts and network");
    }
    Unpacked proxy = prepare(spec);
    Lab.removeOrphans(progress);
    long start = System.nanoTime();
    LabState state = LabState.claim(spec.firstSubnet(), cache.directory("labs"));
    Lab lab = new Lab(state, hosts(spec, state.subnet()), Guardian.start(state));
    try {
      boot(lab, spec, state, proxy);
    } catch (RuntimeException e) {
      lab.close();
      throw e;
    }
    progress.accept(
        "%s: %s  up in %.1f s"
            .formatted(lab.name(), described(lab), (System.nanoTime() - start) / 1e9));
    return lab;
  }

  /** Packages and images, which are kept: said first, fetched once. */
  private Unpacked prepare(LabSpec spec) {
    packages.need(LabNeeds.INSTALLED, LabNeeds.UNPACKED).lines().forEach(progress);
    packages.install(LabNeeds.INSTALLED);
    Unpacked proxy = packages.unpack(LabNeeds.UNPACKED);
    Parallel.each(
        spec.hosts().stream().map(HostSpec::image).distinct().toList(), images::make, cores());
    return proxy;
  }

  private void boot(Lab lab, LabSpec spec, LabState state, Unpacked proxy) {
    NetworkSetup.up(state.subnet());
    Keys.make(lab.privateKey(), state.name());
    Launcher launcher = new Launcher(state);
    Path disk = cache.directory("labs/" + state.name());
    Readiness readiness = new Readiness(BOOT);
    Process apt =
        new AptProxy(launcher, cache).start(state.subnet(), proxy, made(disk, "apt_proxy"));

    List<String> keys = new ArrayList<>();
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < lab.hosts().size(); i++) {
      LabHost host = lab.hosts().get(i);
      Path own = disk.resolve(host.name());
      String key =
          new HostRoot(own)
              .furnish(host, state.subnet(), lab.hosts(), Keys.publicHalf(lab.privateKey()));
      keys.add(host.name() + "," + host.address() + " " + key);
      processes.add(launcher.host(host.name(), images.lower(spec.hosts().get(i).image()), own));
    }
    state.write(KNOWN_HOSTS, String.join("\n", keys) + "\n");

    List<Integer> indexes = IntStream.range(0, processes.size()).boxed().toList();
    Parallel.each(
        indexes,
        i -> {
          LabHost host = lab.hosts().get(i);
          Path console = disk.resolve(host.name()).resolve("console.log");
          readiness.booted(lab.ssh(), host, () -> tail(console), processes.get(i)::isAlive);
        },
        indexes.size());
    readiness.listens(
        "apt-cacher-ng",
        state.subnet().gateway(),
        AptProxy.PORT,
        () -> tail(disk.resolve("apt_proxy/output.log")),
        apt::isAlive);
    StringBuilder lines = new StringBuilder();
    lab.hosts().forEach(host -> lines.append(LabStatus.line(host)));
    state.write(HOSTS, lines.toString());
  }

  private static List<LabHost> hosts(LabSpec spec, Subnet subnet) {
    return IntStream.range(0, spec.hosts().size())
        .mapToObj(i -> new LabHost(spec.hosts().get(i).name(), subnet.address(i), 22))
        .toList();
  }

  private static String described(Lab lab) {
    return String.join(
        " · ", lab.hosts().stream().map(host -> host.name() + " " + host.address()).toList());
  }

  private static Path made(Path parent, String name) {
    try {
      return Files.createDirectories(parent.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String tail(Path log) {
    try {
      List<String> lines =
          new String(Files.readAllBytes(log), java.nio.charset.StandardCharsets.UTF_8)
              .lines()
              .toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 12), lines.size()));
    } catch (IOException e) {
      return "(no output: " + e.getMessage() + ")";
    }
  }

  private static int cores() {
    return Runtime.getRuntime().availableProcessors();
  }
}
