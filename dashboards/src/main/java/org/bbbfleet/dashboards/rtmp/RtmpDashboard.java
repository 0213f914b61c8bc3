package org.bbbfleet.dashboards.rtmp;

import static org.bbbfleet.dashboards.model.Dashboard.here;
import static org.bbbfleet.dashboards.model.Panel.stat;
import static org.bbbfleet.dashboards.model.Panel.table;
import static org.bbbfleet.dashboards.model.Panel.timeseries;

import com.google.auto.service.AutoService;
import java.time.Duration;
import org.bbbfleet.dashboards.model.Dashboard;
import org.bbbfleet.dashboards.model.Unit;
import org.bbbfleet.exporters.rtmp.RtmpMetrics;

/** RTMP servers: do livestreams reach their viewers? */
@AutoService(Dashboard.Source.class)
public final class RtmpDashboard implements Dashboard.Source {

  @Override
  public Dashboard dashboard() {
    return new Dashboard(
            "fleet-rtmp", "RTMP servers", "Do livestreams reach their viewers?", RtmpMetrics.UP)
        .row(
            "Do streams come in?",
            stat(
                    "Servers that answer",
                    "Share of the RTMP servers that give their statistics. Below 100 %: `nginx -t`,"
                        + " then start nginx.")
                .query(here(RtmpMetrics.UP).avgBy(), "")
                .unit(Unit.RATIO)
                .goodFrom(1),
            stat("Publishers", "Clients that publish and send.")
                .query(here(RtmpMetrics.PUBLISHERS).with("state", "active").sumBy(), ""),
            stat(
                    "Stalled publishers",
                    "Connected and sending nothing. Above 0: is its worker stalled? Else the"
                        + " network between.")
                .query(here(RtmpMetrics.PUBLISHERS).with("state", "stalled").sumBy(), "")
                .badFrom(1),
            stat("Viewers", "Clients that play. A sudden drop: the stream froze.")
                .query(here(RtmpMetrics.VIEWERS).sumBy(), ""),
            stat(
                    "nginx workers",
                    "The most worker processes that one server answers with. More than 1: its"
                        + " numbers can't be trusted; set worker_processes 1.")
                .query(here(RtmpMetrics.WORKERS).maxBy(), "")
                .badFrom(2),
            stat(
                    "Old workers",
                    "nginx workers from before a reload. Above 0: streams in them are live and not"
                        + " shown here; restart what publishes them.")
                .query(here(RtmpMetrics.WORKERS_SHUTTING_DOWN).sumBy(), "")
                .badFrom(1),
            timeseries(
                    "Why not",
                    "Should be empty. connect: nginx is down; other_server or status: the address is"
                        + " not the statistics page; timeout: it hangs.")
                .query(here(RtmpMetrics.FAILURE).is(1), "{{host}} {{reason}}")
                .whenEmpty("no failures"),
            timeseries(
                    "Publishers by state",
                    "connected without media for long, or stalled: look at the worker that"
                        + " publishes.")
                .query(
                    here(RtmpMetrics.PUBLISHERS).sumBy("application", "state"),
                    "{{application}} {{state}}"),
            timeseries(
                    "Publisher stands still",
                    "How long a stream's publisher has sent nothing. Above 10 s it counts as"
                        + " stalled.")
                .query(
                    here(RtmpMetrics.STREAM_FROZEN).above(0), "{{host}} {{application}} {{stream}}")
                .unit(Unit.SECONDS)
                .badFrom(10)
                .whenEmpty("all send"),
            timeseries(
                    "Sound against picture",
                    "The publisher's last sound minus its last picture. Above a second and growing:"
                        + " restart its worker.")
                .query(here(RtmpMetrics.STREAM_AV_OFFSET), "{{host}} {{application}} {{stream}}")
                .unit(Unit.SECONDS))
        .row(
            "Do they last?",
            timeseries(
                    "Restarts",
                    "Restarts, reloads and crashes of nginx in 15 minutes. Any peak ended or hid all"
                        + " streams; look at its journal.")
                .query(here(RtmpMetrics.RESTARTS).increase(Duration.ofMinutes(15)), "{{host}}"),
            timeseries(
                    "New publishers",
                    "Connections that began to publish each stream, in 10 minutes. More than one or"
                        + " two: it comes and goes; look at its worker's log.")
                .query(
                    here(RtmpMetrics.STREAM_PUBLISHER_CONNECTS).increase(Duration.ofMinutes(10)),
                    "{{application}} {{stream}}"),
            timeseries(
                    "Picture and sound that come in",
                    "The bit rates of each stream. A picture that falls to nearly nothing is frozen;"
                        + " sound at 0 is mute.")
                .query(here(RtmpMetrics.STREAM_VIDEO_RATE), "{{application}} {{stream}} picture")
                .query(here(RtmpMetrics.STREAM_AUDIO_RATE), "{{application}} {{stream}} sound")
                .unit(Unit.BITS_PER_SECOND),
            timeseries(
                    "Frame rate",
                    "What each publisher announces. Another than configured: its encoder changed.")
                .query(here(RtmpMetrics.STREAM_FRAME_RATE), "{{application}} {{stream}}"))
        .row(
            "Do they go out?",
            timeseries(
                    "Bandwidth",
                    "In and out. Out flat at the network card's limit: viewers buffer; add a"
                        + " relay.")
                .query(here(RtmpMetrics.RECEIVE_RATE), "{{host}} in")
                .query(here(RtmpMetrics.SEND_RATE), "{{host}} out")
                .unit(Unit.BITS_PER_SECOND),
            timeseries(
                    "Viewers by stream",
                    "Viewers of each stream. All gone at once: the stream ended or froze.")
                .query(here(RtmpMetrics.STREAM_VIEWERS), "{{application}} {{stream}}"),
            timeseries(
                    "Dropped packets",
                    "Packets that were dropped for slow players. Growing: their connection, or ours,"
                        + " is too slow.")
                .query(
                    here(RtmpMetrics.STREAM_DROPS).rateOfInterval(), "{{application}} {{stream}}")
                .unit(Unit.PER_SECOND),
            timeseries(
                    "Players that get nothing",
                    "Viewers and relays that take nothing although the publisher sends. A relay among"
                        + " them spoils the stream for all behind it: end it.")
                .query(
                    here(RtmpMetrics.STREAM_PLAYERS_STALLED).above(0), "{{application}} {{stream}}")
                .whenEmpty("all get it"),
            table(
                    "What is sent",
                    "The picture of each stream. A resolution or profile that a player can't play"
                        + " shows here.")
                .query(here(RtmpMetrics.STREAM_VIDEO_INFO), "")
                .column("host", "Host")
                .column("application", "Application")
                .column("stream", "Stream")
                .column("codec", "Codec")
                .column("profile", "Profile")
                .column("resolution", "Resolution"));
  }
}
