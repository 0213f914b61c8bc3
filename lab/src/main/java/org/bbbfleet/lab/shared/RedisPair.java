package org.bbbfleet.lab.shared;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Debian's Redis, a master and its replica, and one Sentinel that knows the master by two names:
 * {@code demo}, for which it is enough, and {@code strict}, for which there must be two.
 */
public final class RedisPair implements AutoCloseable {
  /** What both Redis want. */
  public static final String PASSWORD = "redis-secret";

  /** What Sentinel wants. */
  public static final String SENTINEL_PASSWORD = "sentinel-secret";

  private final Path directory;
  private final Daemons daemons;
  private final int masterPort = Daemons.port();
  private final int replicaPort = Daemons.port();
  private final int sentinelPort = Daemons.port();
  private Process master;
  private Process sentinel;

  private RedisPair(Path directory) {
    this.directory = directory;
    this.daemons = new Daemons(directory, "redis-server");
  }

  private void start() throws IOException {
    master = redis("master", masterPort, "");
    redis("replica", replicaPort, "replicaof 127.0.0.1 " + masterPort);
    Daemons.await(
        "the replica follows",
        () -> onReplica("INFO", "replication").contains("master_link_status:up"));
    sentinel = sentinel();
    Daemons.await(
        "Sentinel knows the replica",
        () -> onSentinel("SENTINEL", "REPLICAS", "demo").contains("master-link-status"));
  }

  /** Starts them below a directory of their own. */
  public static RedisPair in(Path directory) throws IOException {
    RedisPair pair = new RedisPair(Files.createDirectories(directory));
    try {
      pair.start();
      return pair;
    } catch (RuntimeException e) {
      pair.close();
      throw e;
    }
  }

  private Process redis(String name, int port, String more) throws IOException {
    Path config =
        Files.writeString(
            directory.resolve(name + ".conf"),
            """
            port %d
            bind 127.0.0.1
            dir %s
            save 3600 1
            requirepass %s
            masterauth %3$s
            repl-diskless-sync yes
            repl-diskless-sync-delay 0
            %s
            """
                .formatted(port, Files.createDirectory(directory.resolve(name)), PASSWORD, more));
    return daemons.start(List.of(server(), config.toString()));
  }

  private Process sentinel() throws IOException {
    StringBuilder config =
        new StringBuilder(
            """
            port %d
            bind 127.0.0.1
            dir %s
            requirepass %s
            """
                .formatted(sentinelPort, directory, SENTINEL_PASSWORD));
    for (String name : List.of("demo", "strict")) {
      config.append(
          """
          sentinel monitor %1$s 127.0.0.1 %2$d %3$d
          sentinel auth-pass %1$s %4$s
          sentinel down-after-milliseconds %1$s 600000
          """
              .formatted(name, masterPort, name.equals("demo") ? 1 : 2, PASSWORD));
    }
    Path file = Files.writeString(directory.resolve("sentinel.conf"), config.toString());
    return daemons.start(List.of(server(), file.toString(), "--sentinel"));
  }

  private String server() {
    return daemons.programs().program("redis-server").toString();
  }

  /** The master's port. */
  public int masterPort() {
    return masterPort;
  }

  /** The replica's port. */
  public int replicaPort() {
    return replicaPort;
  }

  /** Sentinel's port. */
  public int sentinelPort() {
    return sentinelPort;
  }

  /** What the master answers. */
  public String onMaster(String... words) {
    return cli(masterPort, PASSWORD, words);
  }

  /** What the replica answers. */
  public String onReplica(String... words) {
    return cli(replicaPort, PASSWORD, words);
  }

  /** What Sentinel answers. */
  public String onSentinel(String... words) {
    return cli(sentinelPort, SENTINEL_PASSWORD, words);
  }

  private String cli(int port, String password, String... words) {
    List<String> line =
        new ArrayList<>(
            List.of(
                daemons.programs().program("redis-cli").toString(),
                "-p",
                Integer.toString(port),
                "-a",
                password,
                "--no-auth-warning",
                "--raw"));
    line.addAll(List.of(words));
    return daemons.run(line);
  }

  /** Takes the master's disk away, and waits until it knows. */
  public void breakDisk() {
    try (Stream<Path> below = Files.walk(directory.resolve("master"))) {
      for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    onMaster("BGSAVE");
    Daemons.await("it refuses to write", () -> onMaster("SET", "x", "1").startsWith("MISCONF"));
  }

  /** Lets Sentinel take the master for down when it has not answered for half a second. */
  public void watchClosely(String name) {
    onSentinel("SENTINEL", "SET", name, "down-after-milliseconds", "500");
  }

  /** Ends the master, as a power cut does. */
  public void killMaster() {
    Daemons.kill(master);
  }

  /** Ends Sentinel. */
  public void killSentinel() {
    Daemons.kill(sentinel);
  }

  @Override
  public void close() {
    daemons.close();
  }
}
