package org.bbbfleet.provisioning.role.healer;

import static org.bbbfleet.provisioning.resource.Resources.directory;
import static org.bbbfleet.provisioning.resource.Resources.file;
import static org.bbbfleet.provisioning.resource.Resources.rootKey;
import static org.bbbfleet.provisioning.role.Declaration.role;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.TreeSet;
import org.bbbfleet.alerts.FleetView;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.provisioning.role.Declaration;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Role;
import org.bbbfleet.provisioning.role.Watched;

/** The healer's way into a host: a key that may run one script, which takes typed actions only. */
@AutoService(Role.class)
public final class HealerRole implements Role {
  private static final String SCRIPT = "/usr/local/lib/bbb-fleet/fleet-heal";
  private static final String RESOURCE = "/org/bbbfleet/alerts/action/fleet-heal";

  @Override
  public String name() {
    return "healer";
  }

  @Override
  public List<String> groups() {
    return List.of("all");
  }

  @Override
  public int order() {
    return 30;
  }

  @Override
  public Declaration on(HostView host) {
    return role("healer")
        .needs(
            directory("/etc/bbb-fleet"),
            directory("/usr/local/lib/bbb-fleet"),
            file(SCRIPT, script()).mode("0755"),
            file("/etc/bbb-fleet/heal.units", units(host)),
            rootKey(SCRIPT, host.fleet().secrets().healerPublicKey()));
  }

  // What the host's roles are watched by is what may be restarted there, and nothing else.
  private String units(HostView host) {
    TreeSet<String> units = new TreeSet<>();
    for (Declaration declaration : host.declaredBesides(this)) {
      declaration.watched(Watched.ByUnit.class).forEach(unit -> units.add(unit.unit()));
    }
    units.addAll(host.texts("healer_units"));
    return "# Written by BBB Fleet: the units that the healer may restart.\n"
        + String.join("\n", units)
        + "\n";
  }

  private static byte[] script() {
    try (InputStream in = FleetView.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new FleetException(
            ErrorCategory.INTERNAL, "the program lacks " + RESOURCE + ". Build it again.");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new FleetException(ErrorCategory.INTERNAL, RESOURCE + " can't be read", e);
    }
  }
}
