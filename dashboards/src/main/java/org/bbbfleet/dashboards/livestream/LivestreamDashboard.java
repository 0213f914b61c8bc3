package org.bbbfleet.dashboards.livestream;

import static org.bbbfleet.dashboards.model.Dashboard.here;
import static org.bbbfleet.dashboards.model.Panel.stat;
import static org.bbbfleet.dashboards.model.Panel.stateTimeline;
import static org.bbbfleet.dashboards.model.Panel.table;
import static org.bbbfleet.dashboards.model.Panel.timeseries;

import com.google.auto.service.AutoService;
import java.time.Duration;
import org.bbbfleet.dashboards.model.Dashboard;
import org.bbbfleet.dashboards.model.Unit;
import org.bbbfleet.exporters.livestream.LivestreamMetrics;

/** Livestream workers: does each of them stream? */
@AutoService(Dashboard.Source.class)
public final class LivestreamDashboard implements Dashboard.Source {

  @Override
  public Dashboard dashboard() {
    return new Dashboard(
            "fleet-livestream",
            "Livestreams",
            "Does each livestream worker stream?",
            LivestreamMetrics.WORKERS)
        .row(
            "Do they stream?",
            stat("Streaming", "Workers whose ffmpeg works.")
                .query(here(LivestreamMetrics.WORKERS).with("state", "streaming").sumBy(), ""),
            stat(
                    "Stalled",
                    "Workers whose ffmpeg is there and does nothing: viewers see a frozen picture."
                        + " The healer restarts them if the RTMP server is well.")
                .query(here(LivestreamMetrics.WORKERS).with("state", "stalled").sumBy(), "")
                .badFrom(1),
            stat(
                    "Exited",
                    "Workers without a process. If their meeting still runs, start them again; else"
                        + " stop the unit for good.")
                .query(here(LivestreamMetrics.WORKERS).with("state", "exited").sumBy(), "")
                .badFrom(1),
            stateTimeline(
                    "Streaming by worker",
                    "Red: this worker does not stream. Its state and since when: the table below.")
                .query(
                    here(LivestreamMetrics.WORKER_STATE).with("state", "streaming"),
                    "{{host}} {{worker}}")
                .unit(Unit.BOOLEAN)
                .goodFrom(1)
                .size(12, 8),
            table(
                    "Workers that do not stream",
                    "starting for more than two minutes: it can't join its meeting. stalled: its"
                        + " ffmpeg hangs. exited: no process is left.")
                .query(here(LivestreamMetrics.WORKER_STATE).without("state", "streaming").is(1), "")
                .column("host", "Host")
                .column("worker", "Worker")
                .column("state", "State")
                .whenEmpty("all stream"))
        .row(
            "How well?",
            timeseries(
                    "Processors of ffmpeg",
                    "Processors that a worker's ffmpeg uses. 0: it hangs. At the most that the host"
                        + " has: it drops frames; move workers to other hosts.")
                .query(here(LivestreamMetrics.FFMPEG_CPU).rateOfInterval(), "{{host}} {{worker}}"),
            timeseries(
                    "ffmpeg stands still",
                    "How long its processor time has stood still. Above 20 s it counts as stalled.")
                .query(here(LivestreamMetrics.FFMPEG_IDLE), "{{host}} {{worker}}")
                .unit(Unit.SECONDS)
                .badFrom(20),
            timeseries(
                    "ffmpeg starts per hour",
                    "More than a few: it ends again and again; its journal says why, often the RTMP"
                        + " server.")
                .query(
                    here(LivestreamMetrics.FFMPEG_STARTS).increase(Duration.ofHours(1)),
                    "{{host}} {{worker}}"),
            timeseries(
                    "Memory",
                    "Resident memory of a worker: browser and ffmpeg. Growing for hours: plan a"
                        + " restart between lessons.")
                .query(here(LivestreamMetrics.RESIDENT), "{{host}} {{worker}}")
                .unit(Unit.BYTES));
  }
}
