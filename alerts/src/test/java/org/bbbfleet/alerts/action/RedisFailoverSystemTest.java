package org.bbbfleet.alerts.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three real Redis, all with passwords, watched by three real Sentinels that notice nothing. */
@Tag("system")
class RedisFailoverSystemTest {
  private static final String PASSWORD = "redis-secret";
  private static final String SENTINELS = "sentinel-secret";

  @TempDir Path directory;
  private RealServices services;
  private final List<Integer> ports = new ArrayList<>();
  private final List<Process> nodes = new ArrayList<>();
  private final List<Integer> sentinels = new ArrayList<>();
  private Path calls;

  @BeforeEach
  void start() throws IOException {
    services = new RealServices(directory, "redis-server");
    for (int i = 0; i < 3; i++) {
      ports.add(RealServices.port());
      nodes.add(redis(i));
    }
    RealServices.await(
        "the replicas follow",
        () -> redis(ports.get(0), "INFO", "replication").contains("connected_slaves:2"));
    for (int i = 0; i < 3; i++) {
      sentinels.add(RealServices.port());
      sentinel(i);
    }
    RealServices.await(
        "Sentinel knows them all",
        () -> ask("CKQUORUM", "demo").startsWith("OK 3 ") && count(ask("REPLICAS", "demo")) == 2);
    calls = Files.writeString(directory.resolve("calls"), "");
    services.with("FLEET_HEAL_SENTINEL_CONFIG", directory.resolve("sentinel-0.conf"));
    services.with(
        "FLEET_HEAL_REDIS_CLI",
        services.executable(
            "redis-cli",
            "#!/bin/sh\nprintf '%s ' \"$@\" >>"
                + calls
                + "\nexport LD_LIBRARY_PATH="
                + services.programs().environment().getOrDefault("LD_LIBRARY_PATH", "")
                + "\nexec "
                + services.programs().program("redis-cli")
                + " \"$@\"\n"));
    services.allow("redis", "demo", "alone");
  }

  @AfterEach
  void stop() {
    services.close();
  }

  private Process redis(int i) throws IOException {
    Path data = Files.createDirectory(directory.resolve("data-" + i));
    Path config =
        Files.writeString(
            directory.resolve("redis-" + i + ".conf"),
            """
            port %d
            bind 127.0.0.1
            dir %s
            save 3600 1
            requirepass %s
            masterauth %s
            repl-diskless-sync yes
            repl-diskless-sync-delay 0
            %s
            """
                .formatted(
                    ports.get(i),
                    data,
                    PASSWORD,
                    PASSWORD,
                    i == 0 ? "" : "replicaof 127.0.0.1 " + ports.get(0)));
    return services.start(
        services.programs().program("redis-server").toString(), config.toString());
  }

  private void sentinel(int i) throws IOException {
    String master =
        """
        sentinel monitor %1$s 127.0.0.1 %2$d 2
        sentinel auth-pass %1$s %3$s
        sentinel down-after-milliseconds %1$s 60000
        sentinel failover-timeout %1$s 20000
        """;
    Path config =
        Files.writeString(
            directory.resolve("sentinel-" + i + ".conf"),
            """
            port %d
            bind 127.0.0.1
            dir %s
            requirepass %s
            sentinel sentinel-pass %s
            """
                    .formatted(sentinels.get(i), directory, SENTINELS, SENTINELS)
                + master.formatted("demo", ports.get(0), PASSWORD)
                // Of this one no other Sentinel knows.
                + (i == 0 ? master.formatted("alone", ports.get(0), PASSWORD) : ""));
    services.start(
        services.programs().program("redis-server").toString(), config.toString(), "--sentinel");
  }

  private String redis(int port, String... words) {
    return cli(port, PASSWORD, words);
  }

  private String ask(String... words) {
    String[] all = Stream.concat(Stream.of("SENTINEL"), Stream.of(words)).toArray(String[]::new);
    return cli(sentinels.get(0), SENTINELS, all);
  }

  private String cli(int port, String password, String... words) {
    List<String> line =
        new ArrayList<>(
            List.of(
                services.programs().program("redis-cli").toString(),
                "-p",
                Integer.toString(port),
                "-a",
                password,
                "--no-auth-warning",
                "--raw"));
    line.addAll(List.of(words));
    return services.run(line.toArray(String[]::new));
  }

  private static long count(String replicas) {
    return replicas.lines().filter("master-link-status"::equals).count();
  }

  /** Where Sentinel sends the clients. */
  private int master() {
    return Integer.parseInt(ask("GET-MASTER-ADDR-BY-NAME", "demo").lines().toList().get(1));
  }

  @Test
  void aMasterThatTakesNoWritesIsReplacedByAReplica() throws IOException {
    assertThat(redis(master(), "SET", "before", "1")).isEqualTo("OK");
    assertThat(redis(master(), "WAIT", "2", "10000")).isEqualTo("2");
    // Its disk is gone: it refuses what clients write. It refuses PING, too, so that Sentinel would
    // replace it by itself once its patience is over.
    deleteData(0);
    redis(ports.get(0), "BGSAVE");
    RealServices.await(
        "it refuses to write", () -> redis(master(), "SET", "x", "1").startsWith("MISCONF"));

    Report dry = services.dryRun("redis-failover", "name", "demo");
    assertThat(dry.outcome()).as(dry.output()).isEqualTo(Outcome.DRY_RUN);
    assertThat(dry.output())
        .startsWith("would fail demo over from 127.0.0.1:" + ports.get(0) + " to one of: ")
        .contains("127.0.0.1:" + ports.get(1), "127.0.0.1:" + ports.get(2));
    assertThat(master()).isEqualTo(ports.get(0));
    Report alone = services.heal("redis-failover", "name", "alone");
    assertThat(alone.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(alone.output()).contains("can't reach its quorum: NOQUORUM 1 usable Sentinels");

    Report done = services.heal("redis-failover", "name", "demo");
    assertThat(done.outcome()).as(done.output()).isEqualTo(Outcome.DONE);
    assertThat(done.output())
        .isEqualTo("failed demo over from 127.0.0.1:" + ports.get(0) + " to 127.0.0.1:" + master());
    assertThat(redis(master(), "SET", "x", "1")).isEqualTo("OK");
    assertThat(redis(master(), "GET", "before")).isEqualTo("1");
    assertThat(calls).content().contains("FAILOVER demo").doesNotContain("secret");
  }

  @Test
  void withoutAReplicaThatIsWellNothingIsDone() {
    RealServices.kill(nodes.get(1));
    RealServices.kill(nodes.get(2));
    RealServices.await(
        "Sentinel lost them",
        () -> {
          Report dry = services.dryRun("redis-failover", "name", "demo");
          return dry.outcome() == Outcome.REFUSED && dry.output().contains("well enough");
        });
    Report real = services.heal("redis-failover", "name", "demo");
    assertThat(real.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(master()).isEqualTo(ports.get(0));
    assertThat(services.heal("redis-failover", "name", "other").output())
        .contains("other is not in")
        .contains("heal.redis");
  }

  private void deleteData(int i) throws IOException {
    Path data = directory.resolve("data-" + i);
    try (Stream<Path> files = Files.list(data)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(data);
  }
}
