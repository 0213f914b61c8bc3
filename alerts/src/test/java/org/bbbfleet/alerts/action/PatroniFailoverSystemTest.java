package org.bbbfleet.alerts.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Debian's Patroni with etcd and two members of PostgreSQL: a switchover by order, and a failover
 * where Patroni does none by itself because an admin has paused it.
 */
@Tag("system")
@Tag("long")
class PatroniFailoverSystemTest {
  @TempDir Path directory;
  private RealServices services;
  private final List<Integer> ports = ports(6);
  private final List<Process> patronis = new ArrayList<>();

  private static List<Integer> ports(int count) {
    Set<Integer> ports = new TreeSet<>();
    while (ports.size() < count) {
      ports.add(RealServices.port());
    }
    return List.copyOf(ports);
  }

  private int sql(int member) {
    return ports.get(member);
  }

  private int api(int member) {
    return ports.get(2 + member);
  }

  private String etcd() {
    return "127.0.0.1:" + ports.get(4);
  }

  private Path program(String path) {
    return services.programs().root().resolve(path);
  }

  @BeforeEach
  void start() throws IOException {
    services =
        new RealServices(
            directory, "patroni", "etcd-server", "postgresql-15", "postgresql-client-15");
    String peers = "http://127.0.0.1:" + ports.get(5);
    services.start(
        program("usr/bin/etcd").toString(),
        "--data-dir=" + directory.resolve("etcd"),
        "--listen-client-urls=http://" + etcd(),
        "--advertise-client-urls=http://" + etcd(),
        "--listen-peer-urls=" + peers,
        "--initial-advertise-peer-urls=" + peers,
        "--initial-cluster=default=" + peers);
    Path configurations = Files.createDirectory(directory.resolve("patroni"));
    services.with("FLEET_HEAL_PATRONI", configurations);
    services.with(
        "FLEET_HEAL_PATRONICTL",
        services.executable("patronictl", "#!/bin/sh\nexec " + python("patronictl") + " \"$@\"\n"));
    services.allow("postgres", "fleet patroni");
    Path first = configure(0, configurations.resolve("15-fleet.yml"));
    Path second = configure(1, directory.resolve("second.yml"));
    patroni(first);
    RealServices.await("the first member leads", () -> list().contains("pg-0\tLeader\trunning"));
    patroni(second);
    RealServices.await("the second streams", () -> streaming(0));
    query(0, "create table booked (room int)");
    query(0, "insert into booked values (1)");
    RealServices.await("it is replicated", () -> rows(1).equals("1"));
    RealServices.await("its lag is known", () -> list().matches("(?s).*pg-1\tReplica\t\\w+\t0.*"));
  }

  /** As Debian configures it, but quick, on one machine and without root. */
  private Path configure(int member, Path file) throws IOException {
    return Files.writeString(
        file,
        """
        scope: "fleet"
        namespace: "/postgresql-common/"
        name: pg-%1$d
        etcd3:
          host: %2$s
        restapi:
          listen: 127.0.0.1:%3$d
          connect_address: 127.0.0.1:%3$d
        bootstrap:
          dcs:
            ttl: 20
            loop_wait: 1
            retry_timeout: 3
            maximum_lag_on_failover: 1048576
            postgresql:
              use_pg_rewind: true
          initdb:
          - encoding: UTF8
          - locale: C
        postgresql:
          listen: 127.0.0.1:%4$d
          connect_address: 127.0.0.1:%4$d
          data_dir: %5$s/pg-%1$d
          bin_dir: %6$s
          pgpass: %5$s/pgpass-%1$d
          pg_hba:
          - local all all trust
          - host all all 127.0.0.1/32 trust
          - host replication all 127.0.0.1/32 trust
          authentication:
            superuser: {username: postgres, password: none}
            replication: {username: replicator, password: none}
          parameters:
            unix_socket_directories: %5$s
            fsync: "off"
        """
            .formatted(
                member,
                etcd(),
                api(member),
                sql(member),
                directory,
                program("usr/lib/postgresql/15/bin")));
  }

  private String python(String name) {
    return "env PYTHONPATH=%s LD_LIBRARY_PATH=%s /usr/bin/python3 %s"
        .formatted(
            program("usr/lib/python3/dist-packages"),
            services.programs().environment().getOrDefault("LD_LIBRARY_PATH", ""),
            program("usr/bin/" + name));
  }

  /** PostgreSQL does not run as root: in a user namespace of its own nobody is. */
  private void patroni(Path configuration) throws IOException {
    List<String> line =
        new ArrayList<>(List.of("unshare", "--user", "--map-user=1000", "--map-group=1000"));
    line.addAll(List.of(python("patroni").split(" ")));
    line.add(configuration.toString());
    patronis.add(services.start(line.toArray(String[]::new)));
  }

  @AfterEach
  void stop() throws IOException {
    patronis.forEach(RealServices::kill);
    for (int member : List.of(0, 1)) {
      Path process = directory.resolve("pg-" + member + "/postmaster.pid");
      if (Files.exists(process)) {
        String id = Files.readAllLines(process).get(0).strip();
        services.run("kill", "-QUIT", id);
        RealServices.await("PostgreSQL ends", () -> !Files.exists(Path.of("/proc", id)));
      }
    }
    services.close();
  }

  private String query(int member, String statement) {
    return services.run(
        program("usr/lib/postgresql/15/bin/psql").toString(),
        "-XAtq",
        "-h",
        "127.0.0.1",
        "-p",
        Integer.toString(sql(member)),
        "-U",
        "postgres",
        "-c",
        statement);
  }

  private String rows(int member) {
    return query(member, "select count(*) from booked");
  }

  private boolean streaming(int leader) {
    return query(leader, "select count(*) from pg_stat_replication where state = 'streaming'")
        .equals("1");
  }

  /** Name, role, state and lag of each member, between tabs. */
  private String list() {
    StringBuilder members = new StringBuilder();
    services
        .run(patronictl("list", "-f", "tsv", "fleet"))
        .lines()
        .filter(line -> line.startsWith("fleet\t"))
        .map(line -> (line + "\t").split("\t", -1))
        .forEach(
            word ->
                members.append(String.join("\t", word[1], word[3], word[4], word[6])).append(' '));
    return members.toString();
  }

  private String[] patronictl(String... words) {
    List<String> line =
        new ArrayList<>(
            List.of(
                directory.resolve("patronictl").toString(),
                "-c",
                directory.resolve("patroni/15-fleet.yml").toString()));
    line.addAll(List.of(words));
    return line.toArray(String[]::new);
  }

  private Report heal() {
    return services.heal("postgres-failover", "cluster", "fleet");
  }

  @Test
  void patroniFailsOverWhenItIsToldToAndOnlyToAReplicaThatHasEverything() throws IOException {
    // A replica that receives nothing any more.
    String receiver = query(1, "select pid from pg_stat_wal_receiver");
    services.run("kill", "-STOP", receiver);
    for (int i = 0; i < 3; i++) {
      query(0, "insert into booked values (2)");
      query(0, "select pg_switch_wal()");
    }
    RealServices.await(
        "it is behind", () -> list().matches("(?s).*pg-1\tReplica\t\\w+\t[2-9]\\d.*"));
    Report behind = heal();
    assertThat(behind.outcome()).as(behind.output()).isEqualTo(Outcome.REFUSED);
    assertThat(behind.output())
        .contains("no replica of fleet that may lead")
        .containsPattern("pg-1 .Replica, \\w+, lag \\d\\d.");
    services.run("kill", "-CONT", receiver);
    RealServices.await(
        "it has caught up",
        () -> rows(1).equals("4") && list().matches("(?s).*pg-1\tReplica\t\\w+\t0.*"));

    Report dry = services.dryRun("postgres-failover", "cluster", "fleet");
    assertThat(dry.output()).isEqualTo("would have Patroni fail fleet over from pg-0 to pg-1");
    assertThat(query(1, "select pg_is_in_recovery()")).isEqualTo("t");
    Report ordered = heal();
    assertThat(ordered.output()).isEqualTo("Patroni failed fleet over from pg-0 to pg-1");
    assertThat(ordered.outcome()).isEqualTo(Outcome.DONE);
    assertThat(query(1, "insert into booked values (5) returning room")).isEqualTo("5");
    RealServices.await("the old primary follows", () -> rows(0).equals("5") && streaming(1));
    RealServices.await("its lag is known", () -> list().matches("(?s).*pg-0\tReplica\t\\w+\t0.*"));

    // The primary dies while an admin has paused Patroni, which then leaves everything as it is.
    assertThat(services.run(patronictl("pause", "--wait", "fleet"))).contains("Success");
    services.run(
        "kill",
        "-KILL",
        Files.readAllLines(directory.resolve("pg-1/postmaster.pid")).get(0).strip());
    RealServices.await("nobody leads", () -> !list().contains("Leader"));
    assertThat(query(0, "select pg_is_in_recovery()")).isEqualTo("t");
    Report dead = heal();
    assertThat(dead.output()).isEqualTo("Patroni failed fleet over from nobody to pg-0");
    assertThat(dead.outcome()).isEqualTo(Outcome.DONE);
    assertThat(query(0, "insert into booked values (6) returning room")).isEqualTo("6");
    assertThat(rows(0)).as("nothing is lost").isEqualTo("6");

    Report alone = heal();
    assertThat(alone.outcome()).as(alone.output()).isEqualTo(Outcome.REFUSED);
    assertThat(alone.output()).contains("pg-1 (Replica, stopped");
  }
}
