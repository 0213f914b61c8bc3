package org.bbbfleet.alerts.rules.blackbox;

import static org.bbbfleet.core.promql.Selector.metric;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.alerts.rules.Evidence;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.rules.RuleGroup;
import org.bbbfleet.alerts.rules.Severity;
import org.bbbfleet.core.promql.Expr;
import org.bbbfleet.exporters.blackbox.BlackboxMetrics;

/** Published URLs, as users reach them. */
@AutoService(RuleGroup.class)
public final class BlackboxRules implements RuleGroup {
  /** The job that scrapes the probes. */
  public static final String JOB = "blackbox";

  private static final Evidence EVIDENCE = new Evidence.FromScrape(JOB);

  /** A published URL does not answer as it should. */
  public static final Rule FAILED =
      new Rule(
          "BlackboxProbeFailed",
          metric(BlackboxMetrics.SUCCESS).is(0),
          Duration.ofMinutes(5),
          Severity.CRITICAL,
          EVIDENCE,
          "A published address does not work.",
          "{{ $labels.instance }} fails its probe.",
          """
          **Meaning.** The probe of a published address failed.

          **Impact.** Users can't reach what is published there.

          **Diagnosis.** `/probe?target=…&module=…` of the service shows the phases and the status.

          **Mitigation.** Mend the service behind the address; then look at DNS, firewall, certificate.
          """);

  /** A certificate ends soon. */
  public static final Rule CERTIFICATE_ENDS =
      new Rule(
          "BlackboxSslCertificateWillExpireSoon",
          metric(BlackboxMetrics.SSL_EARLIEST_CERT_EXPIRY)
              .minus(Expr.time())
              .below((double) Duration.ofDays(14).toSeconds()),
          Duration.ofMinutes(5),
          Severity.WARNING,
          EVIDENCE,
          "A certificate ends soon.",
          "The certificate of {{ $labels.instance }} ends in {{ $value | humanizeDuration }}.",
          """
          **Meaning.** The certificate that the address serves ends within fourteen days.

          **Impact.** After that, browsers refuse the address.

          **Diagnosis.** Why was it not renewed? certbot's journal; a server that was not reloaded.

          **Mitigation.** Renew it, reload the server.
          """);

  @Override
  public String name() {
    return "blackbox";
  }

  @Override
  public List<Rule> rules() {
    return List.of(FAILED, CERTIFICATE_ENDS);
  }
}
