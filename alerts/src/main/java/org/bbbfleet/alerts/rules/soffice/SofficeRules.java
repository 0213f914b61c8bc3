package org.bbbfleet.alerts.rules.soffice;

import static org.bbbfleet.core.promql.Selector.metric;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.alerts.rules.Evidence;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.rules.RuleGroup;
import org.bbbfleet.alerts.rules.Severity;
import org.bbbfleet.exporters.soffice.SofficeMetrics;

/** LibreOffice, which turns uploaded documents into slides. */
@AutoService(RuleGroup.class)
public final class SofficeRules implements RuleGroup {
  private static final Evidence EVIDENCE = new Evidence.FromCollector("soffice");

  /** Dead soffice processes that their parent does not reap. */
  public static final Rule DEFUNCT =
      new Rule(
          "SofficeDefunct",
          metric(SofficeMetrics.PROCESSES).with("class", "defunct").above(0),
          Duration.ofMinutes(1),
          Severity.WARNING,
          EVIDENCE,
          "Defunct soffice processes are not reaped.",
          "{{ $labels.host }} has {{ $value }} defunct soffice processes: their parent does not reap"
              + " them.",
          """
          **Meaning.** A soffice process has ended and its parent never asked for its exit status. A
          defunct process can't be killed: it is dead already.

          **Impact.** Each takes a slot in the process table, and often one of the few conversion
          slots: when all are gone, nobody can upload slides.

          **Diagnosis.** `ps -eo pid,ppid,stat,comm | awk '$3 ~ /Z/'` shows them and their parents.

          **Mitigation.** Wake the parent with SIGCHLD; if it still does not reap, restart the
          parent's unit: init then adopts and reaps them. Restart bbb-web only when no meeting runs.
          """);

  /** soffice processes that should have ended long ago. */
  public static final Rule STUCK =
      new Rule(
          "SofficeStuck",
          metric(SofficeMetrics.PROCESSES)
              .like("class", "stuck|spinning|idle_stuck")
              .sumBy("host", "instance", "job")
              .above(0),
          Duration.ofMinutes(1),
          Severity.WARNING,
          EVIDENCE,
          "Document conversions hang.",
          "{{ $labels.host }} has {{ $value }} soffice processes that are older than any conversion"
              + " may take.",
          """
          **Meaning.** A conversion's own timeout has passed, and soffice still runs.

          **Impact.** It holds a conversion slot and perhaps a processor: uploads queue behind it.

          **Diagnosis.** `ps -eo pid,etimes,time,stat,comm | grep soffice`: does its CPU time grow?

          **Mitigation.** SIGTERM, ten seconds later SIGKILL, to soffice.bin; then look whether the
          next conversion works.
          """);

  /** soffice processes that wait for storage. */
  public static final Rule UNINTERRUPTIBLE =
      new Rule(
          "SofficeUninterruptible",
          metric(SofficeMetrics.PROCESSES).with("class", "uninterruptible").above(0),
          Duration.ofMinutes(2),
          Severity.WARNING,
          EVIDENCE,
          "Document conversions wait for storage.",
          "{{ $labels.host }} has {{ $value }} soffice processes in uninterruptible sleep.",
          """
          **Meaning.** The process waits in the kernel for a read or a write that does not return.

          **Impact.** It can't be ended, not even by SIGKILL, and holds its conversion slot.

          **Diagnosis.** `cat /proc/PID/wchan`; look at the storage: `dmesg`, hung mounts.

          **Mitigation.** Mend the storage; the process goes on or dies by itself.
          """);

  @Override
  public String name() {
    return "soffice";
  }

  @Override
  public List<Rule> rules() {
    return List.of(DEFUNCT, STUCK, UNINTERRUPTIBLE);
  }
}
