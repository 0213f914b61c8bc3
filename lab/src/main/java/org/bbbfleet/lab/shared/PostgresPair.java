package org.bbbfleet.lab.shared;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Debian's PostgreSQL 15, a primary and a standby that streams from it. Besides {@code postgres}
 * there are the roles {@code fleet}, which may look, and {@code nobody}, which may only connect.
 */
public final class PostgresPair implements AutoCloseable {
  private final Path directory;
  private final Daemons daemons;
  private final int primaryPort = Daemons.port();
  private final int standbyPort = Daemons.port();
  private final List<Process> servers = new ArrayList<>();

  private PostgresPair(Path directory) {
    this.directory = directory;
    this.daemons = new Daemons(directory, "postgresql-15", "postgresql-client-15");
  }

  private void start() {
    run(
        "initdb",
        "-D",
        data("p"),
        "-A",
        "trust",
        "-N",
        "--wal-segsize=1",
        "-E",
        "UTF8",
        "--locale=C",
        "-U",
        "postgres");
    servers.add(server("p", primaryPort));
    Daemons.await("the primary answers", () -> onPrimary("select 1").equals("1"));
    onPrimary("create role fleet login");
    onPrimary("grant pg_monitor to fleet");
    onPrimary("create role nobody login");
    String[] copy = {"-h", directory.toString(), "-p", Integer.toString(primaryPort)};
    List<String> words = new ArrayList<>(List.of(copy));
    words.addAll(
        List.of("-U", "postgres", "-D", data("s"), "-R", "-X", "stream", "-c", "fast", "-N"));
    run("pg_basebackup", words.toArray(String[]::new));
    servers.add(server("s", standbyPort));
    Daemons.await(
        "the standby streams",
        () ->
            onPrimary("select count(*) from pg_stat_replication where state = 'streaming'")
                    .equals("1")
                && onStandby("select status from pg_stat_wal_receiver").equals("streaming"));
  }

  /** Starts them below a directory of their own. */
  public static PostgresPair in(Path directory) throws IOException {
    PostgresPair pair = new PostgresPair(Files.createDirectories(directory));
    try {
      pair.start();
      return pair;
    } catch (RuntimeException e) {
      pair.close();
      throw e;
    }
  }

  private Process server(String name, int port) {
    return daemons.start(
        line(
            "postgres",
            "-D",
            data(name),
            "-p",
            Integer.toString(port),
            "-k",
            directory.toString(),
            "-c",
            "listen_addresses=",
            "-c",
            "fsync=off"));
  }

  private String data(String name) {
    return directory.resolve(name).toString();
  }

  /** The server does not run as root: in a user namespace of its own nobody is. */
  private List<String> line(String program, String... words) {
    List<String> line =
        new ArrayList<>(List.of("unshare", "--user", "--map-user=1000", "--map-group=1000"));
    line.add(program(program).toString());
    line.addAll(List.of(words));
    return line;
  }

  private Path program(String name) {
    return daemons.programs().root().resolve("usr/lib/postgresql/15/bin").resolve(name);
  }

  private String run(String program, String... words) {
    return daemons.run(line(program, words));
  }

  /** The words with which one of PostgreSQL's own client programs is run. */
  public List<String> client(String name) {
    return daemons.words(program(name));
  }

  /** The directory of both sockets. */
  public Path sockets() {
    return directory;
  }

  /** The primary's port. */
  public int primaryPort() {
    return primaryPort;
  }

  /** The standby's port. */
  public int standbyPort() {
    return standbyPort;
  }

  /** What the primary answers to a statement. */
  public String onPrimary(String statement) {
    return sql(primaryPort, statement);
  }

  /** What the standby answers to a statement. */
  public String onStandby(String statement) {
    return sql(standbyPort, statement);
  }

  private String sql(int port, String statement) {
    return run(
        "psql",
        "-h",
        directory.toString(),
        "-p",
        Integer.toString(port),
        "-U",
        "postgres",
        "-d",
        "postgres",
        "-XAtqw",
        "-c",
        statement);
  }

  /** Lets nobody replicate any more, while the primary lives on. */
  public void forbidReplication() {
    Path access = directory.resolve("p/pg_hba.conf");
    try {
      Files.write(
          access,
          Files.readAllLines(access).stream().filter(l -> !l.contains("replication")).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    onPrimary("select pg_reload_conf()");
    Daemons.await(
        "the standby receives nothing",
        () -> {
          onPrimary("select pg_terminate_backend(pid) from pg_stat_replication");
          return onStandby("select count(*) from pg_stat_wal_receiver").equals("0");
        });
  }

  /** Ends the primary, as a crash does. */
  public void endPrimary() {
    daemons.quit(servers.get(0));
  }

  @Override
  public void close() {
    // Killed, a server would leave its children behind.
    servers.stream().filter(Process::isAlive).forEach(daemons::quit);
    daemons.close();
  }
}
