package org.bbbfleet.provisioning.role.healer;

import static java.util.Objects.requireNonNull;
import static org.bbbfleet.provisioning.resource.Resources.directory;
import static org.bbbfleet.provisioning.resource.Resources.file;
import static org.bbbfleet.provisioning.resource.Resources.rootKey;
import static org.bbbfleet.provisioning.role.Declaration.role;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bbbfleet.alerts.action.HealScript;
import org.bbbfleet.provisioning.resource.Resource;
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
  private static final Variable<Map<String, List<String>>> ALLOW =
      Variable.lists(
          "healer_allow",
          HealScript.lists().keySet(),
          "what else the healer may touch: lists by name, as docs/healing.md has them");

  @Override
  public String name() {
    return "healer";
  }

  @Override
  public List<Variable<?>> variables() {
    return List.of(UNITS, ALLOW);
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
    Map<String, SortedSet<String>> entries = entries(host);
    List<Resource> lists = new ArrayList<>();
    HealScript.lists()
        .forEach(
            (list, meaning) ->
                lists.add(file(HealScript.list(list), text(meaning, entries.get(list)))));
    return role("healer")
        .needs(directory("/etc/bbb-fleet"))
        .needs(file(HealScript.PATH, HealScript.text()).mode("0755"))
        .needs(lists)
        .needs(rootKey(HealScript.PATH, host.fleet().secrets().healerPublicKey()));
  }

  // What the host's roles are watched by is what may be touched there, and what an admin adds.
  private Map<String, SortedSet<String>> entries(HostView host) {
    Map<String, SortedSet<String>> entries = new TreeMap<>();
    HealScript.lists().keySet().forEach(list -> entries.put(list, new TreeSet<>()));
    SortedSet<String> units = entries.get("units");
    host.othersWatched(this, Watched.ByUnit.class).forEach(unit -> units.add(unit.unit()));
    units.add(AgentRole.SERVICE);
    units.addAll(host.get(UNITS));
    host.othersWatched(this, Watched.Allowed.class)
        .forEach(allowed -> list(entries, allowed.list()).add(allowed.entry()));
    host.get(ALLOW)
        .forEach(
            (list, added) ->
                added.forEach(
                    entry -> list(entries, list).add(new Watched.Allowed(list, entry).entry())));
    return entries;
  }

  private static SortedSet<String> list(Map<String, SortedSet<String>> entries, String name) {
    return requireNonNull(entries.get(name), () -> "the healer's script has no list named " + name);
  }

  private static String text(String meaning, SortedSet<String> entries) {
    String title = "# Written by BBB Fleet. What the healer may touch: " + meaning + ".\n";
    return entries.isEmpty() ? title : title + String.join("\n", entries) + "\n";
  }
}
