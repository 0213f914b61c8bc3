package org.bbbfleet.alerts.rules.drbd;

import static org.bbbfleet.core.promql.Selector.metric;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.alerts.rules.Evidence;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.rules.RuleGroup;
import org.bbbfleet.alerts.rules.Severity;
import org.bbbfleet.exporters.drbd.DrbdMetrics;

/** DRBD, which mirrors volumes between two hosts. */
@AutoService(RuleGroup.class)
public final class DrbdRules implements RuleGroup {
  private static final Evidence EVIDENCE = new Evidence.FromCollector("drbd");

  /** A side has given up. */
  public static final Rule STANDALONE =
      new Rule(
          "DrbdStandalone",
          metric(DrbdMetrics.STANDALONE).is(1),
          Duration.ofMinutes(1),
          Severity.CRITICAL,
          EVIDENCE,
          "DRBD has given up to connect, as after a split brain.",
          "{{ $labels.resource }} on {{ $labels.host }} does not connect by itself any more.",
          """
          **Meaning.** The connection is StandAlone: DRBD does not try any more. Mostly both sides took
          writes while they were apart.

          **Impact.** Nothing is mirrored. What is written on one side is lost if that host is.

          **Diagnosis.** `drbdadm status`, and `dmesg` for `Split-Brain detected`. Which side has the data
          that counts?

          **Mitigation.** On the side that loses: `drbdadm secondary R; drbdadm connect --discard-my-data
          R`; on the other `drbdadm connect R`. Back up first.
          """);

  /** The other side is not there. */
  public static final Rule DISCONNECTED =
      new Rule(
          "DrbdDisconnected",
          metric(DrbdMetrics.CONNECTED).is(0),
          Duration.ofMinutes(5),
          Severity.WARNING,
          EVIDENCE,
          "The two sides of a DRBD volume are not connected.",
          "{{ $labels.resource }} on {{ $labels.host }} has no connection to the other side.",
          """
          **Meaning.** The other side does not answer.

          **Impact.** Nothing is mirrored meanwhile; it catches up by itself once it is back.

          **Diagnosis.** Is the other host up? Does its port of DRBD answer?

          **Mitigation.** Start the other host or mend the network.
          """);

  /** A disk that can not be used as it is. */
  public static final Rule DISK =
      new Rule(
          "DrbdDiskNotUpToDate",
          metric(DrbdMetrics.UP_TO_DATE).is(0),
          Duration.ofMinutes(15),
          Severity.WARNING,
          EVIDENCE,
          "The disk of a DRBD volume is not up to date.",
          "The disk of {{ $labels.resource }} on {{ $labels.host }} is not up to date.",
          """
          **Meaning.** The disk on this host is Inconsistent, Outdated, Failed or Diskless, for longer than
          a short resync takes.

          **Impact.** This host can not take over.

          **Diagnosis.** `ha_cluster_drbd_resources` names the state; `ha_cluster_drbd_connections_sync`
          says whether it catches up. Failed or Diskless: look for errors of the disk in `dmesg`.

          **Mitigation.** Wait for the resync; replace a failed disk and attach it.
          """);

  @Override
  public String name() {
    return "drbd";
  }

  @Override
  public List<Rule> rules() {
    return List.of(STANDALONE, DISCONNECTED, DISK);
  }
}
