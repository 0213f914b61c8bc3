package org.bbbfleet.alerts.rules.disk;

import static org.bbbfleet.core.promql.Selector.metric;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.alerts.rules.Evidence;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.rules.RuleGroup;
import org.bbbfleet.alerts.rules.Severity;
import org.bbbfleet.exporters.thirdparty.NodeExporter;

/** File systems that fill. */
@AutoService(RuleGroup.class)
public final class DiskRules implements RuleGroup {
  private static final Evidence EVIDENCE = new Evidence.FromScrape("node");

  /** What is in memory, read-only by design, or somebody else's to empty. */
  private static final String OTHERS =
      "tmpfs|ramfs|overlay|squashfs|iso9660|fuse.*|nsfs|autofs|nfs.*|ceph";

  /** A file system with little space left. */
  public static final Rule OUT_OF_SPACE =
      new Rule(
          "HostOutOfDiskSpace",
          metric(NodeExporter.FILESYSTEM_AVAIL)
              .unlike("fstype", OTHERS)
              .dividedBy(metric(NodeExporter.FILESYSTEM_SIZE).unlike("fstype", OTHERS))
              .below(0.1)
              .unlessOn(
                  List.of("instance", "mountpoint"),
                  metric(NodeExporter.FILESYSTEM_READONLY).is(1)),
          Duration.ofMinutes(5),
          Severity.WARNING,
          EVIDENCE,
          "A file system is nearly full.",
          "{{ $labels.mountpoint }} on {{ $labels.host }} has {{ $value | humanizePercentage }} left.",
          """
          **Meaning.** Less than a tenth of the file system is free.

          **Impact.** When it is full, recordings fail, databases stop, and nobody can log in to mend it.

          **Diagnosis.** `df -h`, then `du -xh --max-depth=2 MOUNTPOINT | sort -h | tail`. Raw recordings in
          `/var/bigbluebutton/recording/raw` and logs grow the most.

          **Mitigation.** `fleet heal free-disk-space --host HOST --param kind=any --dry-run` names what may
          go. If that is not enough: more space, or fewer days of recordings.
          """);

  @Override
  public String name() {
    return "disk";
  }

  @Override
  public List<Rule> rules() {
    return List.of(OUT_OF_SPACE);
  }
}
