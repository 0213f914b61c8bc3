package org.bbbfleet.dashboards.blackbox;

import static org.bbbfleet.dashboards.model.Dashboard.here;
import static org.bbbfleet.dashboards.model.Panel.stat;
import static org.bbbfleet.dashboards.model.Panel.stateTimeline;
import static org.bbbfleet.dashboards.model.Panel.table;
import static org.bbbfleet.dashboards.model.Panel.timeseries;

import com.google.auto.service.AutoService;
import org.bbbfleet.core.promql.Expr;
import org.bbbfleet.dashboards.model.Dashboard;
import org.bbbfleet.dashboards.model.Unit;
import org.bbbfleet.exporters.blackbox.BlackboxMetrics;

/** Published addresses, as users reach them. */
@AutoService(Dashboard.Source.class)
public final class BlackboxDashboard implements Dashboard.Source {

  @Override
  public Dashboard dashboard() {
    return new Dashboard(
            "fleet-blackbox",
            "Published addresses",
            "Can users reach what we publish?",
            BlackboxMetrics.SUCCESS)
        .row(
            "Can they be reached?",
            stat(
                    "Addresses that work",
                    "Share of the addresses whose probe succeeds. Below 100 %: the time line says"
                        + " which.")
                .query(here(BlackboxMetrics.SUCCESS).avgBy(), "")
                .unit(Unit.RATIO)
                .goodFrom(1),
            stat(
                    "Next certificate ends in",
                    "Of all addresses. Below 14 days: why was it not renewed? certbot's journal, or"
                        + " a server that was not reloaded.")
                .query(
                    here(BlackboxMetrics.SSL_EARLIEST_CERT_EXPIRY).minus(Expr.time()).minBy(), "")
                .unit(Unit.SECONDS)
                .goodFrom(1_209_600),
            stateTimeline(
                    "By address",
                    "Red: users can't reach it. All red at once: the network of the prober. One:"
                        + " its service, DNS, firewall or certificate.")
                .query(here(BlackboxMetrics.SUCCESS), "{{instance}}")
                .unit(Unit.BOOLEAN)
                .goodFrom(1)
                .size(16, 8),
            timeseries(
                    "How long",
                    "Time of a whole probe. Slow: the phases below tell network from server.")
                .query(here(BlackboxMetrics.DURATION), "{{instance}}")
                .unit(Unit.SECONDS),
            timeseries(
                    "By phase",
                    "resolve: DNS; connect: network; tls: certificate chain, entropy; processing:"
                        + " the server; transfer: bandwidth.")
                .query(here(BlackboxMetrics.HTTP_DURATION).avgBy("phase"), "{{phase}}")
                .unit(Unit.SECONDS),
            timeseries(
                    "Status",
                    "Status of the last answer; 0 is none. 502 and 504: the service behind the"
                        + " proxy is down or hangs.")
                .query(here(BlackboxMetrics.HTTP_STATUS_CODE), "{{instance}}"),
            table("Certificates", "When each certificate ends.")
                .query(here(BlackboxMetrics.SSL_EARLIEST_CERT_EXPIRY).minus(Expr.time()), "")
                .column("instance", "Address")
                .column("Value", "Ends in")
                .unit(Unit.SECONDS));
  }
}
