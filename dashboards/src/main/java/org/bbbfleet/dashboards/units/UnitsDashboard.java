package org.bbbfleet.dashboards.units;

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
import org.bbbfleet.exporters.units.UnitsMetrics;

/** The systemd units that hosts must run. */
@AutoService(Dashboard.Source.class)
public final class UnitsDashboard implements Dashboard.Source {

  @Override
  public Dashboard dashboard() {
    return new Dashboard(
            "fleet-units", "Services", "Does every host run what it must?", UnitsMetrics.ACTIVE)
        .row(
            "Does everything run?",
            stat(
                    "Not running",
                    "Units that should run and do not. Above 0: the table names them; the healer"
                        + " restarts them.")
                .query(
                    here(UnitsMetrics.ACTIVE).countBy().minus(here(UnitsMetrics.ACTIVE).sumBy()),
                    "")
                .badFrom(1),
            stat(
                    "Not enabled",
                    "Units that run but will not start with their host. `systemctl enable` them, or"
                        + " they are missing after the next reboot.")
                .query(
                    here(UnitsMetrics.ENABLED).countBy().minus(here(UnitsMetrics.ENABLED).sumBy()),
                    "")
                .badFrom(1),
            table(
                    "What is not running",
                    "`systemctl status UNIT` and `journalctl -u UNIT -n 50` on the host say why.")
                .query(here(UnitsMetrics.STATE).without("state", "active").is(1), "")
                .column("host", "Host")
                .column("unit", "Unit")
                .column("state", "State")
                .whenEmpty("all run")
                .size(16, 8),
            stateTimeline(
                    "Units that were down",
                    "Units that were down in the last hour. Red again and again: it fails soon"
                        + " after each start; read its journal.")
                .query(
                    here(UnitsMetrics.ACTIVE)
                        .and(here(UnitsMetrics.ACTIVE).minOverTime(Duration.ofHours(1)).is(0)),
                    "{{host}} {{unit}}")
                .unit(Unit.BOOLEAN)
                .goodFrom(1)
                .whenEmpty("none was down")
                .size(24, 8),
            timeseries(
                    "Restarts per hour",
                    "How often systemd restarted a unit by itself. Any line is a program that"
                        + " crashes: read its journal.")
                .query(
                    here(UnitsMetrics.RESTARTS).increase(Duration.ofHours(1)).above(0),
                    "{{host}} {{unit}}")
                .whenEmpty("no restarts"),
            table(
                    "Changed state last",
                    "How long ago a unit changed its state, for those of the last hour. Shortly"
                        + " before the trouble began: look there.")
                .query(Expr.time().minus(here(UnitsMetrics.STATE_SINCE)).below(3600), "")
                .column("host", "Host")
                .column("unit", "Unit")
                .column("Value", "Ago")
                .unit(Unit.SECONDS)
                .whenEmpty("no changes"));
  }
}
