package org.bbbfleet.provisioning.role.healer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.bbbfleet.alerts.action.HealScript;
import org.bbbfleet.provisioning.role.Watched;

/**
 * What the healer may touch on one host: the lists of its script. An admin's entry takes the place
 * of the roles' entries that begin with the same word, so that he can change what they say.
 */
final class HealerLists {
  private final Map<String, TreeSet<String>> ofRoles = new TreeMap<>();
  private final Map<String, TreeSet<String>> ofAdmin = new TreeMap<>();

  HealerLists() {
    for (String list : HealScript.lists().keySet()) {
      ofRoles.put(list, new TreeSet<>());
      ofAdmin.put(list, new TreeSet<>());
    }
  }

  /** Adds what a role says. */
  void allow(Watched.Allowed allowed) {
    of(ofRoles, allowed.list()).add(allowed.entry());
  }

  /**
   * Adds what the admin says.
   *
   * @throws IllegalArgumentException when it is no entry of that list
   */
  void add(String list, String entry) {
    of(ofAdmin, list).add(new Watched.Allowed(list, entry).entry());
  }

  private static TreeSet<String> of(Map<String, TreeSet<String>> lists, String name) {
    TreeSet<String> list = lists.get(name);
    if (list == null) {
      throw new IllegalArgumentException("the healer's script has no list named " + name);
    }
    return list;
  }

  /** The lines of a list. */
  List<String> lines(String name) {
    TreeSet<String> added = ofAdmin.get(name);
    List<String> keys = added.stream().map(HealerLists::key).toList();
    List<String> lines =
        ofRoles.get(name).stream()
            .filter(entry -> !keys.contains(key(entry)))
            .collect(Collectors.toCollection(ArrayList::new));
    lines.addAll(added);
    lines.sort(null);
    return lines;
  }

  private static String key(String entry) {
    return entry.split(" ", 2)[0];
  }
}
