package org.bbbfleet.provisioning.role.node;

import static org.bbbfleet.provisioning.resource.Resources.packages;
import static org.bbbfleet.provisioning.resource.Resources.unit;
import static org.bbbfleet.provisioning.role.Declaration.role;
import static org.bbbfleet.provisioning.role.Watched.job;

import com.google.auto.service.AutoService;
import java.util.List;
import org.bbbfleet.provisioning.role.Declaration;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Role;
import org.bbbfleet.provisioning.role.Watched;

/** The machine itself: Debian's node exporter. */
@AutoService(Role.class)
public final class NodeRole implements Role {
  private static final String SERVICE = "prometheus-node-exporter.service";

  @Override
  public String name() {
    return "node";
  }

  @Override
  public List<String> groups() {
    return List.of("all");
  }

  @Override
  public int order() {
    return 20;
  }

  @Override
  public List<Watched.Job> jobs() {
    return List.of(job("node", 9100, "/"));
  }

  @Override
  public Declaration on(HostView host) {
    return role("node")
        .needs(packages("prometheus-node-exporter"), unit(SERVICE))
        .watchedBy(Watched.unit(SERVICE));
  }
}
