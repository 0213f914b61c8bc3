package org.bbbfleet.dashboards.bbb;

import static org.bbbfleet.dashboards.model.Dashboard.bucketsHere;
import static org.bbbfleet.dashboards.model.Dashboard.here;
import static org.bbbfleet.dashboards.model.Panel.heatmap;
import static org.bbbfleet.dashboards.model.Panel.stat;
import static org.bbbfleet.dashboards.model.Panel.stateTimeline;
import static org.bbbfleet.dashboards.model.Panel.table;
import static org.bbbfleet.dashboards.model.Panel.timeseries;

import com.google.auto.service.AutoService;
import org.bbbfleet.dashboards.model.Dashboard;
import org.bbbfleet.dashboards.model.Unit;
import org.bbbfleet.exporters.bbb.BbbMetrics;

/** BigBlueButton's API and the meetings on each server. */
@AutoService(Dashboard.Source.class)
public final class BbbDashboard implements Dashboard.Source {

  @Override
  public Dashboard dashboard() {
    return new Dashboard(
            "fleet-bbb",
            "BigBlueButton",
            "Does BigBlueButton's API work, and who is meeting where?",
            BbbMetrics.API_UP)
        .row(
            "Does the API work?",
            stat(
                    "APIs that work",
                    "Share of the servers whose API answers well. Below 100 %: the time line beside"
                        + " it says which; nobody can create or join a meeting there.")
                .query(here(BbbMetrics.API_UP).avgBy(), "")
                .unit(Unit.RATIO)
                .goodFrom(1),
            stat(
                    "Slowest answers",
                    "99 % of the answers took at most so long. Above 3 s joining is slow: look at"
                        + " processor, memory and disk of the slowest host.")
                .query(
                    bucketsHere(BbbMetrics.API_LATENCY)
                        .rateOfInterval()
                        .sumBy("le")
                        .histogramQuantile(0.99),
                    "")
                .unit(Unit.SECONDS)
                .badFrom(3),
            stateTimeline(
                    "API by host",
                    "Red: the API of this host does not work. The panel on failures names the"
                        + " reason.")
                .query(here(BbbMetrics.API_UP), "{{host}}")
                .unit(Unit.BOOLEAN)
                .goodFrom(1)
                .size(16, 8),
            timeseries(
                    "Failures by reason",
                    "Should be empty. checksum: the secret was changed; connect or http: bbb-web is"
                        + " down behind nginx; timeout: it hangs; config: the agent may not read"
                        + " the secret.")
                .query(
                    here(BbbMetrics.API_FAILURES).rateOfInterval().sumBy("host", "reason").above(0),
                    "{{host}} {{reason}}")
                .unit(Unit.PER_SECOND)
                .whenEmpty("no failures"),
            timeseries(
                    "Slowest answers by host",
                    "99 % of a host's answers took at most so long. One line above the others: that"
                        + " host is overloaded; take it out of the balancer.")
                .query(
                    bucketsHere(BbbMetrics.API_LATENCY)
                        .rateOfInterval()
                        .sumBy("host", "le")
                        .histogramQuantile(0.99),
                    "{{host}}")
                .unit(Unit.SECONDS)
                .badFrom(3))
        .row(
            "Who meets?",
            stat("Meetings", "Meetings now, breakout rooms included.")
                .query(here(BbbMetrics.MEETINGS).sumBy(), ""),
            stat(
                    "Participants",
                    "People in meetings now. A sudden drop while lessons run: look at the API and"
                        + " at FreeSWITCH.")
                .query(here(BbbMetrics.PARTICIPANTS).sumBy(), ""),
            stat(
                    "With audio",
                    "Participants who have joined the audio. Far below the participants: look at"
                        + " FreeSWITCH.")
                .query(here(BbbMetrics.VOICE_PARTICIPANTS).sumBy(), ""),
            stat("Webcams", "Shared webcams. They cost the most bandwidth.")
                .query(here(BbbMetrics.VIDEO_PARTICIPANTS).sumBy(), ""),
            stat(
                    "Largest meeting",
                    "Participants in the largest meeting. Above 200, BigBlueButton gets slow for"
                        + " all on that server.")
                .query(here(BbbMetrics.PARTICIPANTS_MAX).maxBy(), "")
                .badFrom(200),
            timeseries(
                    "Participants by host",
                    "Uneven: the balancer does not know a host, or one is cordoned. A drop to 0 on"
                        + " one host alone: look at it.")
                .query(here(BbbMetrics.PARTICIPANTS), "{{host}}"),
            timeseries(
                    "Meetings by host",
                    "Meetings on each host, breakout rooms included. Meetings without participants"
                        + " that stay for hours were not ended.")
                .query(here(BbbMetrics.MEETINGS), "{{host}}"),
            heatmap(
                    "Meetings by size",
                    "How many meetings have how many participants. Much at the top: plan for"
                        + " webcams and large rooms.")
                .query(bucketsHere(BbbMetrics.ROOM_PARTICIPANTS).sumBy("le"), "{{le}}"),
            timeseries(
                    "Participants by kind of client",
                    "How people take part. Many of kind DIAL-IN-CLIENT: the telephone lines"
                        + " matter.")
                .query(here(BbbMetrics.PARTICIPANT_CLIENTS).sumBy("type"), "{{type}}"),
            timeseries(
                    "Participants by front end",
                    "Which front end created their meetings. One that is missing has perhaps lost"
                        + " its secret.")
                .query(here(BbbMetrics.PARTICIPANTS_ORIGIN).sumBy("name"), "{{name}}"),
            timeseries(
                    "Breakout rooms",
                    "People in breakout rooms, and how many of them also count in the parent"
                        + " meeting: take these off when you count heads.")
                .query(here(BbbMetrics.BREAKOUT_PARTICIPANTS).sumBy(), "in breakout rooms")
                .query(here(BbbMetrics.COUNTED_TWICE).sumBy(), "counted twice"),
            timeseries(
                    "Meetings without people",
                    "Never joined: BigBlueButton ends them after minutes. Left by all and still"
                        + " there: the front end did not end them, or bbb-web does not clean up.")
                .query(here(BbbMetrics.NEVER_JOINED).sumBy("host"), "{{host}} never joined")
                .query(here(BbbMetrics.EMPTY).sumBy("host"), "{{host}} left by all"),
            timeseries(
                    "Roles",
                    "Moderators and presenters. Meetings without a presenter show nothing to"
                        + " anybody.")
                .query(here(BbbMetrics.MODERATORS).sumBy(), "moderators")
                .query(here(BbbMetrics.PRESENTERS).sumBy(), "presenters"),
            heatmap(
                    "Meetings by age",
                    "How many meetings are how many seconds old. Much at the top: meetings that"
                        + " nobody ends.")
                .query(bucketsHere(BbbMetrics.MEETING_AGES).sumBy("le"), "{{le}}"),
            table(
                    "Releases",
                    "The release of BigBlueButton on each host. They should be the same, apart from"
                        + " an upgrade in progress.")
                .query(here(BbbMetrics.VERSION), "")
                .column("host", "Host")
                .column("version", "Release"));
  }
}
