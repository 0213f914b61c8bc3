package org.bbbfleet.provisioning.role.healer;

import static org.bbbfleet.provisioning.resource.Resources.directory;
import static org.bbbfleet.provisioning.resource.Resources.file;
import static org.bbbfleet.provisioning.resource.Resources.rootKey;
import static org.bbbfleet.provisioning.role.Declaration.role;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.TreeSet;
import org.bbbfleet.alerts.action.HealScript;
import org.bbbfleet.provisioning.role.Declaration;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Role;
import org.bbbfleet.provisioning.role.Variable;
import org.bbbfleet.provisioning.role.Watched;
import org.bbbfleet.provisioning.role.agent.AgentRole;

/** The healer's way into a host: a key that may run one script, which takes typed actions only. */
@AutoService(Role.class)
public final class HealerRole implements Role {
  private static final Variable<List<String>> UNITS =
      Variable.texts("healer_units", "units that may be restarted besides those that are watched");

  @Override
  public String name() {
    return "healer";
  }

  @Override
  public List<Variable<?>> variables() {
    return List.of(UNITS);
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
            file(HealScript.PATH, HealScript.text()).mode("0755"),
            file(HealScript.UNITS, units(host)),
            rootKey(HealScript.PATH, host.fleet().secrets().healerPublicKey()));
  }

  // What the host's roles are watched by is what may be restarted there, and nothing else.
  private String units(HostView host) {
    TreeSet<String> units = new TreeSet<>();
    host.othersWatched(this, Watched.ByUnit.class).forEach(unit -> units.add(unit.unit()));
    host.othersWatched(this, Watched.Mendable.class).forEach(unit -> units.add(unit.pattern()));
    units.add(AgentRole.SERVICE);
    units.addAll(host.get(UNITS));
    return "# Written by BBB Fleet: the units that the healer may restart.\n"
        + String.join("\n", units)
        + "\n";
  }
}
