package org.bbbfleet.alerts.rules.backups;

import static org.bbbfleet.core.promql.Selector.metric;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.alerts.rules.Evidence;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.rules.RuleGroup;
import org.bbbfleet.alerts.rules.Severity;
import org.bbbfleet.core.promql.Expr;
import org.bbbfleet.exporters.backups.BackupMetrics;

/** Backups that must be there. */
@AutoService(RuleGroup.class)
public final class BackupRules implements RuleGroup {
  private static final Evidence EVIDENCE = new Evidence.FromCollector("backups");

  /** The newest backup is too old. */
  public static final Rule OLD =
      new Rule(
          "BackupOld",
          Expr.time().minus(metric(BackupMetrics.LAST)).above(metric(BackupMetrics.WITHIN)),
          Duration.ofMinutes(15),
          Severity.CRITICAL,
          EVIDENCE,
          "The newest backup is too old.",
          "The newest backup of {{ $labels.set }} on {{ $labels.host }} is {{ $value | humanizeDuration }} old.",
          """
          **Meaning.** No file of the set was written for longer than its limit.

          **Impact.** What changed since then would be lost.

          **Diagnosis.** The timer and the journal of the job that writes it; is the disk full?

          **Mitigation.** Mend the job and run it once by hand.
          """);

  /** There is no backup at all. */
  public static final Rule NONE =
      new Rule(
          "BackupMissing",
          metric(BackupMetrics.FILES).is(0).or(metric(BackupMetrics.READABLE).is(0)),
          Duration.ofMinutes(15),
          Severity.CRITICAL,
          EVIDENCE,
          "There is no backup.",
          "The set {{ $labels.set }} on {{ $labels.host }} has no backup, or its directory can not be listed.",
          """
          **Meaning.** No file matches, or the directory is missing or closed to the agent.

          **Impact.** Nothing could be restored.

          **Diagnosis.** `ls -l` the path with the user of the agent. Is the file system mounted?

          **Mitigation.** Mend the job or the mount; give the group of the agent the right to list the
          directory.
          """);

  /** The newest backup is suspiciously small. */
  public static final Rule SMALL =
      new Rule(
          "BackupSmall",
          metric(BackupMetrics.SIZE)
              .below(metric(BackupMetrics.LEAST))
              .or(
                  metric(BackupMetrics.SIZE)
                      .dividedBy(metric(BackupMetrics.PREVIOUS_SIZE))
                      .below(0.5)),
          Duration.ofHours(1),
          Severity.WARNING,
          EVIDENCE,
          "The newest backup is much smaller than it should be.",
          "The newest backup of {{ $labels.set }} on {{ $labels.host }} is too small.",
          """
          **Meaning.** It is below its least size, or less than half of the one before.

          **Impact.** It may be cut off, and of no use when it is needed.

          **Diagnosis.** The journal of the job; try to read the file (`gzip -t`, `pg_restore -l`).

          **Mitigation.** Mend the cause (a full disk, a lost connection) and make the backup again.
          """);

  @Override
  public String name() {
    return "backups";
  }

  @Override
  public List<Rule> rules() {
    return List.of(OLD, NONE, SMALL);
  }
}
