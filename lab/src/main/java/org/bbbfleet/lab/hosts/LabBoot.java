package org.bbbfleet.lab.hosts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.bbbfleet.lab.packages.Command;
import org.bbbfleet.lab.packages.FleetCache;
import org.bbbfleet.lab.packages.Unpacked;

/** Brings up the network, the package proxy and the hosts of a lab that was claimed, and waits. */
final class LabBoot {
  static final String KEY = "id_ed25519";
  static final String KNOWN_HOSTS = "known_hosts";
  static final String HOSTS = "hosts";
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int LOG_LINES = 12;

  private final Lab lab;
  private final LabState state;
  private final FleetCache cache;
  private final Images images;
  private final Launcher launcher;
  private final Path disk;

  LabBoot(Lab lab, LabState state, FleetCache cache, Images images) {
    this.lab = lab;
    this.state = state;
    this.cache = cache;
    this.images = images;
    this.launcher = new Launcher(state);
    this.disk = state.disk();
  }

  void boot(LabSpec spec, Unpacked proxy) {
    lab.step(
        () -> {
          // The number is ours now: what lies here is of one that was killed.
          Command.of("rm", "-rf", "--one-file-system", disk.toString()).runFor("clear " + disk);
          NetworkSetup.up(state.subnet());
          Keys.make(lab.privateKey(), state.name());
          return state;
        });
    AptProxy apt = new AptProxy(launcher, cache);
    Path aptWork = disk.resolve("apt_proxy");
    Process aptProcess = lab.step(() -> apt.start(state.subnet(), proxy, aptWork));

    List<Started> hosts = new ArrayList<>();
    for (int i = 0; i < lab.hosts().size(); i++) {
      LabHost host = lab.hosts().get(i);
      Image image = spec.hosts().get(i).image();
      hosts.add(lab.step(() -> start(host, image)));
    }
    write(KNOWN_HOSTS, hosts.stream().map(Started::knownHost).collect(Collectors.joining()));

    Readiness readiness = new Readiness(LIMIT);
    Parallel.each(
        hosts,
        one ->
            readiness.booted(
                lab.ssh(), one.host(), () -> tail(one.console()), one.process()::isAlive),
        hosts.size());
    readiness.listens(
        "apt-cacher-ng",
        state.subnet().gateway(),
        AptProxy.PORT,
        () -> tail(aptWork.resolve("output.log")),
        aptProcess::isAlive);
    write(HOSTS, lab.hosts().stream().map(LabStatus::line).collect(Collectors.joining()));
  }

  private record Started(LabHost host, String key, Process process, Path console) {

    String knownHost() {
      return host.name() + "," + host.address() + " " + key + "\n";
    }
  }

  private Started start(LabHost host, Image image) {
    Path own = disk.resolve(host.name());
    String key =
        new HostRoot(own)
            .furnish(host, state.subnet(), lab.hosts(), Keys.publicHalf(lab.privateKey()));
    Process process = launcher.host(host.name(), images.lower(image), own);
    Path console = own.resolve("console.log");
    lab.plug(
        host,
        new Power(
            host,
            Path.of("/sys/class/net", "vb-" + state.name() + "-" + host.name()),
            process,
            () -> launcher.host(host.name(), images.lower(image), own),
            machine ->
                () ->
                    new Readiness(LIMIT)
                        .booted(lab.ssh(), host, () -> tail(console), machine::isAlive)));
    return new Started(host, key, process, console);
  }

  private void write(String name, String text) {
    lab.step(
        () -> {
          state.write(name, text);
          return name;
        });
  }

  private static String tail(Path log) {
    try {
      List<String> lines =
          new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    } catch (IOException e) {
      return "(no output: " + e.getMessage() + ")";
    }
  }
}
