package org.bbbfleet.alerts.guard;

import java.util.Map;
import java.util.TreeMap;
import org.bbbfleet.alerts.rules.blackbox.BlackboxRules;
import org.bbbfleet.alerts.verify.Sample;
import org.bbbfleet.alerts.verify.SignalSource;

/**
 * What Prometheus sees of a host itself: of its targets, those that run on it. The probe of what a
 * host publishes is none of them: it runs on the control host, and its target is up as long as the
 * prober answers, whatever became of the host.
 *
 * @param targets how many there are
 * @param up how many of them answered the last scrape
 */
record OwnTargets(int targets, int up) {

  /**
   * By host; hosts of which only others' probes tell are not among them.
   *
   * @throws org.bbbfleet.core.error.FleetException when Prometheus can't be asked
   */
  static Map<String, OwnTargets> byHost(SignalSource source) {
    Map<String, OwnTargets> hosts = new TreeMap<>();
    for (Sample sample : source.query("up{host!=\"\"}")) {
      if (runsThere(sample.labels())) {
        OwnTargets one = new OwnTargets(1, sample.value() == 1 ? 1 : 0);
        hosts.merge(sample.labels().getOrDefault("host", ""), one, OwnTargets::and);
      }
    }
    return hosts;
  }

  /** Nothing on it answers. */
  boolean allDown() {
    return up == 0;
  }

  /** Everything on it answers: else something is not known of it. */
  boolean allUp() {
    return up == targets;
  }

  private OwnTargets and(OwnTargets other) {
    return new OwnTargets(targets + other.targets, up + other.up);
  }

  /** A foreign blackbox exporter's job has any name, but its instances are addresses, too. */
  private static boolean runsThere(Map<String, String> labels) {
    return !labels.getOrDefault("job", "").equals(BlackboxRules.JOB)
        && !labels.getOrDefault("instance", "").contains("://");
  }
}
