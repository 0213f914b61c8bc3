package org.bbbfleet.alerts.rules.certificates;

import static org.bbbfleet.core.promql.Selector.metric;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.alerts.rules.Evidence;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.rules.RuleGroup;
import org.bbbfleet.alerts.rules.Severity;
import org.bbbfleet.core.promql.Expr;
import org.bbbfleet.exporters.certificates.CertificateMetrics;

/** Certificates in files. */
@AutoService(RuleGroup.class)
public final class CertificateRules implements RuleGroup {
  private static final Evidence EVIDENCE = new Evidence.FromCollector("certificates");

  /** A certificate that ends soon. */
  public static final Rule ENDS =
      new Rule(
          "CertificateFileEnds",
          metric(CertificateMetrics.EARLIEST).minus(Expr.time()).below(14 * 86400),
          Duration.ofMinutes(15),
          Severity.WARNING,
          EVIDENCE,
          "A certificate in a file ends soon.",
          "The certificate {{ $labels.path }} on {{ $labels.host }} ends in {{ $value | humanizeDuration }}.",
          """
          **Meaning.** The first of the certificates in this file ends within two weeks. A renewal by
          certbot happens 30 days before.

          **Impact.** None yet. After its end clients refuse the service that uses the file.

          **Diagnosis.** `openssl x509 -noout -enddate -subject -in FILE`; `systemctl list-timers
          certbot.timer` and its journal. A file that nothing uses any more also shows here.

          **Mitigation.** Renew it and reload what uses it; `fleet heal renew-certificate` does both for
          what `healer_allow: {certificates: [...]}` lists. Remove the file if nothing uses it.
          """);

  /** A certificate that has nearly ended. */
  public static final Rule ENDS_NOW =
      new Rule(
          "CertificateFileEndsNow",
          metric(CertificateMetrics.EARLIEST).minus(Expr.time()).below(2 * 86400),
          Duration.ofMinutes(5),
          Severity.CRITICAL,
          EVIDENCE,
          "A certificate in a file has ended or is about to.",
          "The certificate {{ $labels.path }} on {{ $labels.host }} ends in {{ $value | humanizeDuration }}; a negative time is past.",
          """
          **Meaning.** The first of the certificates in this file has ended, or ends within two days.

          **Impact.** Clients refuse the service that uses the file: no page, no API, no TURN over TLS.

          **Diagnosis.** As for CertificateFileEnds. Does a chain hold an intermediate that ends before the
          certificate itself?

          **Mitigation.** Renew it now and reload what uses it.
          """);

  /** Certificates that the agent may not read. */
  public static final Rule NOT_READ =
      new Rule(
          "CertificateFilesNotRead",
          metric(CertificateMetrics.UNREADABLE).above(0),
          Duration.ofHours(1),
          Severity.INFO,
          EVIDENCE,
          "The agent may not read some certificates.",
          "{{ $value }} files or directories for certificates on {{ $labels.host }} are closed to the agent.",
          """
          **Meaning.** Somewhere in the places for certificates the user of the agent may not look.

          **Impact.** What is there may end without an alert, unless a probe sees it.

          **Diagnosis.** `sudo -u USER find /etc/letsencrypt/live` and the like, with the user of the agent.

          **Mitigation.** Give its group the right to read the directories, never the keys; or take the
          place out of `paths`.
          """);

  @Override
  public String name() {
    return "certificates";
  }

  @Override
  public List<Rule> rules() {
    return List.of(ENDS, ENDS_NOW, NOT_READ);
  }
}
