package org.bbbfleet.alerts.incident;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.bbbfleet.alerts.action.HostActions.Effect;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.config.Section;

/**
 * How the healer behaves.
 *
 * @param token what a sender of notifications must present
 * @param effect whether actions act, or are only described
 * @param approvalPatience how long a person may take to answer before it is escalated
 * @param verifyEvery how often the signal is asked after a step
 * @param wellFor how long the signal must be well, without interruption, before that is success
 * @param reconcileEvery how often Alertmanager and Prometheus are asked for their alerts
 * @param hostLease how long a host is taken at a time; longer than any action may take
 * @param workers how many incidents are worked on at the same moment
 * @param keepNotifications how long notifications are kept after they were worked off
 */
public record HealerConfig(
    Secret token,
    Effect effect,
    Duration approvalPatience,
    Duration verifyEvery,
    Duration wellFor,
    Duration reconcileEvery,
    Duration hostLease,
    int workers,
    Duration keepNotifications) {

  public HealerConfig {
    requireNonNull(token, "token is null");
    requireNonNull(effect, "effect is null");
    if (workers < 1 || workers > 256) {
      throw new IllegalArgumentException("workers must be 1 to 256");
    }
  }

  /** The defaults: it acts. */
  public static HealerConfig standard(Secret token) {
    return new HealerConfig(
        token,
        Effect.REAL,
        Duration.ofMinutes(10),
        Duration.ofSeconds(1),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofMinutes(5),
        16,
        Duration.ofDays(14));
  }

  /** From the {@code healing} section of the service's configuration. */
  public static HealerConfig read(Section section, Secret token) {
    HealerConfig standard = standard(token);
    return new HealerConfig(
        token,
        section.flag("dry_run", false) ? Effect.DRY_RUN : Effect.REAL,
        section.duration("approval_patience", standard.approvalPatience()),
        section.duration("verify_every", standard.verifyEvery()),
        section.duration("well_for", standard.wellFor()),
        section.duration("reconcile_every", standard.reconcileEvery()),
        section.duration("host_lease", standard.hostLease()),
        section.integer("workers", standard.workers(), 1, 256),
        section.duration("keep_notifications", standard.keepNotifications()));
  }

  /** The same, with actions that act or don't. */
  public HealerConfig with(Effect other) {
    return new HealerConfig(
        token,
        other,
        approvalPatience,
        verifyEvery,
        wellFor,
        reconcileEvery,
        hostLease,
        workers,
        keepNotifications);
  }

  /** The same, with another time for which the signal must be well. */
  public HealerConfig wellFor(Duration length) {
    return new HealerConfig(
        token,
        effect,
        approvalPatience,
        verifyEvery,
        length,
        reconcileEvery,
        hostLease,
        workers,
        keepNotifications);
  }
}
