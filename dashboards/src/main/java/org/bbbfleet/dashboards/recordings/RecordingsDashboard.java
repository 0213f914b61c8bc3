package org.bbbfleet.dashboards.recordings;

import static org.bbbfleet.dashboards.model.Dashboard.here;
import static org.bbbfleet.dashboards.model.Panel.stat;
import static org.bbbfleet.dashboards.model.Panel.table;
import static org.bbbfleet.dashboards.model.Panel.timeseries;

import com.google.auto.service.AutoService;
import org.bbbfleet.core.promql.Expr;
import org.bbbfleet.dashboards.model.Dashboard;
import org.bbbfleet.dashboards.model.Unit;
import org.bbbfleet.exporters.recordings.RecordingsMetrics;

/** Recordings: will they be there to be seen? */
@AutoService(Dashboard.Source.class)
public final class RecordingsDashboard implements Dashboard.Source {

  @Override
  public Dashboard dashboard() {
    return new Dashboard(
            "fleet-recordings",
            "Recordings",
            "Will recordings be there to be seen?",
            RecordingsMetrics.UP)
        .row(
            "Do they get through?",
            stat(
                    "Waiting",
                    "Recordings that wait to be processed. Growing all day: processing can't keep"
                        + " up; add workers or drop formats.")
                .query(here(RecordingsMetrics.UNPROCESSED).sumBy(), "")
                .whenEmpty("not known"),
            stat("Processing", "Recordings that are in work now.")
                .query(here(RecordingsMetrics.PROCESSING).sumBy(), ""),
            stat(
                    "Oldest wait",
                    "How long the oldest recording has been on its way. Above 6 hours: look at"
                        + " bbb-rap-resque-worker on that host.")
                .query(here(RecordingsMetrics.OLDEST_WAIT).maxBy(), "")
                .unit(Unit.SECONDS)
                .badFrom(6 * 3600)
                .whenEmpty("not known"),
            stat(
                    "Failed",
                    "Recordings of which a step failed, old ones too. Rebuild them when the cause"
                        + " is mended: `bbb-record --rebuild ID`.")
                .query(here(RecordingsMetrics.FAILED).sumBy(), "")
                .badFrom(1)
                .whenEmpty("not known"),
            timeseries(
                    "Oldest wait by host",
                    "A line that rises without end: nothing is processed there.")
                .query(here(RecordingsMetrics.OLDEST_WAIT), "{{host}} {{state}}")
                .unit(Unit.SECONDS)
                .badFrom(6 * 3600)
                .whenEmpty("not known")
                .size(16, 8),
            timeseries(
                    "Waiting by host",
                    "Recordings that wait on each host. They are processed where they were made:"
                        + " one host alone can lag behind.")
                .query(here(RecordingsMetrics.UNPROCESSED), "{{host}}")
                .whenEmpty("not known"),
            table(
                    "Failed by format",
                    "Which format fails where. One format on all hosts: its script; all formats on"
                        + " one host: its disk or its ffmpeg.")
                .query(here(RecordingsMetrics.BY_FORMAT).with("state", "failed").above(0), "")
                .column("host", "Host")
                .column("format", "Format")
                .column("Value", "Recordings")
                .whenEmpty("none failed"))
        .row(
            "What is there?",
            stat("Published", "Recordings that can be seen.")
                .query(here(RecordingsMetrics.PUBLISHED).sumBy(), ""),
            stat("Unpublished", "Recordings that are there and hidden.")
                .query(here(RecordingsMetrics.UNPUBLISHED).sumBy(), ""),
            stat("Deleted", "Recordings that are deleted and still take room on the disk.")
                .query(here(RecordingsMetrics.DELETED).sumBy(), ""),
            stat(
                    "Sources that fail",
                    "Hosts on which recordings can't be counted. Above 0: the panel beside it says"
                        + " why.")
                .query(
                    here(RecordingsMetrics.UP).countBy().minus(here(RecordingsMetrics.UP).sumBy()),
                    "")
                .badFrom(1),
            timeseries("Published by format", "Recordings by format on all hosts.")
                .query(
                    here(RecordingsMetrics.BY_FORMAT).with("state", "published").sumBy("format"),
                    "{{format}}"),
            timeseries(
                    "Counts that failed",
                    "Should be empty. config: the agent may not list a directory; timeout: too many"
                        + " recordings, or slow storage.")
                .query(
                    here(RecordingsMetrics.FAILURES)
                        .rateOfInterval()
                        .sumBy("host", "source", "reason")
                        .above(0),
                    "{{host}} {{source}} {{reason}}")
                .unit(Unit.PER_SECOND)
                .whenEmpty("no failures"),
            timeseries(
                    "Age of the counts",
                    "By the API recordings are counted in the background, on disk at each look.")
                .query(Expr.time().minus(here(RecordingsMetrics.COLLECTED)), "{{host}} {{source}}")
                .unit(Unit.SECONDS));
  }
}
