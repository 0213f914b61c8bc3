package org.bbbfleet.dashboards.overview;

import static org.bbbfleet.dashboards.model.Dashboard.here;
import static org.bbbfleet.dashboards.model.Panel.stat;
import static org.bbbfleet.dashboards.model.Panel.table;
import static org.bbbfleet.dashboards.model.Panel.timeseries;

import com.google.auto.service.AutoService;
import org.bbbfleet.core.promql.Expr;
import org.bbbfleet.dashboards.model.Dashboard;
import org.bbbfleet.dashboards.model.Unit;
import org.bbbfleet.exporters.bbb.BbbMetrics;
import org.bbbfleet.exporters.fleet.FleetMetrics;
import org.bbbfleet.exporters.thirdparty.NodeExporter;
import org.bbbfleet.exporters.thirdparty.Prometheus;

/** The whole fleet at a glance. */
@AutoService(Dashboard.Source.class)
public final class OverviewDashboard implements Dashboard.Source {

  @Override
  public Dashboard dashboard() {
    return new Dashboard(
            "fleet-overview",
            "Fleet overview",
            "Is teaching disturbed, and what needs a look?",
            Prometheus.UP)
        .row(
            "Is teaching disturbed?",
            stat(
                    "Critical alerts",
                    "Teaching is disturbed, or will be within the hour. Above 0: act now; the table"
                        + " below says where, each runbook says how.")
                .query(firing("critical"), "")
                .badFrom(1),
            stat("Warnings", "To be mended today. The table below says where.")
                .query(firing("warning"), "")
                .badFrom(1),
            stat(
                    "Participants",
                    "People in meetings now. A sudden drop while lessons run: look at the"
                        + " dashboards BigBlueButton and FreeSWITCH.")
                .query(here(BbbMetrics.PARTICIPANTS).sumBy(), ""),
            stat("Meetings", "Meetings now, breakout rooms included.")
                .query(here(BbbMetrics.MEETINGS).sumBy(), ""),
            stat(
                    "Targets that answer",
                    "Share of all programs that Prometheus scrapes which answer. Below 100 %: the"
                        + " second table names them.")
                .query(here(Prometheus.UP).avgBy(), "")
                .unit(Unit.RATIO)
                .goodFrom(1),
            stat(
                    "Collectors that fail",
                    "Above 0: something is not measured. The third table names it.")
                .query(
                    here(FleetMetrics.COLLECTOR_SUCCESS)
                        .countBy()
                        .minus(here(FleetMetrics.COLLECTOR_SUCCESS).sumBy()),
                    "")
                .badFrom(1))
        .row(
            "What needs a look?",
            table(
                    "Firing alerts",
                    "What is broken now. The healer's console says what it does about each; its"
                        + " runbook says what you can do.")
                .query(here(Prometheus.ALERTS).with("alertstate", "firing"), "")
                .column("severity", "Severity")
                .column("alertname", "Alert")
                .column("host", "Host")
                .column("system", "System")
                .column("instance", "Instance")
                .whenEmpty("no alert fires")
                .size(12, 8),
            table(
                    "Targets that do not answer",
                    "job agent: the host is unwatched. All jobs of a host: the host or its network"
                        + " is down.")
                .query(here(Prometheus.UP).is(0), "")
                .column("host", "Host")
                .column("job", "Job")
                .column("instance", "Instance")
                .whenEmpty("all answer")
                .size(6, 8),
            table(
                    "Collectors that fail now",
                    "What they watch is not measured. The agent's page, http://HOST:9688/, says"
                        + " why.")
                .query(here(FleetMetrics.COLLECTOR_SUCCESS).is(0), "")
                .column("host", "Host")
                .column("collector", "Collector")
                .whenEmpty("none fails")
                .size(6, 8),
            timeseries(
                    "Alerts over time",
                    "Firing alerts by name. The first to rise is often the cause of the others.")
                .query(
                    here(Prometheus.ALERTS).with("alertstate", "firing").countBy("alertname"),
                    "{{alertname}}")
                .whenEmpty("no alert fired"),
            timeseries(
                    "Participants by host",
                    "One host that drops alone: look at it. Uneven for long: the balancer does not"
                        + " know a host.")
                .query(here(BbbMetrics.PARTICIPANTS), "{{host}}"))
        .row(
            "Do the hosts have what they need?",
            timeseries(
                    "Processor",
                    "Share of the processors in use. Above 80 % sound and picture suffer: spread"
                        + " meetings over more hosts.")
                .query(
                    Expr.number(1)
                        .minus(
                            here(NodeExporter.CPU)
                                .with("mode", "idle")
                                .rateOfInterval()
                                .avgBy("host")),
                    "{{host}}")
                .unit(Unit.RATIO)
                .badFrom(0.8)
                .size(8, 8),
            timeseries(
                    "Memory",
                    "Share of the memory in use. Above 90 % programs are killed next: find what"
                        + " grows.")
                .query(
                    Expr.number(1)
                        .minus(
                            here(NodeExporter.MEMORY_AVAILABLE)
                                .dividedBy(here(NodeExporter.MEMORY_TOTAL))),
                    "{{host}}")
                .unit(Unit.RATIO)
                .badFrom(0.9)
                .size(8, 8),
            timeseries(
                    "Fullest file system",
                    "Of each host. Full: recordings fail, then meetings. Remove old recordings and"
                        + " logs.")
                .query(
                    Expr.number(1)
                        .minus(
                            here(NodeExporter.FILESYSTEM_AVAIL)
                                .unlike("fstype", "tmpfs|ramfs|squashfs|overlay")
                                .dividedBy(
                                    here(NodeExporter.FILESYSTEM_SIZE)
                                        .unlike("fstype", "tmpfs|ramfs|squashfs|overlay")))
                        .maxBy("host"),
                    "{{host}}")
                .unit(Unit.RATIO)
                .badFrom(0.9)
                .size(8, 8));
  }

  /**
   * How many alerts fire. Prometheus has no series of alerts that don't fire, so that 0 is taken
   * from its targets: without any, nothing is measured and nothing is shown.
   */
  private static Expr firing(String severity) {
    return here(Prometheus.ALERTS)
        .with("alertstate", "firing")
        .with("severity", severity)
        .sumBy()
        .or(here(Prometheus.UP).sumBy().times(Expr.number(0)));
  }
}
