package org.bbbfleet.dashboards.freeswitch;

import static org.bbbfleet.dashboards.model.Dashboard.bucketsHere;
import static org.bbbfleet.dashboards.model.Dashboard.here;
import static org.bbbfleet.dashboards.model.Panel.stat;
import static org.bbbfleet.dashboards.model.Panel.stateTimeline;
import static org.bbbfleet.dashboards.model.Panel.table;
import static org.bbbfleet.dashboards.model.Panel.timeseries;

import com.google.auto.service.AutoService;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.promql.Expr;
import org.bbbfleet.dashboards.model.Dashboard;
import org.bbbfleet.dashboards.model.Unit;
import org.bbbfleet.exporters.freeswitch.CallMetrics;
import org.bbbfleet.exporters.freeswitch.FreeSwitchMetrics;

/** FreeSWITCH: can people hear each other? */
@AutoService(Dashboard.Source.class)
public final class FreeSwitchDashboard implements Dashboard.Source {

  @Override
  public Dashboard dashboard() {
    return new Dashboard(
            "fleet-freeswitch",
            "FreeSWITCH",
            "Can people hear each other, and is there room for more?",
            FreeSwitchMetrics.UP)
        .row(
            "Does it answer?",
            stat(
                    "FreeSWITCHes that answer",
                    "Share of those that answer on their event socket and are ready. Below 100 %:"
                        + " the time line says which.")
                .query(here(FreeSwitchMetrics.UP).avgBy(), "")
                .unit(Unit.RATIO)
                .goodFrom(1),
            stat(
                    "Fullest",
                    "The largest share of its sessions that one FreeSWITCH uses. At 100 % new"
                        + " callers hear nothing: spread meetings over more hosts.")
                .query(used().maxBy(), "")
                .unit(Unit.RATIO)
                .badFrom(0.8),
            stateTimeline(
                    "Answers by host",
                    "Red: no answer on the event socket. New meetings get no audio there; the panel"
                        + " below names the reason.")
                .query(here(FreeSwitchMetrics.UP), "{{host}}")
                .unit(Unit.BOOLEAN)
                .goodFrom(1)
                .size(16, 8),
            timeseries(
                    "Why not",
                    "Should be empty. acl and auth: mend the configuration; timeout: it hangs;"
                        + " refused: it is down; not_ready: it is paused.")
                .query(here(FreeSwitchMetrics.FAILURE).is(1), "{{host}} {{reason}}")
                .whenEmpty("no failures"),
            timeseries(
                    "Time to answer",
                    "99 % of the answers on the event socket took at most so long. Growing: the"
                        + " host has too little processor for its audio.")
                .query(
                    bucketsHere(FreeSwitchMetrics.ESL_LATENCY)
                        .rateOfInterval()
                        .sumBy("host", "le")
                        .histogramQuantile(0.99),
                    "{{host}}")
                .unit(Unit.SECONDS),
            timeseries(
                    "Age of the last event",
                    "A heartbeat event comes every 20 seconds. Growing while FreeSWITCH answers:"
                        + " BigBlueButton no longer learns who joins; restart it when no meeting"
                        + " runs.")
                .query(here(CallMetrics.HEARTBEAT_AGE), "{{host}}")
                .unit(Unit.SECONDS)
                .badFrom(70))
        .row(
            "Is there room?",
            stateTimeline(
                    "Refuses calls",
                    "Red: new callers hear nothing, for this reason. paused and shutdown: somebody"
                        + " did it; sessions, rate and cpu: spread the meetings.")
                .query(here(CallMetrics.REFUSING_CALLS), "{{host}} {{reason}}")
                .unit(Unit.BOOLEAN)
                .badFrom(1)
                .size(16, 8),
            timeseries(
                    "Refused calls",
                    "Calls per second that the core refused, from its log. rate: raise"
                        + " sessions-per-second if the processor allows it.")
                .query(
                    here(CallMetrics.REFUSED_CALLS)
                        .rateOfInterval()
                        .sumBy("host", "reason")
                        .above(0),
                    "{{host}} {{reason}}")
                .unit(Unit.PER_SECOND)
                .whenEmpty("no refused calls"),
            timeseries(
                    "Sessions used",
                    "Share of the session limit in use; each person with audio takes one. Above 80"
                        + " %: more hosts, or a higher max-sessions.")
                .query(used(), "{{host}}")
                .unit(Unit.RATIO)
                .badFrom(0.8),
            timeseries(
                    "Sessions that begin",
                    "Sessions per second that are attempted, refused ones included. Near the limit"
                        + " per second, callers are refused: lessons that begin at once need a"
                        + " higher sessions-per-second.")
                .query(here(FreeSwitchMetrics.SESSIONS_TOTAL).rateOfInterval(), "{{host}}")
                .unit(Unit.PER_SECOND),
            timeseries(
                    "Idle processor",
                    "Idle processor as FreeSWITCH sees it. Near 0 the sound breaks up: take the"
                        + " host out of the balancer.")
                .query(here(FreeSwitchMetrics.CURRENT_IDLE_CPU), "{{host}}")
                .unit(Unit.PERCENT),
            timeseries(
                    "Clock difference",
                    "How far FreeSWITCH's clock is ahead. Seconds off: the host's clock jumped;"
                        + " restart FreeSWITCH when no meeting runs.")
                .query(here(FreeSwitchMetrics.CLOCK_DIFFERENCE), "{{host}}")
                .unit(Unit.SECONDS))
        .row(
            "How does it sound?",
            timeseries(
                    "Opinion score of the worst quarter",
                    "A quarter of the calls sounds at most so good, of 4.5. Below 3.5 words are"
                        + " lost: look at the loss, then at the host's processor and network.")
                .query(quantile(CallMetrics.RTP_MOS, 0.25), "{{host}}")
                .goodFrom(3.5),
            timeseries(
                    "Loss of the worst quarter",
                    "A quarter of the calls loses at least this share of its packets. Above 2 % it"
                        + " is heard: the network, or a host too busy to read its sockets.")
                .query(quantile(CallMetrics.RTP_LOSS, 0.75), "{{host}}")
                .unit(Unit.RATIO)
                .badFrom(0.02),
            timeseries(
                    "Jitter of the worst quarter",
                    "How unevenly the packets of a quarter of the calls came, at its worst. Above"
                        + " 30 ms the jitter buffers must stretch.")
                .query(quantile(CallMetrics.RTP_JITTER, 0.75), "{{host}}")
                .unit(Unit.SECONDS)
                .badFrom(0.03),
            timeseries(
                    "Channels by codec",
                    "What goes over the wire. opus is a browser, PCMU and PCMA are telephones.")
                .query(here(CallMetrics.CHANNELS).sumBy("codec"), "{{codec}}"))
        .row(
            "Who is heard?",
            timeseries(
                    "Meetings against conferences",
                    "What BigBlueButton's API says of voices, against FreeSWITCH. Without audio:"
                        + " people hear nothing; without meeting: nobody can end it. Should stay 0.")
                .query(
                    here(CallMetrics.MEETINGS_WITHOUT_CONFERENCE).sumBy("host").above(0),
                    "{{host}} without audio")
                .query(
                    here(CallMetrics.CONFERENCES_WITHOUT_MEETING).sumBy("host").above(0),
                    "{{host}} without meeting")
                .query(
                    here(CallMetrics.VOICE_DIFFERENCE).sumBy("host").above(0),
                    "{{host}} people apart")
                .whenEmpty("all fit"),
            timeseries(
                    "People in conferences",
                    "Without the legs that serve listeners. Talking at 0 in many conferences: sound"
                        + " is lost on the way.")
                .query(here(FreeSwitchMetrics.CONFERENCE_MEMBERS).sumBy(), "in conferences")
                .query(here(FreeSwitchMetrics.CONFERENCE_MEMBERS_TALKING).sumBy(), "talking")
                .query(here(FreeSwitchMetrics.CONFERENCE_MEMBERS_MUTED).sumBy(), "muted"),
            timeseries(
                    "Conferences",
                    "Conferences, and those without a person. Empty ones that stay: meetings whose"
                        + " end FreeSWITCH did not learn.")
                .query(here(FreeSwitchMetrics.CONFERENCES).sumBy("host"), "{{host}}")
                .query(
                    here(FreeSwitchMetrics.CONFERENCES_EMPTY).sumBy("host").above(0),
                    "{{host}} empty"),
            stateTimeline(
                    "SIP profiles",
                    "Red: the profile does not run. external serves browsers and the telephone:"
                        + " `sofia profile external start`.")
                .query(here(FreeSwitchMetrics.SOFIA_PROFILE_RUNNING), "{{host}} {{profile}}")
                .unit(Unit.BOOLEAN)
                .goodFrom(1),
            stateTimeline(
                    "Telephone gateways",
                    "Red: the gateway does not answer or refuses us: nobody can dial in. Ask the"
                        + " provider, look at its password.")
                .query(here(FreeSwitchMetrics.SOFIA_GATEWAY_UP), "{{host}} {{gateway}}")
                .unit(Unit.BOOLEAN)
                .goodFrom(1)
                .whenEmpty("no gateways"),
            table(
                    "Versions",
                    "The version on each host. They should be the same, apart from an upgrade in"
                        + " progress.")
                .query(here(FreeSwitchMetrics.INFO), "")
                .column("host", "Host")
                .column("version", "Version"));
  }

  private static Expr quantile(Metric histogram, double share) {
    return bucketsHere(histogram)
        .with("moment", "running")
        .rateOfInterval()
        .sumBy("host", "le")
        .histogramQuantile(share);
  }

  private static Expr used() {
    return here(FreeSwitchMetrics.SESSION_ACTIVE)
        .dividedBy(here(FreeSwitchMetrics.SESSION_CAPACITY));
  }
}
