package org.bbbfleet.dashboards.peertube;

import static org.bbbfleet.dashboards.model.Dashboard.here;
import static org.bbbfleet.dashboards.model.Panel.stat;
import static org.bbbfleet.dashboards.model.Panel.timeseries;

import com.google.auto.service.AutoService;
import org.bbbfleet.dashboards.model.Dashboard;
import org.bbbfleet.dashboards.model.Unit;
import org.bbbfleet.exporters.peertube.PeerTubeMetrics;

/** PeerTube: is it live, and does it keep up? */
@AutoService(Dashboard.Source.class)
public final class PeerTubeDashboard implements Dashboard.Source {

  @Override
  public Dashboard dashboard() {
    return new Dashboard(
            "fleet-peertube", "PeerTube", "Is it live, and does it keep up?", PeerTubeMetrics.UP)
        .row(
            "Is it live?",
            stat(
                    "Instances that answer",
                    "Share of the PeerTubes that give their statistics. Below 100 %: mend the"
                        + " database first, then restart it.")
                .query(here(PeerTubeMetrics.UP).avgBy(), "")
                .unit(Unit.RATIO)
                .goodFrom(1),
            stat(
                    "Live now",
                    "Local videos that are streamed live. 0 during a lecture: ask its worker.")
                .query(here(PeerTubeMetrics.LIVES).sumBy(), ""),
            stat(
                    "Live viewers",
                    "Those who watch them. All gone at once: the stream ended or froze.")
                .query(here(PeerTubeMetrics.LIVE_VIEWERS).sumBy(), ""),
            timeseries(
                    "Why not",
                    "Should be empty. connect: it is not running; status: only its proxy answers;"
                        + " timeout: its database is slow.")
                .query(here(PeerTubeMetrics.FAILURE).is(1), "{{host}} {{reason}}")
                .whenEmpty("no failures"),
            timeseries("Live videos and viewers", "A step down to 0 is an end or a fault of all.")
                .query(here(PeerTubeMetrics.LIVES), "{{host}} live")
                .query(here(PeerTubeMetrics.LIVE_VIEWERS), "{{host}} viewers"))
        .row(
            "Does it keep up?",
            timeseries(
                    "Jobs that wait",
                    "By type; needs PeerTube's own metrics. Growing for hours: add threads or a"
                        + " runner.")
                .query(here(PeerTubeMetrics.JOBS).with("state", "waiting"), "{{host}} {{jobType}}")
                .whenEmpty("its own metrics are off"),
            timeseries(
                    "Jobs that failed",
                    "By type, so far. A step up: look at the job's error in the administration.")
                .query(here(PeerTubeMetrics.JOBS).with("state", "failed"), "{{host}} {{jobType}}")
                .whenEmpty("its own metrics are off"),
            timeseries(
                    "Messages of other instances",
                    "ActivityPub messages that wait. Above 1000 for long: Redis or the database is"
                        + " slow.")
                .query(here(PeerTubeMetrics.PUB_WAITING), "{{host}}"),
            timeseries(
                    "Processed per second", "At 0 with messages waiting, the inbox stands still.")
                .query(here(PeerTubeMetrics.PUB_RATE), "{{host}}")
                .unit(Unit.PER_SECOND))
        .row(
            "Who uses it?",
            stat("Local videos", "Videos of these instances.")
                .query(here(PeerTubeMetrics.VIDEOS).sumBy(), ""),
            stat("Size", "Their files. Compare with the disk that is free.")
                .query(here(PeerTubeMetrics.SIZE).sumBy(), "")
                .unit(Unit.BYTES),
            stat("Views", "Views so far.").query(here(PeerTubeMetrics.VIEWS).sumBy(), ""),
            stat("Comments", "Comments so far.").query(here(PeerTubeMetrics.COMMENTS).sumBy(), ""),
            timeseries("Active accounts", "By day, week and month.")
                .query(here(PeerTubeMetrics.DAILY), "{{host}} day")
                .query(here(PeerTubeMetrics.WEEKLY), "{{host}} week")
                .query(here(PeerTubeMetrics.MONTHLY), "{{host}} month"),
            timeseries(
                    "Waits for a moderator",
                    "Requests for accounts and reports of abuse that nobody has answered: do so.")
                .query(here(PeerTubeMetrics.REGISTRATIONS_WAITING), "{{host}} accounts")
                .query(here(PeerTubeMetrics.ABUSES_WAITING), "{{host}} abuse"));
  }
}
