package org.bbbfleet.exporters.fail2ban;

import java.util.List;
import org.bbbfleet.core.metrics.Metric;

/**
 * What the fail2ban exporter says, under the names of the playbooks' script. No address is in it.
 */
public final class Fail2banMetrics {
  private Fail2banMetrics() {}

  public static final Metric UP =
      Metric.gauge("fail2ban_up", "Whether fail2ban's server answers (1) or not (0).");

  public static final Metric JAILS = Metric.gauge("fail2ban_jails", "Jails that it runs.");

  public static final Metric NOW =
      Metric.gauge(
          "fail2ban_filter_stats",
          "Addresses of a jail now, by counter: failed (seen to fail) and banned.",
          "jail",
          "counter");

  public static final Metric TOTALS =
      Metric.gauge(
          "fail2ban_totals",
          "The same since the server began, so that it falls back to 0 when it is restarted.",
          "jail",
          "counter");

  public static final Metric LAST_RUN =
      Metric.gauge("fail2ban_last_run", "When it was last asked, in seconds since the epoch.");

  public static final Metric LAST_DURATION =
      Metric.gauge("fail2ban_last_duration", "How long the answers took, in milliseconds.");

  public static List<Metric> all() {
    return List.of(UP, JAILS, NOW, TOTALS, LAST_RUN, LAST_DURATION);
  }
}
