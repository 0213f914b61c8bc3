package org.bbbfleet.dashboards.bbbservices;

import static org.bbbfleet.dashboards.model.Dashboard.here;
import static org.bbbfleet.dashboards.model.Panel.stat;
import static org.bbbfleet.dashboards.model.Panel.stateTimeline;
import static org.bbbfleet.dashboards.model.Panel.table;
import static org.bbbfleet.dashboards.model.Panel.timeseries;

import com.google.auto.service.AutoService;
import java.time.Duration;
import org.bbbfleet.core.promql.Expr;
import org.bbbfleet.dashboards.model.Dashboard;
import org.bbbfleet.dashboards.model.Unit;
import org.bbbfleet.exporters.bbbservices.ServicesMetrics;
import org.bbbfleet.exporters.bbbservices.SfuMetrics;

/** BigBlueButton's services, its own check, and its SFU. */
@AutoService(Dashboard.Source.class)
public final class ServicesDashboard implements Dashboard.Source {

  @Override
  public Dashboard dashboard() {
    return new Dashboard(
            "fleet-bbbservices",
            "BigBlueButton services",
            "Does each part of BigBlueButton run, and is it set up well?",
            ServicesMetrics.UP)
        .row(
            "Does everything run?",
            stat(
                    "Down",
                    "Services that are installed, start with their host and do not run. The table"
                        + " names them.")
                .query(
                    here(ServicesMetrics.UP).countBy().minus(here(ServicesMetrics.UP).sumBy()), "")
                .badFrom(1),
            table("What is down", "`journalctl -u SERVICE -n 50` on the host says why.")
                .query(here(ServicesMetrics.STATE).without("state", "active").is(1), "")
                .column("host", "Host")
                .column("service", "Service")
                .column("state", "State")
                .whenEmpty("all run")
                .size(16, 8),
            stateTimeline(
                    "Services that were down",
                    "Those that were down in the last hour. Red again and again: it crashes; read"
                        + " its journal.")
                .query(
                    here(ServicesMetrics.UP)
                        .and(here(ServicesMetrics.UP).minOverTime(Duration.ofHours(1)).is(0)),
                    "{{host}} {{service}}")
                .unit(Unit.BOOLEAN)
                .goodFrom(1)
                .whenEmpty("none was down")
                .size(24, 8),
            timeseries(
                    "Restarts per hour",
                    "How often systemd restarted a service by itself. Any line is a program that"
                        + " crashes.")
                .query(
                    here(ServicesMetrics.RESTARTS).increase(Duration.ofHours(1)).above(0),
                    "{{host}} {{service}}")
                .whenEmpty("no restarts"),
            timeseries(
                    "Memory",
                    "Memory of each service. Growing for days: it leaks; restart it when no meeting"
                        + " runs, and look for an upgrade.")
                .query(here(ServicesMetrics.MEMORY), "{{host}} {{service}}")
                .unit(Unit.BYTES),
            table(
                    "Changed state last",
                    "How long ago a service changed its state, for those of the last hour.")
                .query(Expr.time().minus(here(ServicesMetrics.STATE_SINCE)).below(3600), "")
                .column("host", "Host")
                .column("service", "Service")
                .column("Value", "Ago")
                .unit(Unit.SECONDS)
                .whenEmpty("no changes"))
        .row(
            "Is it set up well?",
            stat(
                    "Potential problems",
                    "What bbb-conf --check found on all hosts. The table names them; some are only"
                        + " advice.")
                .query(here(ServicesMetrics.CHECK_PROBLEMS).sumBy(), "")
                .badFrom(1)
                .whenEmpty("not checked"),
            table("What the check found", "As root on the host: `bbb-conf --check`.")
                .query(here(ServicesMetrics.CHECK_PROBLEM).above(0), "")
                .column("host", "Host")
                .column("problem", "Problem")
                .column("Value", "Times")
                .whenEmpty("nothing")
                .size(16, 8),
            timeseries(
                    "Since the last check",
                    "Twice a day is usual. A line that goes on rising: the timer bbb-fleet-check"
                        + " does not run.")
                .query(Expr.time().minus(here(ServicesMetrics.CHECK_TIMESTAMP)), "{{host}}")
                .unit(Unit.SECONDS)
                .badFrom(172800)
                .whenEmpty("not checked"),
            table(
                    "Packages",
                    "Versions of BigBlueButton's packages. They should be the same on all hosts,"
                        + " apart from an upgrade in progress.")
                .query(here(ServicesMetrics.PACKAGE).countBy("package", "version"), "")
                .column("package", "Package")
                .column("version", "Version")
                .column("Value", "Hosts"))
        .row(
            "Does the SFU carry media?",
            stat(
                    "SFUs that give metrics",
                    "Hosts whose bbb-webrtc-sfu offers metrics of its own. Fewer than hosts: switch"
                        + " them on; the page on the exporter says how.")
                .query(here(ServicesMetrics.SFU_ENDPOINTS).sumBy(), "")
                .whenEmpty("none"),
            stat(
                    "Crashed workers",
                    "Workers of mediasoup that crashed in the last hour. Each took the media of"
                        + " many with it.")
                .query(here(SfuMetrics.WORKER_CRASHES).increase(Duration.ofHours(1)).sumBy(), "")
                .badFrom(1)
                .whenEmpty("not measured"),
            timeseries(
                    "Streams in and out",
                    "Streams that clients send, and those sent to them. Out grows with the square"
                        + " of webcams in a meeting.")
                .query(here(SfuMetrics.PRODUCERS).sumBy("host"), "{{host}} in")
                .query(here(SfuMetrics.CONSUMERS).sumBy("host"), "{{host}} out")
                .whenEmpty("not measured"),
            timeseries(
                    "Failed connections",
                    "Connections for which no way was found (ICE) or whose encryption failed"
                        + " (DTLS). Many: look at the firewall and at TURN.")
                .query(here(SfuMetrics.ICE_ERRORS).rateOfInterval().sumBy("host"), "{{host}} ICE")
                .query(here(SfuMetrics.DTLS_ERRORS).rateOfInterval().sumBy("host"), "{{host}} DTLS")
                .unit(Unit.PER_SECOND)
                .whenEmpty("not measured"));
  }
}
