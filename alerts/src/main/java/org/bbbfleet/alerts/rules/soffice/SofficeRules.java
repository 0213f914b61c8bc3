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

          **Mitigation.** SIGTERM, ten seconds later SIGKILL, to soffice.bin; in a container `docker
          kill` is better. Then look whether the next conversion works.
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

  /** soffice processes whose memory is near its limit. */
  public static final Rule OVER_MEMORY =
      new Rule(
          "SofficeOverMemory",
          metric(SofficeMetrics.PROCESSES).with("class", "over_memory").above(0),
          Duration.ofMinutes(1),
          Severity.WARNING,
          EVIDENCE,
          "Document conversions use too much memory.",
          "{{ $labels.host }} has {{ $value }} soffice processes that are near their memory limit.",
          """
          **Meaning.** A soffice process holds nine tenths of its container's memory, or more than the
          exporter's option allows.

          **Impact.** The kernel is about to kill it, or takes the memory from meetings.

          **Diagnosis.** `ps -eo pid,rss,etimes,args | grep soffice` tells the document.

          **Mitigation.** A conversion ends by itself or is ended when it is stuck. Restart a service
          that grows from day to day: `systemctl restart bbb-libreoffice@N`.
          """);

  /** Containers of conversions that nobody waits for. */
  public static final Rule ORPHAN_CONTAINER =
      new Rule(
          "SofficeOrphanContainer",
          metric(SofficeMetrics.PROCESSES).with("class", "orphan_container").above(0),
          Duration.ofMinutes(5),
          Severity.WARNING,
          EVIDENCE,
          "Containers of document conversions are left behind.",
          "{{ $labels.host }} has {{ $value }} containers that convert for nobody.",
          """
          **Meaning.** A container for one conversion is older than any conversion may get, or the
          `docker run` that waited for it is gone.

          **Impact.** It keeps up to a gigabyte of memory and perhaps a processor, for ever.

          **Diagnosis.** `docker ps --filter ancestor=bbb-soffice` shows when each was started.

          **Mitigation.** `docker rm -f ID`: it was started with `--rm` and holds nothing.
          """);

  /** Conversions that the kernel killed. */
  public static final Rule OOM_KILLED =
      new Rule(
          "SofficeOomKilled",
          metric(SofficeMetrics.OOM_KILLS).increase(Duration.ofMinutes(10)).above(0),
          Duration.ofMinutes(1),
          Severity.WARNING,
          EVIDENCE,
          "The kernel killed document conversions for want of memory.",
          "On {{ $labels.host }} the kernel killed soffice processes within the last ten minutes for"
              + " want of memory.",
          """
          **Meaning.** A conversion needed more memory than its container, or the host, has.

          **Impact.** Somebody's upload failed; BigBlueButton tries up to three times.

          **Diagnosis.** `journalctl -k --grep 'Killed process'` names the process and its size.

          **Mitigation.** One document: have it exported as PDF before it is uploaded. Many: raise
          `--memory` in convert-local.sh if the host has the memory, else allow fewer conversions at
          once (`officeToPdfMaxConcurrentConversions`).
          """);

  /** No slot is left for the next conversion. */
  public static final Rule SLOTS_FULL =
      new Rule(
          "SofficeSlotsFull",
          metric(SofficeMetrics.SLOTS).minus(metric(SofficeMetrics.SLOTS_USED)).below(1),
          Duration.ofMinutes(5),
          Severity.CRITICAL,
          EVIDENCE,
          "All conversion slots are in use.",
          "All conversion slots of {{ $labels.host }} have been in use for five minutes: uploads"
              + " wait.",
          """
          **Meaning.** As many documents are converted as may be at once, for longer than a
          conversion takes.

          **Impact.** Nobody can upload slides on this server.

          **Diagnosis.** The dashboard's classes: stuck, spinning or idle-stuck conversions are ended
          by their own alert. All running: many people upload at once.

          **Mitigation.** End what hangs. A busy server may get more slots
          (`officeToPdfMaxConcurrentConversions`, one processor and 1 GiB each).
          """);

  @Override
  public String name() {
    return "soffice";
  }

  @Override
  public List<Rule> rules() {
    return List.of(
        DEFUNCT, STUCK, UNINTERRUPTIBLE, OVER_MEMORY, ORPHAN_CONTAINER, OOM_KILLED, SLOTS_FULL);
  }
}
