package org.bbbfleet.lab.hosts;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.lab.packages.DebianPackages;
import org.bbbfleet.lab.packages.FleetCache;
import org.bbbfleet.lab.packages.Root;
import org.bbbfleet.lab.packages.Unpacked;

/**
 * Gets what a lab needs and then brings it up; whatever fails, the guardian removes what was made.
 */
final class LabBuilder {
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
    Unpacked proxy = prepare(spec);
    Lab.removeOrphans(progress);
    long start = System.nanoTime();
    LabState state = LabState.claim(spec.firstSubnet(), cache.directory("labs"));
    Lab lab = new Lab(state, hosts(spec, state.subnet()), Guardian.start(state));
    try {
      new LabBoot(lab, state, cache, images).boot(spec, proxy);
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
  Unpacked prepare(LabSpec spec) {
    if (!Root.is()) {
      throw new FleetException(
          ErrorCategory.INPUT,
          "lab hosts need root: they are containers with mounts and a network of their own");
    }
    packages.need(LabNeeds.INSTALLED, LabNeeds.UNPACKED).lines().forEach(progress);
    packages.install(LabNeeds.INSTALLED);
    Unpacked proxy = packages.unpack(LabNeeds.UNPACKED);
    Parallel.each(
        spec.hosts().stream().map(HostSpec::image).distinct().toList(),
        images::make,
        Runtime.getRuntime().availableProcessors());
    return proxy;
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
}
