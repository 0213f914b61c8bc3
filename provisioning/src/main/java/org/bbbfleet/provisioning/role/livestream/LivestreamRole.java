package org.bbbfleet.provisioning.role.livestream;

import static org.bbbfleet.provisioning.role.Declaration.role;
import static org.bbbfleet.provisioning.role.Watched.exporter;

import com.google.auto.service.AutoService;
import java.util.List;
import org.bbbfleet.provisioning.role.Declaration;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Role;
import org.bbbfleet.provisioning.role.Watched;

/** Workers that send meetings as live streams, and the RTMP server that takes them. */
@AutoService(Role.class)
public final class LivestreamRole implements Role {

  @Override
  public String name() {
    return "livestream";
  }

  @Override
  public List<String> groups() {
    return List.of("livestream", "bbb_livestream", "bbbcsp");
  }

  @Override
  public Declaration on(HostView host) {
    return role("livestream")
        .watchedBy(exporter("livestream"), exporter("rtmp"))
        .watchedBy(
            host.texts("livestream_units").stream().map(Watched::unit).toArray(Watched[]::new));
  }
}
