package org.bbbfleet.lab.hosts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.lab.packages.Command;
import org.bbbfleet.lab.packages.FleetCache;

/**
 * Some throw-away Debian hosts that are up. They go, and everything that was made for them, when
 * the lab is closed, when this program is interrupted and when it is killed; only {@link #detach}
 * makes them stay.
 */
public final class Lab implements AutoCloseable {
  private static final Duration CABLE = Duration.ofSeconds(30);

  private final LabState state;
  private final List<LabHost> hosts;
  private final Guardian guardian;
  private final AtomicBoolean open = new AtomicBoolean(true);
  private final Thread hook;
  private final Map<String, Power> plugs = new ConcurrentHashMap<>();

  Lab(LabState state, List<LabHost> hosts, Guardian guardian) {
    this.state = state;
    this.hosts = List.copyOf(hosts);
    this.guardian = guardian;
    this.hook = new Thread(this::release, "lab-close");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Brings up a lab and waits until every host has booted and answers SSH. What it needs of
   * Debian's packages is said, then fetched; the first lab on a machine also makes its images.
   *
   * @param progress takes lines for a person
   * @throws FleetException INPUT without root; otherwise what failed, after everything was removed
   */
  public static Lab up(LabSpec spec, Consumer<String> progress) {
    return up(spec, FleetCache.fromEnvironment(), progress);
  }

  /** The same with another cache. */
  public static Lab up(LabSpec spec, FleetCache cache, Consumer<String> progress) {
    return new LabBuilder(cache, progress).up(spec);
  }

  /** The lab's name, as {@code lab-0}. */
  public String name() {
    return state.name();
  }

  /** The hosts, in the order in which they were asked for. */
  public List<LabHost> hosts() {
    return hosts;
  }

  /**
   * The host with that name.
   *
   * @throws FleetException INPUT when there is none
   */
  public LabHost host(String name) {
    return hosts.stream()
        .filter(host -> host.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new FleetException(ErrorCategory.INPUT, name() + " has no host " + name));
  }

  /** This machine's address on the lab's bridge: where hosts reach what runs here. */
  public String gateway() {
    return state.subnet().gateway();
  }

  /** Root's private key for every host of the lab. */
  public Path privateKey() {
    return state.file(LabBoot.KEY);
  }

  /** The hosts' keys by name and address, in OpenSSH's format. */
  public Path knownHosts() {
    return state.file(LabBoot.KNOWN_HOSTS);
  }

  /** OpenSSH's client set up for the lab. */
  public Ssh ssh() {
    return new Ssh(privateKey(), knownHosts());
  }

  /** Host lines of an inventory in Ansible's INI format, without a group. */
  public String inventory() {
    return inventory(hosts, privateKey());
  }

  static String inventory(List<LabHost> hosts, Path key) {
    return hosts.stream()
        .map(
            host ->
                "%s ansible_host=%s%s ansible_user=root ansible_ssh_private_key_file=%s\n"
                    .formatted(
                        host.name(),
                        host.address(),
                        host.port() == 22 ? "" : " ansible_port=" + host.port(),
                        key))
        .collect(Collectors.joining());
  }

  /**
   * Runs a command of sh on a host as root and insists on success.
   *
   * @throws FleetException REMOTE with the last lines that it printed
   */
  public Command.Output on(LabHost host, String command, Duration limit) {
    Command.Output output = ssh().run(host, command, limit);
    if (!output.ok()) {
      throw new FleetException(
          ErrorCategory.REMOTE,
          "%s: exit %d from: %s\n%s"
              .formatted(host.name(), output.status(), command, output.tail()));
    }
    return output;
  }

  void plug(LabHost host, Power power) {
    plugs.put(host.name(), power);
  }

  /**
   * Waits until a host answers SSH again and systemd has finished booting.
   *
   * @throws FleetException (TIMEOUT) when it does not within the limit
   */
  public void awaitAnswer(LabHost host, Duration limit) {
    new Readiness(limit).booted(ssh(), host, () -> "no answer over SSH", () -> true);
  }

  /** The host's plug. */
  public Power power(LabHost host) {
    return plugs.get(host.name());
  }

  /**
   * The host's cable, as this machine names its end of it. {@code ip link set NAME down} cuts it
   * without a word to either side. It is another one after each boot.
   */
  public String cable(LabHost host) {
    String index = on(host, "cat /sys/class/net/host0/iflink", CABLE).out().strip();
    try (Stream<Path> links = Files.list(Path.of("/sys/class/net"))) {
      for (Path link : links.toList()) {
        Path file = link.resolve("ifindex");
        if (Files.exists(file) && Files.readString(file).strip().equals(index)) {
          return link.getFileName().toString();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new FleetException(ErrorCategory.REMOTE, host.name() + " has no cable here");
  }

  /** Makes a host of the image {@code bookworm-media} play a BigBlueButton server's media side. */
  public void furnishMedia(LabHost host) {
    MediaHost.furnish(this, host);
  }

  /** Installs Debian's Docker on a host, with the image {@code stand/in:1}, a shell that sleeps. */
  public void furnishDocker(LabHost host) {
    DockerHost.furnish(this, host);
  }

  /**
   * Does one step of bringing the lab up, unless it was closed meanwhile: nothing is made that the
   * removal would not see.
   */
  synchronized <T> T step(Supplier<T> step) {
    if (!open.get()) {
      throw new FleetException(
          ErrorCategory.BUSY, name() + " was closed while it was being brought up");
    }
    return step.get();
  }

  /** Lets the hosts stay up when this program ends, until somebody takes the lab down. */
  public void detach() {
    state.write("detached", "");
    close();
  }

  /** Labs on this machine, whoever owns them. */
  public static List<LabStatus> status() {
    return LabState.all().stream().map(LabStatus::of).flatMap(Optional::stream).toList();
  }

  /** Removes what labs of killed owners left; labs that somebody owns or wants stay. */
  public static void removeOrphans(Consumer<String> progress) {
    for (LabState state : LabState.all()) {
      if (state.orphaned()) {
        progress.accept("removing " + state.name() + ", whose owner is gone");
        Guardian.tearDown(state);
      }
    }
    LabState.removeFragments();
  }

  /**
   * Removes labs that were left up on purpose or by killed owners.
   *
   * @param name only this one, even if its owner still runs; all such labs if empty
   * @return the names of those that were removed
   * @throws FleetException INPUT when there is no lab of that name
   */
  public static List<String> down(Optional<String> name) {
    List<LabState> chosen =
        LabState.all().stream()
            .filter(
                state ->
                    name.map(state.name()::equals)
                        .orElseGet(() -> state.detached() || state.orphaned()))
            .toList();
    if (chosen.isEmpty() && name.isPresent()) {
      throw new FleetException(ErrorCategory.INPUT, "no lab " + name.get() + " on this machine");
    }
    chosen.forEach(Guardian::tearDown);
    return chosen.stream().map(LabState::name).toList();
  }

  /** Removes the hosts and everything that was made for them; returns when nothing is left. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // We are shutting down: the hook runs and release() is done once, here or there.
    }
    release();
  }

  private synchronized boolean shut() {
    return open.compareAndSet(true, false);
  }

  private void release() {
    if (shut()) {
      guardian.release();
      // When we are told to hurry, the guardian goes on without us.
      if (!state.detached() && !Thread.currentThread().isInterrupted()) {
        Guardian.tearDown(state);
      }
    }
  }
}
