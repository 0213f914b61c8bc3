package org.bbbfleet.alerts.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bbbfleet.alerts.action.FreeDiskSpace;
import org.bbbfleet.alerts.action.RedisFailover;
import org.bbbfleet.alerts.verify.Sample;
import org.bbbfleet.alerts.verify.SignalSource;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.promql.PromQl;
import org.bbbfleet.exporters.thirdparty.NodeExporter;

/**
 * One cause, many alerts. Targets of many hosts that are down at once mean the network or
 * Prometheus itself; all targets of this host down mean the host; a file system that is full or was
 * remounted read-only breaks everything above it. In none of these does mending the alert help; but
 * where Redis can't write it is failed over to a replica's disk.
 */
final class CorrelationGuard implements Guard {
  /** So many hosts that vanish together are no coincidence. */
  private static final int MANY = 3;

  /** And so great a part of those that are watched. */
  private static final double PART = 0.3;

  /** With so little left a file system is full for most programs. */
  private static final double FULL = 0.005;

  private static final Duration AGAIN = Duration.ofSeconds(15);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

  private final SignalSource source;

  CorrelationGuard(SignalSource source) {
    this.source = source;
  }

  @Override
  public String name() {
    return "correlation";
  }

  @Override
  public String passesWhen() {
    return "nothing greater explains the alert: not a third of the hosts out of Prometheus' sight at"
        + " once, not the host itself, not its storage full or read-only (freeing disk space"
        + " passes when it is full, `redis-failover` in both cases)";
  }

  @Override
  public String otherwise() {
    return "waits, after 15 minutes a person: the cause is to be mended, not the alert";
  }

  @Override
  public boolean holdsPeopleBack() {
    return false;
  }

  @Override
  public Decision decide(Proposal proposal) {
    Optional<String> cause;
    try {
      cause = sight(proposal.host()).or(() -> storage(proposal));
    } catch (FleetException e) {
      cause = Optional.of("can't see the fleet: " + e.getMessage());
    }
    if (cause.isEmpty()) {
      return Decision.pass("no greater cause is seen");
    }
    Instant now = proposal.now();
    return now.isBefore(proposal.waitingSince(this).plus(LONGEST_WAIT))
        ? Decision.defer(cause.get(), now.plus(AGAIN))
        : Decision.refuse("for " + LONGEST_WAIT.toMinutes() + " min: " + cause.get());
  }

  /** What Prometheus sees of the fleet: hosts with no target up, of all that have targets. */
  private Optional<String> sight(String host) {
    Map<String, OwnTargets> hosts = OwnTargets.byHost(source);
    if (hosts.isEmpty()) {
      return Optional.of("Prometheus itself is blind: it watches no host");
    }
    long gone = hosts.values().stream().filter(OwnTargets::allDown).count();
    if (gone >= MANY && gone >= PART * hosts.size()) {
      return Optional.of(
          gone
              + " of "
              + hosts.size()
              + " hosts are out of Prometheus' sight at once: the network, or Prometheus itself");
    }
    // A single target says nothing of its host: its program alone may be down.
    return Optional.ofNullable(hosts.get(host))
        .filter(own -> own.targets() >= 2 && own.allDown())
        .map(
            own ->
                "the host itself is the cause: none of its " + own.targets() + " targets answers");
  }

  private Optional<String> storage(Proposal proposal) {
    // Another host's Redis has another disk: to leave this one is the remedy.
    if (proposal.step().call().action().equals(RedisFailover.NAME)) {
      return Optional.empty();
    }
    String host = proposal.host();
    String on =
        "{host="
            + PromQl.quote(host)
            + ",fstype!~\"tmpfs|ramfs|overlay|squashfs|iso9660|fuse.*|nsfs|autofs\"}";
    String readOnly = NodeExporter.FILESYSTEM_READONLY.name() + on + " == 1 and " + changed(host);
    String full =
        NodeExporter.FILESYSTEM_AVAIL.name()
            + on
            + " / "
            + NodeExporter.FILESYSTEM_SIZE.name()
            + on
            + " < "
            + PromQl.format(FULL);
    // What gives space is the very remedy for a file system that is full.
    boolean mends = proposal.step().call().action().equals(FreeDiskSpace.NAME);
    List<Sample> hurt = mends ? List.of() : source.query(full);
    String what = " is full";
    if (hurt.isEmpty()) {
      hurt = source.query(readOnly);
      what = " became read-only";
    }
    String said = what;
    return hurt.stream()
        .findFirst()
        .map(
            sample ->
                "storage is the cause: "
                    + sample.labels().getOrDefault("mountpoint", "a file system")
                    + said);
  }

  /** Only what was writable within the last day: some are read-only by design. */
  private static String changed(String host) {
    return "min_over_time("
        + NodeExporter.FILESYSTEM_READONLY.name()
        + "{host="
        + PromQl.quote(host)
        + "}[1d]) == 0";
  }
}
