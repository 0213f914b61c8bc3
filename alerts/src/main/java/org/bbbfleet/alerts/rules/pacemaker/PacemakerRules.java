package org.bbbfleet.alerts.rules.pacemaker;

import static org.bbbfleet.core.promql.Selector.metric;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.alerts.rules.Evidence;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.rules.RuleGroup;
import org.bbbfleet.alerts.rules.Severity;
import org.bbbfleet.exporters.pacemaker.PacemakerMetrics;

/** Pacemaker and Corosync clusters, each seen from its nodes. */
@AutoService(RuleGroup.class)
public final class PacemakerRules implements RuleGroup {
  private static final Evidence EVIDENCE = new Evidence.FromCollector("pacemaker");

  /** The state of the cluster can not be read. */
  public static final Rule DOWN =
      new Rule(
          "PacemakerDown",
          metric(PacemakerMetrics.UP).is(0),
          Duration.ofMinutes(2),
          Severity.CRITICAL,
          EVIDENCE,
          "The state of the cluster can not be read on a node.",
          "Pacemaker on {{ $labels.host }} gives no state of the cluster.",
          """
          **Meaning.** `crm_mon` gives no state on this node.

          **Impact.** This node takes nothing over; its own resources may be stopped.

          **Diagnosis.** `systemctl status corosync pacemaker`; if they run, is the user of the agent in the
          group haclient?

          **Mitigation.** Start corosync, then pacemaker. On a node that was fenced, find out why first.
          """);

  /** A node is not there. */
  public static final Rule NODE_OFFLINE =
      new Rule(
          "PacemakerNodeOffline",
          metric(PacemakerMetrics.NODES).with("status", "online").is(0),
          Duration.ofMinutes(2),
          Severity.WARNING,
          EVIDENCE,
          "A node of the cluster is offline.",
          "{{ $labels.node }} is offline as {{ $labels.host }} sees it.",
          """
          **Meaning.** A configured node is not online.

          **Impact.** Nothing yet, but the next failure finds no node to go to.

          **Diagnosis.** Is the host up? `corosync-quorumtool`, and the link between the nodes.

          **Mitigation.** Start the node, or its corosync and pacemaker.
          """);

  /** A resource has failed. */
  public static final Rule RESOURCE_FAILED =
      new Rule(
          "PacemakerResourceFailed",
          metric(PacemakerMetrics.RESOURCES).with("status", "failed").is(1),
          Duration.ofMinutes(1),
          Severity.CRITICAL,
          EVIDENCE,
          "A resource of the cluster has failed.",
          "{{ $labels.resource }} has failed on {{ $labels.node }}, as {{ $labels.host }} sees it.",
          """
          **Meaning.** Pacemaker marks the resource as failed on a node.

          **Impact.** The service may be elsewhere now, or nowhere.

          **Diagnosis.** `crm_mon -1rf`; the journal of the resource on that node.

          **Mitigation.** Mend the cause, then `pcs resource cleanup RESOURCE`: without it Pacemaker does
          not come back.
          """);

  /** A resource may not run where it failed. */
  public static final Rule THRESHOLD =
      new Rule(
          "PacemakerMigrationThreshold",
          metric(PacemakerMetrics.FAIL_COUNT).minus(metric(PacemakerMetrics.THRESHOLD)).atLeast(0),
          Duration.ofMinutes(1),
          Severity.WARNING,
          EVIDENCE,
          "A resource has failed as often as it may on a node.",
          "{{ $labels.resource }} may not run on {{ $labels.node }} any more, as {{ $labels.host }} sees it.",
          """
          **Meaning.** The fail count has reached the migration threshold.

          **Impact.** The resource has left this node; the next failure may find no other.

          **Diagnosis.** `crm_mon -1rf` and the journal of the resource.

          **Mitigation.** Mend the cause, then `pcs resource cleanup RESOURCE`.
          """);

  /** This part of the cluster has no quorum. */
  public static final Rule NO_QUORUM =
      new Rule(
          "CorosyncNoQuorum",
          metric(PacemakerMetrics.QUORATE).is(0),
          Duration.ofMinutes(1),
          Severity.CRITICAL,
          EVIDENCE,
          "A part of the cluster has no quorum.",
          "{{ $labels.host }} belongs to a part of the cluster without quorum.",
          """
          **Meaning.** Corosync here sees too few votes.

          **Impact.** Pacemaker stops its resources here, or does not start them.

          **Diagnosis.** `corosync-quorumtool -s`: who is missing? Is the network between the nodes well?

          **Mitigation.** Mend the network or start the missing nodes. Never force the quorum before the
          other side is known to be off.
          """);

  /** A link between nodes is faulty. */
  public static final Rule LINK_FAULTY =
      new Rule(
          "CorosyncLinkFaulty",
          metric(PacemakerMetrics.RING_ERRORS).above(0),
          Duration.ofMinutes(2),
          Severity.WARNING,
          EVIDENCE,
          "A link between the nodes of a cluster is faulty.",
          "{{ $value }} links of {{ $labels.host }} are faulty or without their peer.",
          """
          **Meaning.** Corosync marks a ring as faulty, or a link has no peer.

          **Impact.** With a single link the nodes lose each other; with two the second carries all.

          **Diagnosis.** `corosync-cfgtool -s`; does UDP pass between the nodes?

          **Mitigation.** Mend the network or the firewall.
          """);

  @Override
  public String name() {
    return "pacemaker";
  }

  @Override
  public List<Rule> rules() {
    return List.of(DOWN, NODE_OFFLINE, RESOURCE_FAILED, THRESHOLD, NO_QUORUM, LINK_FAULTY);
  }
}
