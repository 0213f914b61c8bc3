package org.bbbfleet.exporters.postgres;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;

/**
 * Knocks at each cluster, and asks those that take connections for what pg_monitor may see. A
 * standby that receives nothing is also asked where its primary is, and that is knocked at: a
 * second opinion beside that of the primary's own agent, which a dead host does not have.
 */
final class PostgresCollector implements Collector {
  private static final String STATE =
      """
      select * from (values
        ('monitor', pg_has_role('pg_monitor', 'member')::int::float8),
        ('standby', pg_is_in_recovery()::int::float8),
        ('started', floor(extract(epoch from pg_postmaster_start_time()))::float8),
        ('connections', (select count(*) from pg_stat_activity
                         where backend_type = 'client backend')::float8),
        ('most', current_setting('max_connections')::float8),
        ('receives', (select count(*) from pg_stat_wal_receiver
                      where status = 'streaming')::float8),
        ('streams', (select count(*) from pg_stat_replication
                     where state = 'streaming')::float8),
        ('lag', case when pg_is_in_recovery()
                then case when pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() then 0
                     else extract(epoch from now() - pg_last_xact_replay_timestamp())
                     end::float8 end)
      ) as state (name, value) where value is not null""";

  /** Only where it is: the rest of the setting may hold a password. */
  private static final String PRIMARY =
      """
      select 'host', substring(c from '(?:^|\\s)host(?:addr)?\\s*=\\s*''?([^\\s'',]+)')
      from (select current_setting('primary_conninfo') as c) as s
      union all
      select 'port', coalesce(substring(c from '(?:^|\\s)port\\s*=\\s*''?(\\d+)'), '5432')
      from (select current_setting('primary_conninfo') as c) as s""";

  private final CollectorContext context;
  private final Supplier<List<Cluster>> clusters;
  private final Client client;

  PostgresCollector(CollectorContext context, Supplier<List<Cluster>> clusters, Client client) {
    this.context = context;
    this.clusters = clusters;
    this.client = client;
  }

  @Override
  public Future<Samples> collect() {
    return context.vertx().executeBlocking(this::measure, false);
  }

  private Samples measure() {
    Samples samples = new Samples();
    clusters.get().forEach(cluster -> measure(samples, cluster));
    return samples;
  }

  private void measure(Samples samples, Cluster cluster) {
    Client.Answer answer = client.knock(cluster.host(), Integer.toString(cluster.port()));
    boolean up = answer == Client.Answer.ACCEPTS;
    // What something else starts where it is needed is not down where it is not.
    if (answer == Client.Answer.UNKNOWN || (!up && !cluster.expected())) {
      return;
    }
    samples.put(PostgresMetrics.UP, up ? 1 : 0, cluster.name());
    if (!up) {
      return;
    }
    Optional<Map<String, String>> state =
        client.ask(cluster, STATE).filter(s -> number(s, "monitor").orElse(0.0) == 1);
    samples.put(PostgresMetrics.READABLE, state.isPresent() ? 1 : 0, cluster.name());
    state.ifPresent(s -> put(samples, cluster, s));
  }

  private void put(Samples samples, Cluster cluster, Map<String, String> state) {
    put(samples, PostgresMetrics.REPLICA, cluster, state, "standby");
    put(samples, PostgresMetrics.STARTED, cluster, state, "started");
    put(samples, PostgresMetrics.CONNECTIONS, cluster, state, "connections");
    put(samples, PostgresMetrics.MAX_CONNECTIONS, cluster, state, "most");
    put(samples, PostgresMetrics.STREAMS, cluster, state, "streams");
    if (number(state, "standby").orElse(0.0) == 1) {
      put(samples, PostgresMetrics.RECEIVES, cluster, state, "receives");
      put(samples, PostgresMetrics.LAG, cluster, state, "lag");
      if (number(state, "receives").orElse(1.0) == 0) {
        primary(cluster)
            .ifPresent(
                there -> samples.put(PostgresMetrics.PRIMARY_ANSWERS, there, cluster.name()));
      }
    }
  }

  /** 1 where the primary answers, 0 where nothing does; empty when that is not known. */
  private Optional<Integer> primary(Cluster cluster) {
    Map<String, String> where = client.ask(cluster, PRIMARY).orElse(Map.of());
    String host = where.getOrDefault("host", "");
    String port = where.getOrDefault("port", "");
    if (host.isEmpty() || host.startsWith("-") || !port.matches("\\d{1,5}")) {
      return Optional.empty();
    }
    return switch (client.knock(host, port)) {
      case ACCEPTS, REJECTS -> Optional.of(1);
      case NOTHING -> Optional.of(0);
      case UNKNOWN -> Optional.empty();
    };
  }

  private static void put(
      Samples samples, Metric metric, Cluster cluster, Map<String, String> state, String name) {
    number(state, name).ifPresent(value -> samples.put(metric, value, cluster.name()));
  }

  private static Optional<Double> number(Map<String, String> state, String name) {
    String text = state.getOrDefault(name, "");
    return text.matches("-?\\d{1,18}(\\.\\d{1,18})?([eE][+-]?\\d{1,3})?")
        ? Optional.of(Double.parseDouble(text))
        : Optional.empty();
  }

  @Override
  public void close() {
    client.close();
  }
}
