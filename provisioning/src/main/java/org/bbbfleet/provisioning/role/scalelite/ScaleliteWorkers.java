package org.bbbfleet.provisioning.role.scalelite;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bbbfleet.core.error.Problem;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.provisioning.role.Placement;
import org.bbbfleet.provisioning.role.Variable;

/**
 * Which of Scalelite's programs runs where. Every host may answer calls; the poller and the
 * importer must be one each in the fleet, because a second poller ends meetings that the first one
 * moved. What nobody was given goes to the first host that was given nothing.
 */
public final class ScaleliteWorkers {
  /** Answers calls; any number of hosts may. */
  public static final String API = "api";

  /** Asks the BigBlueButton servers how they are; one in the fleet. */
  public static final String POLLER = "poller";

  /** Takes recordings in; one in the fleet. */
  public static final String IMPORTER = "recording-importer";

  /** What a host shall run. */
  static final Variable<List<String>> ROLES =
      Variable.choices(
              "scalelite_has_roles",
              List.of(API, POLLER, IMPORTER),
              "what of Scalelite the host runs; poller and importer on one host of the fleet only")
          .byDefault(List.of(API), "`api`; the group's first host all three");

  private static final List<String> ALONE = List.of(POLLER, IMPORTER);

  private final Placement placement;
  private final Map<String, Set<String>> workers = new LinkedHashMap<>();
  private final Map<String, List<Host>> given = new LinkedHashMap<>();

  private ScaleliteWorkers(Placement placement) {
    this.placement = placement;
    List<Host> hosts = placement.hostsOf("scalelite");
    for (Host host : hosts) {
      Set<String> here = new LinkedHashSet<>(told(host));
      ALONE.stream()
          .filter(here::contains)
          .forEach(one -> given.computeIfAbsent(one, w -> new ArrayList<>()).add(host));
      workers.put(host.name(), here.isEmpty() ? new LinkedHashSet<>(List.of(API)) : here);
    }
    hosts.stream()
        .filter(host -> told(host).isEmpty())
        .findFirst()
        .ifPresent(
            first ->
                ALONE.stream()
                    .filter(one -> !given.containsKey(one))
                    .forEach(
                        one -> {
                          given.put(one, List.of(first));
                          workers.get(first.name()).add(one);
                        }));
  }

  /** Of a fleet. */
  public static ScaleliteWorkers of(Placement placement) {
    return new ScaleliteWorkers(placement);
  }

  /** What the host runs; nothing when it does not carry the role. */
  public Set<String> on(Host host) {
    return Set.copyOf(workers.getOrDefault(host.name(), Set.of()));
  }

  /** A poller or an importer too many, or none. */
  List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    if (workers.isEmpty()) {
      return problems;
    }
    for (String one : ALONE) {
      List<Host> on = given.getOrDefault(one, List.of());
      if (on.size() > 1) {
        problems.add(
            Problem.error(
                place(on.get(0)),
                ROLES.name()
                    + " puts the "
                    + one
                    + " on "
                    + on.stream().map(Host::name).collect(joining(" and "))
                    + ". Set it on one of them."));
      } else if (on.isEmpty()) {
        problems.add(
            Problem.error(
                place(placement.hostsOf("scalelite").get(0)),
                ROLES.name() + " puts the " + one + " on no host. Set it on one of them."));
      }
    }
    return problems;
  }

  private String place(Host host) {
    return placement.place(host, ROLES);
  }

  // A value of another shape is reported by the check of shapes.
  private static List<String> told(Host host) {
    return host.variables().get(ROLES.name()) instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of();
  }
}
