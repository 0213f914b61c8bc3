package org.bbbfleet.alerts.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real primary with two standbys that stream from it, and what happens when it dies. */
@Tag("system")
class PostgresFailoverSystemTest {
  @TempDir Path directory;
  private final List<Process> running = new ArrayList<>();
  private final int port = RealServices.port();
  private RealServices services;
  private Process primary;

  @BeforeEach
  void start() throws IOException {
    services = new RealServices(directory, "postgresql-15", "postgresql-client-15");
    services.run(
        root(
            "initdb",
            "-D",
            data("p"),
            "-A",
            "trust",
            "-N",
            "-E",
            "UTF8",
            "--locale=C",
            "-U",
            "postgres"));
    primary = postgres("p", port, "127.0.0.1");
    RealServices.await("the primary answers", () -> sql(port, "select 1").equals("1"));
    sql(port, "create table booked (room int)");
    standby("a", port + 1);
    standby("b", port + 2);
    RealServices.await(
        "both stream",
        () ->
            sql(port, "select count(*) from pg_stat_replication where state = 'streaming'")
                .equals("2"));
    sql(port, "insert into booked values (1)");
    for (int standby : List.of(port + 1, port + 2)) {
      RealServices.await(
          "it is replicated", () -> sql(standby, "select count(*) from booked").equals("1"));
    }
    services.allow("postgres", "15-a 127.0.0.1:" + port, "15-b fence-db.service");
    services.with("FLEET_HEAL_SYSTEMCTL", services.executable("systemctl", "#!/bin/sh\nexit 1\n"));
  }

  @AfterEach
  void stop() {
    running.stream().filter(Process::isAlive).forEach(services::quit);
    services.close();
  }

  /** PostgreSQL does not run as root: in a user namespace of its own nobody is. */
  private String[] root(String program, String... words) {
    List<String> line =
        new ArrayList<>(List.of("unshare", "--user", "--map-user=1000", "--map-group=1000"));
    line.add(services.programs().root().resolve("usr/lib/postgresql/15/bin/" + program).toString());
    line.addAll(List.of(words));
    return line.toArray(String[]::new);
  }

  private String data(String name) {
    return directory.resolve(name).toString();
  }

  private Process postgres(String name, int at, String listen) throws IOException {
    Process process =
        services.start(
            root(
                "postgres",
                "-D",
                data(name),
                "-p",
                Integer.toString(at),
                "-k",
                directory.toString(),
                "-c",
                "listen_addresses=" + listen,
                "-c",
                "fsync=off"));
    running.add(process);
    return process;
  }

  private void standby(String name, int at) throws IOException {
    services.run(
        root(
            "pg_basebackup",
            "-h",
            directory.toString(),
            "-p",
            Integer.toString(port),
            "-U",
            "postgres",
            "-D",
            data(name),
            "-R",
            "-X",
            "stream",
            "-c",
            "fast"));
    postgres(name, at, "");
    RealServices.await(
        "standby " + name + " answers", () -> sql(at, "select pg_is_in_recovery()").equals("t"));
  }

  private String sql(int at, String statement) {
    return services.run(psql(at, "-XAtq", "-c", statement).toArray(String[]::new));
  }

  private List<String> psql(int at, String... words) {
    List<String> line = new ArrayList<>();
    line.add(services.programs().root().resolve("usr/lib/postgresql/15/bin/psql").toString());
    line.addAll(List.of("-h", directory.toString(), "-p", Integer.toString(at), "-U", "postgres"));
    line.addAll(List.of(words));
    return line;
  }

  /** The healer's script finds the server of this standby. */
  private void on(int at) throws IOException {
    services.with(
        "FLEET_HEAL_PSQL",
        services.executable(
            "psql-" + at,
            "#!/bin/sh\nexport LD_LIBRARY_PATH="
                + services.programs().environment().getOrDefault("LD_LIBRARY_PATH", "")
                + "\nexec "
                + String.join(" ", psql(at))
                + " \"$@\"\n"));
  }

  private Report heal(String cluster) {
    return services.heal("postgres-failover", "cluster", cluster);
  }

  @Test
  void aStandbyTakesOverOnlyWhenThePrimaryIsDeadForCertain() throws IOException {
    on(port + 1);
    Report streaming = heal("15-a");
    assertThat(streaming.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(streaming.output()).contains("receives from its primary, which lives");
    assertThat(heal("15-c").output()).contains("15-c is not in").contains("heal.postgres");

    // Nothing is replicated any more, and the primary lives: it takes what the standby lacks.
    cutReplication();
    Report alive = heal("15-a");
    assertThat(alive.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(alive.output()).contains("is not certainly dead: open");
    on(port + 2);
    Report unfenced = heal("15-b");
    assertThat(unfenced.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(unfenced.output()).contains("fence-db.service did not fence the primary");
    assertThat(sql(port + 2, "select pg_is_in_recovery()")).isEqualTo("t");

    // A unit that cuts it off.
    services.executable(
        "systemctl",
        """
        #!/bin/sh
        [ "$*" = 'restart -- fence-db.service' ] || exit 1
        kill -QUIT %1$d
        while kill -0 %1$d 2>/dev/null; do sleep 0.05; done
        """
            .formatted(primary.pid()));
    Report fenced = heal("15-b");
    assertThat(fenced.outcome()).as(fenced.output()).isEqualTo(Outcome.DONE);
    assertThat(fenced.output()).contains("fenced the primary by fence-db.service\npromoted 15-b");
    assertThat(primary.isAlive()).isFalse();
    assertThat(sql(port + 2, "insert into booked values (2) returning room")).isEqualTo("2");
    assertThat(heal("15-b").outcome()).isEqualTo(Outcome.NOTHING_TO_DO);

    // Without such a unit two hosts must see that nobody listens.
    on(port + 1);
    Report dry = services.dryRun("postgres-failover", "cluster", "15-a");
    assertThat(dry.outcome()).isEqualTo(Outcome.DRY_RUN);
    assertThat(dry.output()).contains("as seen from two hosts\nwould promote 15-a");
    assertThat(sql(port + 1, "select pg_is_in_recovery()")).isEqualTo("t");
    services.withoutControlHost();
    Report unseen = heal("15-a");
    assertThat(unseen.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(unseen.output())
        .contains("nobody listens at 127.0.0.1:" + port + ", as seen from this host alone")
        .contains("the fleet has no control host besides db");
    services.withControlHost();
    Report seen = heal("15-a");
    assertThat(seen.outcome()).as(seen.output()).isEqualTo(Outcome.DONE);
    assertThat(seen.output()).contains("as seen from two hosts\npromoted 15-a");
    assertThat(sql(port + 1, "insert into booked values (3) returning room")).isEqualTo("3");
    assertThat(sql(port + 1, "select count(*) from booked where room = 1")).isEqualTo("1");
  }

  private void cutReplication() throws IOException {
    Path access = directory.resolve("p/pg_hba.conf");
    Files.writeString(
        access,
        String.join(
                "\n",
                Files.readAllLines(access).stream()
                    .filter(l -> !l.contains("replication"))
                    .toList())
            + "\n");
    sql(port, "select pg_reload_conf()");
    for (int standby : List.of(port + 1, port + 2)) {
      RealServices.await(
          "nothing is received",
          () -> {
            sql(port, "select pg_terminate_backend(pid) from pg_stat_replication");
            return sql(
                    standby, "select count(*) from pg_stat_wal_receiver where status = 'streaming'")
                .equals("0");
          });
    }
  }
}
