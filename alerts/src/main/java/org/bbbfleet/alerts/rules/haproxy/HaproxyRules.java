package org.bbbfleet.alerts.rules.haproxy;

import static org.bbbfleet.core.promql.Selector.metric;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.alerts.rules.Evidence;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.rules.RuleGroup;
import org.bbbfleet.alerts.rules.Severity;
import org.bbbfleet.core.promql.Expr;
import org.bbbfleet.exporters.haproxy.HaproxyMetrics;

/** HAProxy: what stands before several servers hides that one of them fails. */
@AutoService(RuleGroup.class)
public final class HaproxyRules implements RuleGroup {
  private static final Evidence EVIDENCE = new Evidence.FromCollector("haproxy");
  private static final Duration WINDOW = Duration.ofMinutes(2);
  private static final List<String> BACKEND = List.of("host", "instance", "job", "backend");
  private static final String[] SERVER = {"host", "instance", "job", "backend", "server"};

  private static Expr failed() {
    return metric(HaproxyMetrics.SERVER_RESPONSES)
        .with("code", "5xx")
        .rate(WINDOW)
        .sumBy(SERVER)
        .plus(metric(HaproxyMetrics.SERVER_RESPONSE_ERRORS).rate(WINDOW).sumBy(SERVER));
  }

  private static Expr share() {
    return failed()
        .dividedBy(
            metric(HaproxyMetrics.SERVER_RESPONSES)
                .rate(WINDOW)
                .sumBy(SERVER)
                .plus(metric(HaproxyMetrics.SERVER_RESPONSE_ERRORS).rate(WINDOW).sumBy(SERVER)));
  }

  /** The statistics can't be had because nobody answers. */
  public static final Rule DOWN =
      new Rule(
              "HaproxyDown",
              metric(HaproxyMetrics.UP).is(0),
              Duration.ofMinutes(1),
              Severity.CRITICAL,
              EVIDENCE,
              "HAProxy does not answer.",
              "HAProxy on {{ $labels.host }} does not tell its statistics.",
              """
          **Meaning.** Nobody listens on the statistics socket of `haproxy.cfg`, or no answer comes.

          **Impact.** Nothing behind this balancer can be reached through it.

          **Diagnosis.** `systemctl status haproxy`; `haproxy -c -f /etc/haproxy/haproxy.cfg`; its log.

          **Mitigation.** Mend the configuration, then start it. Where there are two balancers, is the
          other one used?
          """)
          .wellWhen(metric(HaproxyMetrics.UP).is(1));

  /** We may not ask. */
  public static final Rule NOT_READ =
      new Rule(
          "HaproxyNotMeasured",
          metric(HaproxyMetrics.READABLE).is(0),
          Duration.ofMinutes(15),
          Severity.WARNING,
          EVIDENCE,
          "HAProxy does not let the agent ask.",
          "The agent of {{ $labels.host }} may not read HAProxy's statistics.",
          """
          **Meaning.** `haproxy.cfg` names no socket that the agent's user may write to, or the page's
          password is wrong.

          **Impact.** Nobody notices when HAProxy or a server behind it fails.

          **Diagnosis.** `ls -l /run/haproxy`; the page of the exporter `haproxy`.

          **Mitigation.** Add `stats socket /run/haproxy/stats.sock mode 666 level user` to `global`, and
          reload HAProxy: whoever is on the host may then look, and change nothing.
          """);

  /** A server fails what it is asked, and its check does not see it. */
  public static final Rule SERVER_FAILING =
      new Rule(
              "HaproxyServerFailing",
              share()
                  .above(0.5)
                  .andOn(List.of(SERVER), failed().above(0.05))
                  .andOn(List.of(SERVER), metric(HaproxyMetrics.SERVER_UP).is(1))
                  .andOn(BACKEND, share().below(0.5)),
              Duration.ofMinutes(2),
              Severity.CRITICAL,
              EVIDENCE,
              "A server behind HAProxy fails most requests, and its check takes it for well.",
              "{{ $labels.backend }}/{{ $labels.server }} behind HAProxy on {{ $labels.host }} fails"
                  + " {{ $value | humanizePercentage }} of its requests.",
              """
          **Meaning.** More than half of what the server was sent in two minutes came back as 5xx or not
          at all, while another server of the backend answers. HAProxy's check asks something else. Only
          backends in HTTP mode can be judged so.

          **Impact.** Whoever is sent to this server sees errors, again and again where clients stick.

          **Diagnosis.** The server's own alerts and log; what the check asks (`option httpchk`).

          **Mitigation.** Take it out (`haproxy-server-out`), mend it, put it back
          (`haproxy-server-in`). Then let the check ask for what users ask for.
          """)
          .wellWhen(metric(HaproxyMetrics.BACKEND_UP).is(1));

  /** A backend has nobody to send to. */
  public static final Rule BACKEND_DOWN =
      new Rule(
          "HaproxyBackendDown",
          metric(HaproxyMetrics.BACKEND_UP).is(0),
          Duration.ofMinutes(1),
          Severity.CRITICAL,
          EVIDENCE,
          "A backend of HAProxy has no server.",
          "No server of {{ $labels.backend }} behind HAProxy on {{ $labels.host }} is in use.",
          """
          **Meaning.** Every server of the backend is down by its check, or in maintenance.

          **Impact.** What this backend serves is not there for anybody.

          **Diagnosis.** `haproxy_server_up` of the backend, and each server's own alerts. All at once: is
          it the network between, or the check itself? Of a backend for Redis: no master, see its alerts.

          **Mitigation.** Mend the servers; HAProxy takes them back by itself. Put back what somebody took
          out.
          """);

  /** A server is down by its check. */
  public static final Rule SERVER_DOWN =
      new Rule(
          "HaproxyServerDown",
          metric(HaproxyMetrics.SERVER_UP)
              .is(0)
              .andOn(List.of(SERVER), metric(HaproxyMetrics.SERVER_MAY_BE_DOWN).is(0)),
          Duration.ofMinutes(2),
          Severity.WARNING,
          EVIDENCE,
          "A server behind HAProxy is down.",
          "{{ $labels.backend }}/{{ $labels.server }} fails the check of HAProxy on"
              + " {{ $labels.host }}.",
          """
          **Meaning.** Its check fails, and nobody put it into maintenance. Backends whose check lets one
          server through on purpose, as the master of Redis, are left out (option `standbys`).

          **Impact.** The others carry its load; there is one less to lose.

          **Diagnosis.** The server's own alerts; the way from here to it.

          **Mitigation.** Mend it; HAProxy takes it back by itself.
          """);

  /** A server was taken out and not put back. */
  public static final Rule SERVER_DRAINED =
      new Rule(
              "HaproxyServerDrained",
              metric(HaproxyMetrics.SERVER_DRAINED).is(1),
              Duration.ofHours(1),
              Severity.INFO,
              EVIDENCE,
              "A server behind HAProxy was taken out an hour ago.",
              "{{ $labels.backend }}/{{ $labels.server }} behind HAProxy on {{ $labels.host }} is drained.",
              """
          **Meaning.** An order drained it, and its check is well. A restart of HAProxy forgets that.

          **Impact.** The others carry its load.

          **Diagnosis.** Who took it out, and why: `fleet audit list --host HOST`. Is it mended?

          **Mitigation.** Put it back (`haproxy-server-in`) once it is.
          """)
          .wellWhen(metric(HaproxyMetrics.SERVER_UP).is(1));

  @Override
  public String name() {
    return "haproxy";
  }

  @Override
  public List<Rule> rules() {
    return List.of(DOWN, NOT_READ, SERVER_FAILING, BACKEND_DOWN, SERVER_DOWN, SERVER_DRAINED);
  }
}
