package org.bbbfleet.dashboards.scalelite;

import static org.bbbfleet.dashboards.model.Dashboard.here;
import static org.bbbfleet.dashboards.model.Panel.stat;
import static org.bbbfleet.dashboards.model.Panel.stateTimeline;
import static org.bbbfleet.dashboards.model.Panel.table;
import static org.bbbfleet.dashboards.model.Panel.timeseries;

import com.google.auto.service.AutoService;
import org.bbbfleet.dashboards.model.Dashboard;
import org.bbbfleet.dashboards.model.Unit;
import org.bbbfleet.exporters.scalelite.ScaleliteMetrics;

/** Scalelite and the servers behind it. */
@AutoService(Dashboard.Source.class)
public final class ScaleliteDashboard implements Dashboard.Source {

  @Override
  public Dashboard dashboard() {
    return new Dashboard(
            "fleet-scalelite",
            "Scalelite",
            "Can meetings be created, and where do they go?",
            ScaleliteMetrics.POLLERS)
        .row(
            "Can meetings be created?",
            stat(
                    "Scalelites that are well",
                    "Share of the Scalelites whose health check says success. Below 100 %: the"
                        + " panel on failures names the reason.")
                .query(here(ScaleliteMetrics.UP).avgBy(), "")
                .unit(Unit.RATIO)
                .goodFrom(1)
                .whenEmpty("not asked"),
            stat(
                    "Servers for new meetings",
                    "Servers that are enabled and online. 0: nobody can create a meeting.")
                .query(here(ScaleliteMetrics.AVAILABLE).maxBy(), "")
                .goodFrom(1)
                .whenEmpty("not known"),
            stat("Servers", "Servers that Scalelite knows, whatever their state.")
                .query(here(ScaleliteMetrics.SERVERS).maxBy(), "")
                .whenEmpty("not known"),
            stat(
                    "Poller",
                    "How long ago the poller last ended with a server. Above 5 min it hangs or does"
                        + " not run: load and state are old.")
                .query(here(ScaleliteMetrics.POLLER_AGE).minBy(), "")
                .unit(Unit.SECONDS)
                .badFrom(300)
                .whenEmpty("needs Redis"),
            stat("Pollers", "There must be one in all. Two destroy meetings; none: load is old.")
                .query(here(ScaleliteMetrics.POLLERS).sumBy(), "")
                .badFrom(2),
            timeseries(
                    "Failures by reason",
                    "Should be empty. redis, database: Scalelite can't work without them;"
                        + " migrations: an upgrade was not finished.")
                .query(
                    here(ScaleliteMetrics.HEALTH_FAILURES)
                        .rateOfInterval()
                        .sumBy("host", "reason")
                        .above(0),
                    "{{host}} {{reason}}")
                .unit(Unit.PER_SECOND)
                .whenEmpty("no failures"),
            stateTimeline(
                    "Servers online",
                    "Red: the poller does not reach the server, and has destroyed its record of the"
                        + " meetings there.")
                .query(here(ScaleliteMetrics.SERVER_ONLINE).maxBy("server"), "{{server}}")
                .unit(Unit.BOOLEAN)
                .goodFrom(1)
                .whenEmpty("not known")
                .size(16, 8),
            table(
                    "Not enabled",
                    "Servers that take no new meetings by their admin's will. Forgotten after an"
                        + " upgrade? `rake servers:enable[ID]`.")
                .query(here(ScaleliteMetrics.SERVER_STATE).without("state", "enabled").is(1), "")
                .column("server", "Server")
                .column("state", "State")
                .whenEmpty("all are enabled"))
        .row(
            "Where do they go?",
            timeseries(
                    "Load by server",
                    "New meetings go to the lowest line. One that stays at 0 while the others rise:"
                        + " it takes none.")
                .query(here(ScaleliteMetrics.SERVER_LOAD).maxBy("server"), "{{server}}")
                .whenEmpty("not known"),
            timeseries(
                    "Users by server",
                    "As the poller counted them. One line far above the others: one large meeting,"
                        + " or too small a multiplier.")
                .query(here(ScaleliteMetrics.SERVER_USERS).maxBy("server"), "{{server}}")
                .whenEmpty("needs Redis"),
            timeseries("Meetings by server", "As the poller counted them.")
                .query(here(ScaleliteMetrics.SERVER_MEETINGS).maxBy("server"), "{{server}}")
                .whenEmpty("needs Redis"),
            timeseries(
                    "Age of the last poll by server",
                    "All rise: the poller stands still. One rises: the poller hangs with that"
                        + " server.")
                .query(here(ScaleliteMetrics.SERVER_POLL_AGE).minBy("server"), "{{server}}")
                .unit(Unit.SECONDS)
                .badFrom(300)
                .whenEmpty("needs Redis"))
        .row(
            "Do recordings arrive?",
            stat("Waiting", "Recordings in the spool directory. They should be gone in minutes.")
                .query(here(ScaleliteMetrics.SPOOL).sumBy(), "")
                .whenEmpty("no spool"),
            stat(
                    "Oldest",
                    "How long the oldest has waited. Above an hour: the importer does not run, or"
                        + " an archive is broken.")
                .query(here(ScaleliteMetrics.SPOOL_OLDEST).maxBy(), "")
                .unit(Unit.SECONDS)
                .badFrom(3600)
                .whenEmpty("no spool"),
            stat("Importers", "There must be one in all.")
                .query(here(ScaleliteMetrics.IMPORTERS).sumBy(), "")
                .goodFrom(1),
            stat("Published", "Recordings that can be seen.")
                .query(here(ScaleliteMetrics.PUBLISHED).maxBy(), "")
                .whenEmpty("no directory"),
            timeseries("Spool", "Bytes in the spool directory. Rising: make room, and look why.")
                .query(here(ScaleliteMetrics.SPOOL_BYTES), "{{host}}")
                .unit(Unit.BYTES)
                .whenEmpty("no spool"),
            timeseries("Published by format", "Recordings by format.")
                .query(
                    here(ScaleliteMetrics.BY_FORMAT).with("state", "published").maxBy("format"),
                    "{{format}}")
                .whenEmpty("no directory"));
  }
}
