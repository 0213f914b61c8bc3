package org.bbbfleet.dashboards.agent;

import static org.bbbfleet.dashboards.model.Dashboard.here;
import static org.bbbfleet.dashboards.model.Panel.stat;
import static org.bbbfleet.dashboards.model.Panel.stateTimeline;
import static org.bbbfleet.dashboards.model.Panel.table;
import static org.bbbfleet.dashboards.model.Panel.timeseries;

import com.google.auto.service.AutoService;
import org.bbbfleet.dashboards.model.Dashboard;
import org.bbbfleet.dashboards.model.Unit;
import org.bbbfleet.exporters.fleet.AgentMetrics;
import org.bbbfleet.exporters.fleet.FleetMetrics;
import org.bbbfleet.exporters.thirdparty.Prometheus;

/** The agents and their collectors: is everything measured? */
@AutoService(Dashboard.Source.class)
public final class AgentDashboard implements Dashboard.Source {

  @Override
  public Dashboard dashboard() {
    return new Dashboard(
            "fleet-agent",
            "Agents",
            "Is everything measured? What is not measured is never well.",
            FleetMetrics.BUILD_INFO)
        .row(
            "Is everything measured?",
            stat(
                    "Agents that answer",
                    "Share of the agents that Prometheus can scrape. Below 100 %: a host is"
                        + " unwatched; is it up? `systemctl status bbb-fleet-agent`.")
                .query(here(Prometheus.UP).with("job", "agent").avgBy(), "")
                .unit(Unit.RATIO)
                .goodFrom(1),
            stat(
                    "Collectors that fail",
                    "Above 0: the table names them. What they watch is not measured, so its alerts"
                        + " can't fire.")
                .query(
                    here(FleetMetrics.COLLECTOR_SUCCESS)
                        .countBy()
                        .minus(here(FleetMetrics.COLLECTOR_SUCCESS).sumBy()),
                    "")
                .badFrom(1),
            table(
                    "What fails",
                    "The page of the agent, http://HOST:9688/, says why; so does `journalctl -u"
                        + " bbb-fleet-agent`.")
                .query(here(FleetMetrics.COLLECTOR_SUCCESS).is(0), "")
                .column("host", "Host")
                .column("collector", "Collector")
                .whenEmpty("none fails")
                .size(16, 8),
            stateTimeline(
                    "Agents",
                    "Red: Prometheus can't scrape the agent; nothing on this host is watched.")
                .query(here(Prometheus.UP).with("job", "agent"), "{{host}}")
                .unit(Unit.BOOLEAN)
                .goodFrom(1),
            table(
                    "Configurations that are refused",
                    "These agents measure by the configuration before; after a restart they would"
                        + " not start. `fleet agent --explain` on the host names the faults.")
                .query(here(AgentMetrics.RELOAD_SUCCESSFUL).is(0), "")
                .column("host", "Host")
                .whenEmpty("none is refused"),
            timeseries(
                    "Failures by reason",
                    "error: it could not read what it watches. timeout: that hangs, or the host has"
                        + " no processor left.")
                .query(
                    here(FleetMetrics.COLLECTOR_FAILURES).rateOfInterval().above(0),
                    "{{host}} {{collector}} {{reason}}")
                .unit(Unit.PER_SECOND)
                .whenEmpty("no failures"))
        .row(
            "How well?",
            timeseries(
                    "Age of the data",
                    "The oldest data of each collector. Above a minute: the collector hangs or"
                        + " fails.")
                .query(here(FleetMetrics.COLLECTOR_AGE).maxBy("collector"), "{{collector}}")
                .unit(Unit.SECONDS)
                .badFrom(60),
            timeseries(
                    "How long collections take",
                    "The slowest host of each collector. Near its deadline it fails next.")
                .query(here(FleetMetrics.COLLECTOR_DURATION).maxBy("collector"), "{{collector}}")
                .unit(Unit.SECONDS),
            timeseries(
                    "How long scrapes take",
                    "Longer than a second: the host or the network is slow.")
                .query(
                    here(Prometheus.SCRAPE_DURATION).with("job", "agent").maxBy("host"), "{{host}}")
                .unit(Unit.SECONDS)
                .badFrom(1),
            timeseries(
                    "Scrapes that were turned away",
                    "limit: too many at once. timeout: the scraper did not read its answer in time;"
                        + " look at the network.")
                .query(
                    here(AgentMetrics.SCRAPES_REFUSED).rateOfInterval().above(0),
                    "{{host}} {{reason}}")
                .unit(Unit.PER_SECOND)
                .whenEmpty("none"),
            table(
                    "Exporters that are on",
                    "On how many hosts each exporter measures. The agent's page says why one is"
                        + " off.")
                .query(here(AgentMetrics.EXPORTER_ENABLED).sumBy("collector"), "")
                .column("collector", "Exporter"),
            table(
                    "Versions",
                    "The version of each agent. Different ones: provision those that are behind.")
                .query(here(FleetMetrics.BUILD_INFO), "")
                .column("host", "Host")
                .column("version", "Version"));
  }
}
