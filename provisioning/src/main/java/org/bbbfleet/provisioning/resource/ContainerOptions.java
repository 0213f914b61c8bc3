package org.bbbfleet.provisioning.resource;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.bbbfleet.core.config.Secret;

/**
 * How a container is run: everything that {@code docker run} is told, of which nothing is free text
 * but its own command.
 *
 * @param ports published ports
 * @param volumes directories, files and named volumes that it sees
 * @param environment its environment, which goes by a file that only root reads
 * @param network the network, {@code bridge} by default
 * @param user who runs it; as the image says when empty
 * @param memory the most memory, {@code 512m}; no limit when empty
 * @param command what it runs; as the image says when empty
 * @param healthy how to tell that it is well; as the image says when empty
 */
public record ContainerOptions(
    List<Port> ports,
    List<Volume> volumes,
    Map<String, Secret> environment,
    String network,
    Optional<String> user,
    Optional<String> memory,
    List<String> command,
    Optional<Health> healthy) {
  private static final Pattern TEXT = Pattern.compile("[^\\p{Cntrl}]{1,4000}");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
  private static final Pattern VALUE = Pattern.compile("[^\\x00\\r\\n]{0,32768}");
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{1,100}");
  private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._@+-]+)+");
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]{7,15}|\\[[0-9a-fA-F:]{2,39}]");
  private static final Pattern USER =
      Pattern.compile("[a-z0-9_][a-z0-9_-]{0,31}(:[a-z0-9_][a-z0-9_-]{0,31})?");
  private static final Pattern MEMORY = Pattern.compile("[1-9][0-9]{0,8}[kmg]");

  /** Nothing but the image. */
  static final ContainerOptions NONE =
      new ContainerOptions(
          List.of(),
          List.of(),
          Map.of(),
          "bridge",
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Optional.empty());

  /**
   * A published port.
   *
   * @param address where the host listens; empty for all addresses
   * @param outside the host's port
   * @param inside the container's port
   * @param protocol of both
   */
  public record Port(Optional<String> address, int outside, int inside, Protocol protocol) {
    public Port {
      requireNonNull(protocol, "protocol is null");
      address.ifPresent(
          text -> {
            if (!ADDRESS.matcher(text).matches()) {
              throw new IllegalArgumentException(
                  "not an address (IPv6 in []): " + Names.shown(text));
            }
          });
      checkPort(outside);
      checkPort(inside);
    }

    private static void checkPort(int port) {
      if (port < 1 || port > 65535) {
        throw new IllegalArgumentException("not a port: " + port);
      }
    }

    String word() {
      return address.map(text -> text + ":").orElse("")
          + outside
          + ":"
          + inside
          + "/"
          + protocol.word();
    }
  }

  /** Protocols that have ports. */
  public enum Protocol {
    TCP,
    UDP;

    /** As everybody writes it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Something of the host's, or a named volume, that the container sees.
   *
   * @param source a path or a volume's name
   * @param target where it sees it
   * @param writing whether it may write there
   */
  public record Volume(String source, String target, Writing writing) {
    public Volume {
      requireNonNull(writing, "writing is null");
      if (!NAME.matcher(source).matches()) {
        checkPath(source);
      }
      checkPath(target);
    }

    private static void checkPath(String path) {
      Paths.check(path);
      if (!PATH.matcher(path).matches()) {
        throw new IllegalArgumentException("not a plain path: " + Names.shown(path));
      }
    }

    String word() {
      return source + ":" + target + (writing == Writing.READ_ONLY ? ":ro" : "");
    }
  }

  /**
   * How Docker tells that a container is well.
   *
   * @param check a command of sh inside of it that succeeds while it is well
   * @param every how often it is asked
   */
  public record Health(String check, Duration every) {
    public Health {
      ContainerOptions.check(TEXT, check, "one line of a health check");
      if (every.compareTo(Duration.ofSeconds(1)) < 0 || every.compareTo(Duration.ofHours(1)) > 0) {
        throw new IllegalArgumentException("a health check runs every 1 s to 1 h, not " + every);
      }
    }
  }

  /** Whether a container may write to what it sees of the host. */
  public enum Writing {
    ALLOWED,
    READ_ONLY
  }

  public ContainerOptions {
    ports = List.copyOf(ports);
    volumes = List.copyOf(volumes);
    environment = Collections.unmodifiableMap(new TreeMap<>(environment));
    command = List.copyOf(command);
    environment.forEach(
        (name, value) -> {
          check(VARIABLE, name, "a variable's name");
          if (!VALUE.matcher(value.reveal()).matches()) {
            throw new IllegalArgumentException(
                "the variable " + name + " must be one line of at most 32768 characters");
          }
        });
    check(NAME, network, "a network");
    user.ifPresent(text -> check(USER, text, "a user"));
    memory.ifPresent(text -> check(MEMORY, text, "an amount of memory (512m)"));
    command.forEach(word -> check(TEXT, word, "one line of a command"));
  }

  private static void check(Pattern pattern, String text, String what) {
    if (!pattern.matcher(text).matches()) {
      throw new IllegalArgumentException("not " + what + ": " + Names.shown(text));
    }
  }

  ContainerOptions withPort(Port port) {
    return new ContainerOptions(
        joined(ports, port), volumes, environment, network, user, memory, command, healthy);
  }

  ContainerOptions withVolume(Volume volume) {
    return new ContainerOptions(
        ports, joined(volumes, volume), environment, network, user, memory, command, healthy);
  }

  ContainerOptions withEnvironment(String name, Secret value) {
    Map<String, Secret> more = new TreeMap<>(environment);
    more.put(name, value);
    return new ContainerOptions(ports, volumes, more, network, user, memory, command, healthy);
  }

  ContainerOptions withNetwork(String name) {
    return new ContainerOptions(ports, volumes, environment, name, user, memory, command, healthy);
  }

  ContainerOptions withUser(String name) {
    return new ContainerOptions(
        ports, volumes, environment, network, Optional.of(name), memory, command, healthy);
  }

  ContainerOptions withMemory(String most) {
    return new ContainerOptions(
        ports, volumes, environment, network, user, Optional.of(most), command, healthy);
  }

  ContainerOptions withCommand(List<String> words) {
    return new ContainerOptions(ports, volumes, environment, network, user, memory, words, healthy);
  }

  ContainerOptions withHealthy(Health check) {
    return new ContainerOptions(
        ports, volumes, environment, network, user, memory, command, Optional.of(check));
  }

  /** The options of {@code docker run}, the environment left out. */
  List<String> words() {
    List<String> words = new ArrayList<>(List.of("--network", network));
    ports.forEach(port -> words.addAll(List.of("--publish", port.word())));
    volumes.forEach(volume -> words.addAll(List.of("--volume", volume.word())));
    user.ifPresent(name -> words.addAll(List.of("--user", name)));
    memory.ifPresent(most -> words.addAll(List.of("--memory", most)));
    return words;
  }

  /** The environment as {@code --env-file} reads it. */
  String environmentFile() {
    StringBuilder file = new StringBuilder();
    environment.forEach(
        (name, value) -> file.append(name).append('=').append(value.reveal()).append('\n'));
    return file.toString();
  }

  private static <T> List<T> joined(List<T> some, T one) {
    List<T> all = new ArrayList<>(some);
    all.add(one);
    return all;
  }
}
