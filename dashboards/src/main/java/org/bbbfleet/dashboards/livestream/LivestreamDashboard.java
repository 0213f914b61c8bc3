package org.bbbfleet.dashboards.livestream;

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
                    "Dead page",
                    "Workers that stream something else than their meeting: their attendee is not in"
                        + " it, or their browser is gone. The healer restarts them.")
                .query(here(LivestreamMetrics.WORKERS).with("state", "dead_page").sumBy(), "")
                .badFrom(1),
            stat(
                    "Meeting over",
                    "Workers that stream on although their meeting has ended. Stop them.")
                .query(here(LivestreamMetrics.WORKERS).with("state", "meeting_over").sumBy(), "")
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
                    "waiting: its meeting has not begun. starting for more than three minutes: it"
                        + " can't join its meeting. stalled: its ffmpeg hangs. dead_page: it films"
                        + " something else. meeting_over: stop it. exited: no process is left."
                        + " restarting: it ends again and again.")
                .query(here(LivestreamMetrics.WORKER_STATE).without("state", "streaming").is(1), "")
                .column("host", "Host")
                .column("worker", "Worker")
                .column("state", "State")
                .whenEmpty("all stream"))
        .row(
            "Is it the meeting?",
            timeseries(
                    "Dead page",
                    "How long a worker has been streaming something that is not its meeting. Above"
                        + " 30 s it counts. No line: nobody knows; give the exporter the API's URL"
                        + " and secret.")
                .query(here(LivestreamMetrics.DEAD_PAGE), "{{host}} {{worker}}")
                .unit(Unit.SECONDS)
                .badFrom(30),
            timeseries(
                    "Restarts per hour",
                    "How often a worker was started again, whoever did it. More than a few: read its"
                        + " journal.")
                .query(
                    here(LivestreamMetrics.RESTARTS).increase(Duration.ofHours(1)),
                    "{{host}} {{worker}}"),
            table(
                    "Ended before their meeting",
                    "Workers that are gone while their meeting goes on. Their exit code says little: a"
                        + " worker that its RTMP server refused ends with 0.")
                .query(here(LivestreamMetrics.FAILED).is(1), "")
                .column("host", "Host")
                .column("worker", "Worker")
                .whenEmpty("none"),
            table(
                    "Silent sources",
                    "What the exporter asked in vain: systemd, docker (the gate) or bbb (the API)."
                        + " Their part of the picture is missing.")
                .query(here(LivestreamMetrics.SOURCE).is(0), "")
                .column("host", "Host")
                .column("source", "Source")
                .whenEmpty("all answer"))
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
                    "Sent",
                    "What a worker with a network of its own sends. Far below its usual rate: a still"
                        + " picture, or the RTMP server takes nothing.")
                .query(
                    here(LivestreamMetrics.SENT).rateOfInterval().times(Expr.number(8)),
                    "{{host}} {{worker}}")
                .unit(Unit.BITS_PER_SECOND),
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
