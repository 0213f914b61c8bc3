package org.bbbfleet.exporters.postgres;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.shell.Shell;
import org.bbbfleet.exporters.command.Tool;

/**
 * PostgreSQL's own client programs, which are on every host that has a cluster. By its socket
 * {@code psql} shows who it is without any password (peer authentication, Debian's default).
 */
final class Client implements AutoCloseable {
  private final Tool tool;
  private final List<String> psql;
  private final List<String> ready;

  private Client(Tool tool, List<String> psql, List<String> ready) {
    this.tool = tool;
    this.psql = psql;
    this.ready = ready;
  }

  /**
   * As the exporter's section says: {@code psql} and {@code pg_isready}, the words before their
   * arguments; {@code user} and {@code passfile} where a cluster is not asked as the agent's own
   * user; {@code run_with} and {@code timeout}.
   */
  static Client from(Section options) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "env",
                "PGCONNECT_TIMEOUT=3",
                "PGAPPNAME=bbb-fleet",
                "PGOPTIONS=-c statement_timeout=3s -c lock_timeout=1s"));
    options.string("passfile").ifPresent(file -> words.add("PGPASSFILE=" + file));
    words.addAll(options.strings("psql", List.of("psql")));
    words.addAll(List.of("-XAtqw", "-F", "=", "-d", "postgres"));
    options.string("user").ifPresent(user -> words.addAll(List.of("-U", user)));
    return new Client(
        Tool.from(options, Duration.ofSeconds(5)),
        words,
        options.strings("pg_isready", List.of("pg_isready")));
  }

  /** How a server answers the first words of a connection; nobody needs a right for that. */
  enum Answer {
    ACCEPTS,
    /** It runs and takes nobody yet, or no more. */
    REJECTS,
    NOTHING,
    /** The question could not be asked. */
    UNKNOWN
  }

  /** Knocks at a server. */
  Answer knock(String host, String port) {
    List<String> words = new ArrayList<>(ready);
    words.addAll(List.of("-q", "-t", "3", "-h", host, "-p", port));
    return switch (tool.run(words.toArray(new String[0]))
        .map(Shell.Result::exitStatus)
        .orElse(-1)) {
      case 0 -> Answer.ACCEPTS;
      case 1 -> Answer.REJECTS;
      case 2 -> Answer.NOTHING;
      default -> Answer.UNKNOWN;
    };
  }

  /** The names and values that a statement gives; empty when it was refused. */
  Optional<Map<String, String>> ask(Cluster cluster, String statement) {
    List<String> words = new ArrayList<>(psql);
    words.addAll(
        List.of("-h", cluster.host(), "-p", Integer.toString(cluster.port()), "-c", statement));
    return tool.run(words.toArray(new String[0]))
        .filter(Shell.Result::ok)
        .map(result -> values(result.out()));
  }

  private static Map<String, String> values(String out) {
    Map<String, String> values = new HashMap<>();
    out.lines()
        .filter(line -> line.indexOf('=') > 0)
        .forEach(
            line -> {
              int at = line.indexOf('=');
              values.put(line.substring(0, at), line.substring(at + 1));
            });
    return values;
  }

  @Override
  public void close() {
    tool.close();
  }
}
