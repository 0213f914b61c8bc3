package org.bbbfleet.dashboards.freeswitch;

import static org.bbbfleet.dashboards.model.Dashboard.bucketsHere;
import static org.bbbfleet.dashboards.model.Dashboard.here;
import static org.bbbfleet.dashboards.model.Panel.stat;
import static org.bbbfleet.dashboards.model.Panel.stateTimeline;
import static org.bbbfleet.dashboards.model.Panel.table;
import static org.bbbfleet.dashboards.model.Panel.timeseries;

import com.google.auto.service.AutoService;
import org.bbbfleet.core.promql.Expr;
import org.bbbfleet.dashboards.model.Dashboard;
import org.bbbfleet.dashboards.model.Unit;
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
                .unit(Unit.SECONDS))
        .row(
            "Is there room?",
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
            "Who is heard?",
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

  private static Expr used() {
    return here(FreeSwitchMetrics.SESSION_ACTIVE)
        .dividedBy(here(FreeSwitchMetrics.SESSION_CAPACITY));
  }
}
