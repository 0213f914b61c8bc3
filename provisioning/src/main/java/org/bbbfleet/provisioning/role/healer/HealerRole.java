package org.bbbfleet.provisioning.role.healer;

import static org.bbbfleet.provisioning.resource.Resources.directory;
import static org.bbbfleet.provisioning.resource.Resources.file;
import static org.bbbfleet.provisioning.resource.Resources.rootKey;
import static org.bbbfleet.provisioning.role.Declaration.role;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bbbfleet.alerts.action.HealScript;
import org.bbbfleet.core.error.Problem;
import org.bbbfleet.core.error.ProblemsException;
import org.bbbfleet.core.inventory.Value;
import org.bbbfleet.provisioning.resource.Directory;
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
  private static final String SCRIPTS = "scripts";
  private static final String SCRIPTS_DIRECTORY = "/usr/local/lib/bbb-fleet/scripts";
  private static final Variable<List<String>> UNITS =
      Variable.texts("healer_units", "units that may be restarted besides those that are watched");
  private static final Variable<Map<String, List<String>>> ALLOW =
      Variable.lists(
          "healer_allow",
          () -> HealScript.lists().keySet(),
          "what else the healer may touch: lists by name, as docs/healing.md has them; `scripts` names files in `scripts/` beside the inventory");

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
    List<ReviewedScript> scripts = scripts(host);
    HealerLists entries = entries(host, scripts);
    List<Resource> lists = new ArrayList<>();
    HealScript.lists()
        .forEach(
            (list, meaning) ->
                lists.add(file(HealScript.list(list), text(meaning, entries.lines(list)))));
    return role("healer")
        .needs(directory("/etc/bbb-fleet"))
        .needs(file(HealScript.PATH, HealScript.text()).mode("0755"))
        .needs(lists)
        .needs(files(scripts))
        .needs(rootKey(HealScript.PATH, host.fleet().secrets().healerPublicKey()));
  }

  // What the host's roles are watched by is what may be touched there, and what an admin adds.
  private HealerLists entries(HostView host, List<ReviewedScript> scripts) {
    HealerLists entries = new HealerLists();
    host.othersWatched(this, Watched.ByUnit.class)
        .forEach(unit -> entries.allow(new Watched.Allowed("units", unit.unit())));
    entries.allow(new Watched.Allowed("units", AgentRole.SERVICE));
    host.get(UNITS).forEach(unit -> entries.add("units", unit));
    host.othersWatched(this, Watched.Allowed.class).forEach(entries::allow);
    for (Map.Entry<String, List<String>> list : host.get(ALLOW).entrySet()) {
      if (!list.getKey().equals(SCRIPTS)) {
        list.getValue().forEach(entry -> added(host, entries, list.getKey(), entry));
      }
    }
    scripts.forEach(script -> entries.add(SCRIPTS, script.entry()));
    return entries;
  }

  private static void added(HostView host, HealerLists entries, String list, String entry) {
    try {
      entries.add(list, entry);
    } catch (IllegalArgumentException e) {
      throw new ProblemsException(
          List.of(Problem.error(where(host), "healer_allow." + list + ": " + e.getMessage())));
    }
  }

  private static List<ReviewedScript> scripts(HostView host) {
    return host.get(ALLOW).getOrDefault(SCRIPTS, List.of()).stream()
        .map(name -> ReviewedScript.read(host.fleet().directory(), name, where(host)))
        .toList();
  }

  private static String where(HostView host) {
    Value written = host.fleet().inventory().written(host.host().name()).get(ALLOW.name());
    return written == null ? host.host().name() : written.where();
  }

  // A script that is not wanted any more goes, so that none lies about that nobody reviews.
  private static List<Resource> files(List<ReviewedScript> scripts) {
    Directory directory = directory(SCRIPTS_DIRECTORY);
    if (scripts.isEmpty()) {
      return List.of(directory.absentWithContents());
    }
    List<Resource> files = new ArrayList<>();
    files.add(directory("/usr/local/lib/bbb-fleet"));
    files.add(directory.holdingOnly(scripts.stream().map(ReviewedScript::name).toList()));
    scripts.forEach(
        script ->
            files.add(file(SCRIPTS_DIRECTORY + "/" + script.name(), script.text()).mode("0700")));
    return files;
  }

  private static String text(String meaning, List<String> entries) {
    String title = "# Written by BBB Fleet. What the healer may touch: " + meaning + ".\n";
    return entries.isEmpty() ? title : title + String.join("\n", entries) + "\n";
  }
}
