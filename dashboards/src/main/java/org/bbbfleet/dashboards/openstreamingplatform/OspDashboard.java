package org.bbbfleet.dashboards.openstreamingplatform;

import static org.bbbfleet.dashboards.model.Dashboard.here;
import static org.bbbfleet.dashboards.model.Panel.stat;
import static org.bbbfleet.dashboards.model.Panel.table;
import static org.bbbfleet.dashboards.model.Panel.timeseries;

import com.google.auto.service.AutoService;
import org.bbbfleet.dashboards.model.Dashboard;
import org.bbbfleet.dashboards.model.Unit;
import org.bbbfleet.exporters.openstreamingplatform.OspMetrics;

/** Open Streaming Platform: do its parts work, and who watches? */
@AutoService(Dashboard.Source.class)
public final class OspDashboard implements Dashboard.Source {

  @Override
  public Dashboard dashboard() {
    return new Dashboard(
            "fleet-osp",
            "Open Streaming Platform",
            "Do its parts work, and who watches?",
            OspMetrics.UP)
        .row(
            "Do its parts work?",
            stat(
                    "Cores that answer",
                    "Share of the cores whose API answers. Below 100 %: mend database and Redis, then"
                        + " restart the core's workers.")
                .query(here(OspMetrics.UP).avgBy(), "")
                .unit(Unit.RATIO)
                .goodFrom(1),
            stat(
                    "Components that answer",
                    "Share of the components that give a pong. Below 100 %: restart the one that"
                        + " doesn't.")
                .query(here(OspMetrics.COMPONENT_UP).avgBy(), "")
                .unit(Unit.RATIO)
                .goodFrom(1),
            stat("Edges that don't work", "Above 0: mend the edge or remove it from the core.")
                .query(here(OspMetrics.EDGE).is(0).countBy(), "")
                .badFrom(1)
                .whenEmpty("none"),
            timeseries(
                    "Why not",
                    "Should be empty. connect: the core is not running; status: only its proxy"
                        + " answers; other_server: the address is wrong.")
                .query(here(OspMetrics.FAILURE).is(1), "{{host}} {{reason}}")
                .whenEmpty("no failures"),
            timeseries("Components", "1 is well. A step to 0: restart that component.")
                .query(here(OspMetrics.COMPONENT_UP), "{{host}} {{component}}"))
        .row(
            "Who watches?",
            stat("Streams", "Public streams that are live.")
                .query(here(OspMetrics.STREAMS).sumBy(), ""),
            stat("Viewers", "All gone at once: the stream ended or froze.")
                .query(here(OspMetrics.VIEWERS).sumBy(), ""),
            timeseries(
                    "Viewers by channel",
                    "One channel at 0 while it is live: is its picture there?")
                .query(here(OspMetrics.STREAM_VIEWERS), "{{host}} {{channel}}"),
            timeseries("Age of streams", "Older than any lecture: end it in the administration.")
                .query(here(OspMetrics.STREAM_AGE), "{{host}} {{channel}}")
                .unit(Unit.SECONDS),
            table("Edges", "Which edge takes which share of the viewers.")
                .query(here(OspMetrics.EDGE_LOAD), "")
                .column("host", "Host")
                .column("address", "Edge")
                .column("Value", "Share"));
  }
}
