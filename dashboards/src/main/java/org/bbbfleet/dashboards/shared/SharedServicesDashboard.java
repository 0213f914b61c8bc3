package org.bbbfleet.dashboards.shared;

import static org.bbbfleet.dashboards.model.Dashboard.here;
import static org.bbbfleet.dashboards.model.Panel.stat;
import static org.bbbfleet.dashboards.model.Panel.timeseries;

import com.google.auto.service.AutoService;
import org.bbbfleet.dashboards.model.Dashboard;
import org.bbbfleet.dashboards.model.Panel;
import org.bbbfleet.dashboards.model.Unit;
import org.bbbfleet.exporters.fleet.FleetMetrics;
import org.bbbfleet.exporters.haproxy.HaproxyMetrics;
import org.bbbfleet.exporters.postgres.PostgresMetrics;
import org.bbbfleet.exporters.redis.RedisMetrics;

/** HAProxy, Redis and PostgreSQL: what several hosts lean on. */
@AutoService(Dashboard.Source.class)
public final class SharedServicesDashboard implements Dashboard.Source {

  @Override
  public Dashboard dashboard() {
    return new Dashboard(
            "fleet-shared",
            "Balancers and databases",
            "Does what all hosts lean on hold?",
            FleetMetrics.COLLECTOR_SUCCESS)
        .row("Is it watched?", watched())
        .row("Does HAProxy send to servers that work?", haproxy())
        .row("Does Redis take writes?", redis())
        .row("Does PostgreSQL answer and replicate?", postgres());
  }

  private static Panel[] watched() {
    return new Panel[] {
      timeseries(
              "Collectors that fail",
              "Should be empty: what they watch is not measured. The agent's page says why.")
          .query(
              here(FleetMetrics.COLLECTOR_SUCCESS)
                  .like("collector", "haproxy|redis|postgres")
                  .is(0),
              "{{host}} {{collector}}")
          .whenEmpty("none")
    };
  }

  private static Panel[] haproxy() {
    return new Panel[] {
      stat("Backends without a server", "Above 0: mend their servers, or put back what is out.")
          .query(here(HaproxyMetrics.BACKEND_UP).is(0).countBy(), "")
          .badFrom(1)
          .whenEmpty("none"),
      timeseries("Servers that are drained", "Taken out by an order: put them back once mended.")
          .query(here(HaproxyMetrics.SERVER_DRAINED).is(1), "{{host}} {{backend}}/{{server}}")
          .whenEmpty("none"),
      timeseries(
              "Answers 5xx by server",
              "One server above the others: take it out. All alike: mend what they share.")
          .query(
              here(HaproxyMetrics.SERVER_RESPONSES).with("code", "5xx").rateOfInterval(),
              "{{host}} {{backend}}/{{server}}")
          .unit(Unit.PER_SECOND)
          .whenEmpty("no HAProxy in HTTP mode"),
      timeseries("Sessions by server", "One at 0 while others work: is it down or drained?")
          .query(here(HaproxyMetrics.SERVER_SESSIONS), "{{host}} {{backend}}/{{server}}")
          .whenEmpty("no HAProxy")
    };
  }

  private static Panel[] redis() {
    return new Panel[] {
      stat("Masters that refuse writes", "Above 0: the next panel has the reason.")
          .query(here(RedisMetrics.WRITABLE).is(0).countBy(), "")
          .badFrom(1)
          .whenEmpty("none"),
      timeseries(
              "Why not",
              "Should be empty. disk: make room or fail over; memory: raise maxmemory; replicas: mend"
                  + " them.")
          .query(here(RedisMetrics.REFUSES).is(1), "{{host}} {{reason}}")
          .whenEmpty("none"),
      timeseries("Masters without a quorum", "Should be empty: start the missing Sentinels.")
          .query(here(RedisMetrics.QUORUM).is(0), "{{host}} {{master_name}}")
          .whenEmpty("none"),
      timeseries("Memory", "Near its limit: raise maxmemory, or find out what grows.")
          .query(here(RedisMetrics.MEMORY), "{{host}}")
          .unit(Unit.BYTES)
          .whenEmpty("no Redis")
    };
  }

  private static Panel[] postgres() {
    return new Panel[] {
      stat("Clusters that take no connections", "Above 0: start them, but no replaced primary.")
          .query(here(PostgresMetrics.UP).is(0).countBy(), "")
          .badFrom(1)
          .whenEmpty("none"),
      timeseries(
              "Standbys that receive nothing", "Should be empty: mend the primary or the access.")
          .query(here(PostgresMetrics.RECEIVES).is(0), "{{host}} {{cluster}}")
          .whenEmpty("none"),
      timeseries("Replication lag", "Growing: a slow disk, or a long query on the standby.")
          .query(here(PostgresMetrics.LAG), "{{host}} {{cluster}}")
          .unit(Unit.SECONDS)
          .whenEmpty("no standby"),
      timeseries("Connections in use", "Near 100 %: find who holds them, or raise the limit.")
          .query(
              here(PostgresMetrics.CONNECTIONS).dividedBy(here(PostgresMetrics.MAX_CONNECTIONS)),
              "{{host}} {{cluster}}")
          .unit(Unit.RATIO)
          .whenEmpty("no PostgreSQL")
    };
  }
}
