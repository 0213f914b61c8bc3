package org.bbbfleet.provisioning.role.bigbluebutton;

import static org.bbbfleet.provisioning.role.Declaration.role;
import static org.bbbfleet.provisioning.role.Watched.exporter;

import com.google.auto.service.AutoService;
import java.util.List;
import org.bbbfleet.provisioning.role.Declaration;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Role;
import org.bbbfleet.provisioning.role.Watched;

/** A BigBlueButton server, as far as we watch and mend it; installing it is yet to come. */
@AutoService(Role.class)
public final class BigBlueButtonRole implements Role {
  // Those that BigBlueButton 2.7 and 3.0 have in common.
  private static final String[] UNITS = {
    "bbb-apps-akka.service",
    "bbb-fsesl-akka.service",
    "bbb-web.service",
    "bbb-webrtc-sfu.service",
    "freeswitch.service",
    "nginx.service",
    "redis-server.service"
  };

  @Override
  public String name() {
    return "bigbluebutton";
  }

  @Override
  public List<String> groups() {
    return List.of("bbb", "bigbluebutton");
  }

  @Override
  public Declaration on(HostView host) {
    return role("bigbluebutton")
        .watchedBy(exporter("bbb"), exporter("freeswitch"), exporter("soffice"))
        .watchedBy(
            host.texts("bigbluebutton_units", UNITS).stream()
                .map(Watched::unit)
                .toArray(Watched[]::new));
  }
}
