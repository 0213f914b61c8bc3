package org.bbbfleet.provisioning.role.serve;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bbbfleet.alerts.rules.blackbox.BlackboxRules;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.provisioning.role.Fleet;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Role;
import org.bbbfleet.provisioning.role.Watched;

/**
 * What the fleet publishes, as targets of the service's {@code /probe}: in the form of Prometheus's
 * file and HTTP service discovery, which are the same.
 *
 * @see <a href="https://prometheus.io/docs/prometheus/latest/http_sd/">http_sd</a>
 */
public final class PublishedUrls {
  /** The job that scrapes the probes, which the blackbox rules name. */
  public static final String JOB = BlackboxRules.JOB;

  private PublishedUrls() {}

  /**
   * One published URL.
   *
   * @param host whose role publishes it
   * @param role the role
   */
  public record PublishedUrl(String host, String role, String url, String module) {}

  /** Everything that the fleet's roles publish, in the order of the inventory. */
  public static List<PublishedUrl> of(Fleet fleet) {
    List<PublishedUrl> all = new ArrayList<>();
    for (Host host : fleet.inventory().hosts()) {
      HostView view = new HostView(fleet, host);
      for (Role role : fleet.rolesOf(host)) {
        for (Watched.Published published : role.publishes(view)) {
          all.add(new PublishedUrl(host.name(), role.name(), published.url(), published.module()));
        }
      }
    }
    return all;
  }

  /** The targets: what is probed, and with which labels. */
  public static List<Map<String, Object>> targets(List<PublishedUrl> published) {
    List<Map<String, Object>> targets = new ArrayList<>();
    for (PublishedUrl one : published) {
      Map<String, Object> labels = new LinkedHashMap<>();
      labels.put("host", one.host());
      labels.put("role", one.role());
      labels.put("__param_module", one.module());
      Map<String, Object> target = new LinkedHashMap<>();
      target.put("targets", List.of(one.url()));
      target.put("labels", labels);
      targets.add(target);
    }
    return targets;
  }
}
